package dev.portcullis.fault;

import java.time.Duration;
import java.util.Optional;

/**
 * A fault that is met again and again while it lasts, for example by attempts to connect. It tells whether to write a line
 * about it: one when it begins, one a minute, one when it ends. Thread-safe.
 *
 * <pre>
 *            failed: a line                     failed: a line a minute
 *   NONE ──────────────────────▶ LASTING ──┐
 *     ▲                             │  ▲___│
 *     └──────── ended: a line ──────┘
 * </pre>
 *
 * <p>One that comes and goes is not loud either: its beginning is told once in five seconds at most, and its end only if
 * the beginning was. One that was not met for two minutes has ended unseen.
 */
public final class LastingFault {
    private static final long REPEAT_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long BEGIN_NANOS = Duration.ofSeconds(5).toNanos();

    private boolean lasts;
    /** Whether its beginning was told. */
    private boolean isTold;

    private boolean wasEverTold;
    private long begunNanos;
    private long metNanos;
    private long beginToldNanos;
    private long toldNanos;
    private long times;

    /**
     * The fault was met.
     *
     * @param what happens, for people
     * @param nowNanos of {@link System#nanoTime()}
     * @return the line to write, if it is time for one
     */
    public synchronized Optional<String> failed(String what, long nowNanos) {
        if (!lasts || nowNanos - metNanos > 2 * REPEAT_NANOS) {
            lasts = true;
            isTold = false;
            begunNanos = nowNanos;
            times = 0;
        }
        metNanos = nowNanos;
        times++;
        if (!isTold) {
            if (wasEverTold && nowNanos - beginToldNanos < BEGIN_NANOS) {
                return Optional.empty();
            }
            isTold = true;
            wasEverTold = true;
            beginToldNanos = nowNanos;
            toldNanos = nowNanos;
            return Optional.of(what);
        }
        if (nowNanos - toldNanos < REPEAT_NANOS) {
            return Optional.empty();
        }
        toldNanos = nowNanos;
        return Optional.of(what + " (for " + seconds(nowNanos) + " s, " + times + " times)");
    }

    /**
     * The fault is not there, or no longer.
     *
     * @param what is so again, for people
     * @param nowNanos of {@link System#nanoTime()}
     * @return the line to write, if a line said that the fault had begun
     */
    public synchronized Optional<String> ended(String what, long nowNanos) {
        boolean isNews = lasts && isTold;
        lasts = false;
        return isNews
                ? Optional.of(what + " (after " + seconds(nowNanos) + " s, " + times + " failures)")
                : Optional.empty();
    }

    private long seconds(long nowNanos) {
        return Duration.ofNanos(nowNanos - begunNanos).toSeconds();
    }
}
