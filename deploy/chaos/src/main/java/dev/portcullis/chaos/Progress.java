package dev.portcullis.chaos;

import dev.portcullis.chaos.cluster.ManagedPart;
import dev.portcullis.chaos.history.Event;
import dev.portcullis.chaos.history.History;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Prints a line every ten seconds, and starts parts again that ended by themselves. */
final class Progress implements AutoCloseable {
    private static final int PRINT_SECONDS = 10;

    private final History history;
    private final List<ManagedPart> parts;
    private final PrintStream out;
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(
            2, Thread.ofPlatform().name("progress").daemon().factory());
    private @Nullable ScheduledFuture<?> printing;
    private @Nullable ScheduledFuture<?> watching;

    Progress(History history, List<ManagedPart> parts, PrintStream out) {
        this.history = history;
        this.parts = parts;
        this.out = out;
    }

    void start() {
        printing = clock.scheduleAtFixedRate(this::print, PRINT_SECONDS, PRINT_SECONDS, TimeUnit.SECONDS);
        watching = clock.scheduleWithFixedDelay(() -> parts.forEach(ManagedPart::watch), 1, 1, TimeUnit.SECONDS);
    }

    private void print() {
        List<Event> events = history.events();
        Summary now = Summary.of(events);
        out.printf(
                "%5d s  %d faults, %d writes acknowledged, %d requests%n",
                history.now() / 1_000_000, now.faultCount(), now.acknowledged(), now.requests());
    }

    @Override
    public void close() {
        if (printing != null) {
            printing.cancel(false);
        }
        if (watching != null) {
            watching.cancel(false);
        }
        clock.shutdownNow();
    }
}
