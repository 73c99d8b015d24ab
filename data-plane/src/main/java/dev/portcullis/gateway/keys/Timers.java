package dev.portcullis.gateway.keys;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time for key sets: what it is, and to be woken. */
interface Timers {
    /** For people to read; may jump. */
    Instant now();

    /** For measuring; never jumps. */
    long monotonicMillis();

    /** Runs the task once, on the Vert.x context that it was set on. */
    Alarm after(Duration delay, Runnable task);

    /** A task that may yet run. */
    @FunctionalInterface
    interface Alarm {
        Alarm NONE = () -> {};

        void cancel();
    }

    /** The timers of Vert.x. */
    static Timers of(Vertx vertx, InstantSource wall) {
        return new Timers() {
            @Override
            public Instant now() {
                return wall.instant();
            }

            @Override
            public long monotonicMillis() {
                return System.nanoTime() / 1_000_000;
            }

            @Override
            public Alarm after(Duration delay, Runnable task) {
                long id = vertx.setTimer(Math.max(1, delay.toMillis()), fired -> task.run());
                return () -> vertx.cancelTimer(id);
            }
        };
    }
}
