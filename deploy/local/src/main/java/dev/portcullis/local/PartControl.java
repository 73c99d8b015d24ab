package dev.portcullis.local;

import dev.portcullis.local.part.Part;
import dev.portcullis.local.part.RunningParts;
import dev.portcullis.parts.Lifetime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Starts parts, waits for them, and ends them. */
final class PartControl {
    private static final Duration READY_LIMIT = Duration.ofMinutes(2);
    private static final Duration END_LIMIT = Duration.ofSeconds(15);
    private static final long POLL_MILLIS = 50;
    private static final int LOG_LINES = 12;

    private final RunningParts running;
    private final Installation installation;
    private final Progress progress;

    PartControl(RunningParts running, Installation installation, Progress progress) {
        this.running = running;
        this.installation = installation;
        this.progress = progress;
    }

    /** Something to do with a part. */
    interface Step {
        void take(Part part) throws IOException;
    }

    /** Takes the step for all parts at once; the first failure is thrown when all have ended. */
    void inParallel(List<Part> parts, Step step) throws IOException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> steps = new ArrayList<>();
            for (Part part : parts) {
                steps.add(threads.submit(() -> {
                    step.take(part);
                    return null;
                }));
            }
            for (Future<?> future : steps) {
                future.get();
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case IOException failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalException("interrupted");
        }
    }

    void start(Part part, Lifetime lifetime) throws IOException {
        long started = System.nanoTime();
        Path log = installation.log(part.name());
        if (Files.exists(log)) {
            Files.move(log, log.resolveSibling(part.name() + ".previous"), StandardCopyOption.REPLACE_EXISTING);
        }
        running.enter(part, part.start(log, lifetime));
        if (part.readiness().holds()) {
            progress.part(part.name(), "ready", LocalSystem.since(started));
        }
    }

    /**
     * @throws LocalException with the end of its log, if the part ends, or is not ready within two minutes
     */
    void awaitReady(Part part) throws IOException {
        long started = System.nanoTime();
        while (!part.readiness().holds()) {
            if (running.find(part.name()).isEmpty()) {
                throw new LocalException(
                        part.name() + " ended while it was starting; the end of its log:\n" + tail(part));
            }
            if (LocalSystem.since(started).compareTo(READY_LIMIT) > 0) {
                throw new LocalException(part.name() + " is not ready after " + READY_LIMIT.toSeconds()
                        + " s; the end of its log:\n" + tail(part));
            }
            pause();
        }
        progress.part(part.name(), "ready", LocalSystem.since(started));
    }

    /** Asks all to end, waits, and kills those that do not. */
    void end(List<String> names) throws IOException {
        Map<String, RunningParts.Entry> asked = new TreeMap<>();
        for (String name : names) {
            running.find(name).ifPresent(entry -> {
                entry.process().signal(entry.stopSignal());
                asked.put(name, entry);
            });
        }
        long started = System.nanoTime();
        while (asked.values().stream().anyMatch(entry -> entry.process().isAlive())) {
            if (LocalSystem.since(started).compareTo(END_LIMIT) > 0) {
                asked.values().forEach(entry -> entry.process().signal("KILL"));
            }
            pause();
        }
        for (String name : names) {
            running.strike(name);
        }
        if (!asked.isEmpty()) {
            progress.part("ended", String.join(", ", asked.keySet()), LocalSystem.since(started));
        }
    }

    private String tail(Part part) throws IOException {
        Path log = installation.log(part.name());
        if (!Files.exists(log)) {
            return "(" + log + " is not there)";
        }
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size())) + "\n(" + log
                + ")";
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalException("interrupted");
        }
    }
}
