package dev.portcullis.chaos.cluster;

import dev.portcullis.chaos.history.Event.Part;
import dev.portcullis.chaos.history.Event.Part.Change;
import dev.portcullis.chaos.history.History;
import dev.portcullis.local.part.Readiness;
import dev.portcullis.parts.ProcessIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A part that is started, killed, paused and ended over and over; each is written into the history. Thread-safe. */
public final class ManagedPart {
    private static final Duration READY_LIMIT = Duration.ofMinutes(3);
    private static final Duration END_LIMIT = Duration.ofSeconds(30);
    private static final long POLL_NANOS = 50_000_000;

    private final String name;
    private final Supplier<Running> starter;
    private final Readiness readiness;
    private final History history;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean mayEnd;
    private @Nullable Running running;
    private @Nullable ProcessIdentity process;

    /**
     * A started part.
     *
     * @param end ends it in order, and forgets it if it has ended already
     */
    public record Running(long pid, Runnable end) {}

    ManagedPart(String name, Supplier<Running> starter, Readiness readiness, History history) {
        this.name = name;
        this.starter = starter;
        this.readiness = readiness;
        this.history = history;
    }

    public String name() {
        return name;
    }

    /** Starts it; when this returns it may not be ready yet. */
    public void start() {
        lock.lock();
        try {
            note(Change.STARTED);
            Running started = starter.get();
            mayEnd = false;
            running = started;
            process = ProcessIdentity.of(started.pid());
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it does its work. */
    public void awaitReady() {
        long deadline = System.nanoTime() + READY_LIMIT.toNanos();
        while (!readiness.holds()) {
            if (System.nanoTime() > deadline) {
                throw new PartFailedException(name + " is not ready after " + READY_LIMIT.toSeconds() + " s");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        note(Change.READY);
    }

    /** SIGKILL, to it and to the processes that it has started. */
    public void kill() {
        lock.lock();
        try {
            note(Change.KILLED);
            signal("KILL");
            forget();
        } finally {
            lock.unlock();
        }
    }

    /** Asks it to end, and waits for that. */
    public void stop() {
        lock.lock();
        try {
            note(Change.STOPPED);
            forget();
        } finally {
            lock.unlock();
        }
    }

    /** SIGSTOP, to it and to the processes that it has started. */
    public void pause() {
        note(Change.PAUSED);
        signal("STOP");
    }

    /** SIGCONT. */
    public void resume() {
        signal("CONT");
        note(Change.CONTINUED);
    }

    /** From now until it is started again nobody wonders if it ends. */
    public void mayEnd() {
        lock.lock();
        try {
            mayEnd = true;
            note(Change.STOPPED);
        } finally {
            lock.unlock();
        }
    }

    /** Starts it again if it has ended although nobody asked it to. */
    public void watch() {
        if (!lock.tryLock()) {
            return;
        }
        try {
            if (process != null && !mayEnd && !process.isAlive()) {
                note(Change.ENDED_BY_ITSELF);
                forget();
                start();
            }
        } finally {
            lock.unlock();
        }
    }

    private void forget() {
        ProcessIdentity ended = process;
        if (running != null) {
            running.end().run();
        }
        running = null;
        process = null;
        long deadline = System.nanoTime() + END_LIMIT.toNanos();
        while (ended != null && ended.isAlive()) {
            if (System.nanoTime() > deadline) {
                throw new PartFailedException(name + " does not end");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private void signal(String signal) {
        ProcessIdentity root = process;
        if (root == null) {
            return;
        }
        List<ProcessIdentity> tree = new ArrayList<>(List.of(root));
        ProcessHandle.of(root.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .map(handle -> ProcessIdentity.of(handle.pid()))
                .forEach(tree::add);
        tree.forEach(one -> one.signal(signal));
    }

    private void note(Change change) {
        history.add(new Part(name, change, history.now()));
    }
}
