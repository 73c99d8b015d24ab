package dev.portcullis.gateway.keys;

import io.vertx.core.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Time that passes only when a test says so. Tasks run on the context, one after the other, each at its own time. */
final class ManualTimers implements Timers {
    static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

    private final Context context;
    private final List<Task> tasks = new ArrayList<>();
    private long nowMillis;
    private long numbers;

    private record Task(long number, long dueMillis, Runnable body) {}

    ManualTimers(Context context) {
        this.context = context;
    }

    @Override
    public synchronized Instant now() {
        return START.plusMillis(nowMillis);
    }

    @Override
    public synchronized long monotonicMillis() {
        return nowMillis;
    }

    @Override
    public synchronized Alarm after(Duration delay, Runnable body) {
        Task task = new Task(++numbers, nowMillis + delay.toMillis(), body);
        tasks.add(task);
        return () -> cancel(task);
    }

    private synchronized void cancel(Task task) {
        tasks.removeIf(other -> other.number == task.number);
    }

    synchronized int waiting() {
        return tasks.size();
    }

    /** Lets time pass and waits until all that fell due has run. */
    void advance(Duration duration) {
        long until = monotonicMillis() + duration.toMillis();
        for (Optional<Task> due = takeDue(until); due.isPresent(); due = takeDue(until)) {
            Task task = due.get();
            CompletableFuture<Void> done = new CompletableFuture<>();
            context.runOnContext(now -> {
                task.body.run();
                done.complete(null);
            });
            done.join();
        }
        synchronized (this) {
            nowMillis = until;
        }
    }

    private synchronized Optional<Task> takeDue(long untilMillis) {
        Optional<Task> due = tasks.stream()
                .filter(task -> task.dueMillis <= untilMillis)
                .min(Comparator.comparingLong(Task::dueMillis));
        due.ifPresent(task -> {
            tasks.remove(task);
            nowMillis = Math.max(nowMillis, task.dueMillis);
        });
        return due;
    }
}
