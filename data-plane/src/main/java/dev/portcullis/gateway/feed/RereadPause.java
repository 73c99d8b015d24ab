package dev.portcullis.gateway.feed;

import java.time.Duration;

/** Between two readings of a log that is not what its head describes: none before the first, then twice as long each time. */
final class RereadPause {
    private static final Duration MIN = Duration.ofSeconds(1);
    private static final Duration MAX = Duration.ofMinutes(1);

    private Duration pause = Duration.ZERO;

    boolean isOver(long sinceLastNanos) {
        return sinceLastNanos >= pause.toNanos();
    }

    /** Whether the log has been read once more already, and that has not helped. */
    boolean isRepeated() {
        return !pause.isZero();
    }

    void lengthen() {
        Duration twice = pause.multipliedBy(2);
        pause = pause.isZero() ? MIN : twice.compareTo(MAX) < 0 ? twice : MAX;
    }

    void reset() {
        pause = Duration.ZERO;
    }
}
