package dev.portcullis.gateway.logs;

import ch.qos.logback.classic.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets so many lines of a kind through in a second and counts the others. A kind is a logger and a level, so there are no
 * more of them than classes that log. Thread-safe.
 */
final class LineLimit {
    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

    private final Map<Kind, Count> counts = new ConcurrentHashMap<>();

    record Kind(String logger, Level level) {}

    /** @param lines that were not let through since this was asked for the last time */
    record LeftOut(Kind kind, long lines) {}

    private static final class Count {
        private long begunNanos;
        private int lines;
        private long leftOut;
    }

    /** @param lines in a second */
    boolean admits(Kind kind, int lines, long nowNanos) {
        Count count = counts.computeIfAbsent(kind, first -> new Count());
        synchronized (count) {
            if (count.lines == 0 || nowNanos - count.begunNanos >= SECOND_NANOS) {
                count.begunNanos = nowNanos;
                count.lines = 0;
            }
            if (count.lines >= lines) {
                count.leftOut++;
                return false;
            }
            count.lines++;
            return true;
        }
    }

    /** Takes the counts. */
    List<LeftOut> leftOut() {
        List<LeftOut> all = new ArrayList<>();
        counts.forEach((kind, count) -> {
            synchronized (count) {
                if (count.leftOut > 0) {
                    all.add(new LeftOut(kind, count.leftOut));
                    count.leftOut = 0;
                }
            }
        });
        return all;
    }
}
