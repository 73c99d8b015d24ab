package dev.portcullis.control.node;

import java.time.Duration;

/**
 * How far the clock of a node is from ours, by its reports. Each is heard later than it was made, by however long it took:
 * the smallest difference of the last 10 to 20 seconds has the least of that in it.
 *
 * @param firstHeardAtMillis of all reports; 0: none
 * @param windowSinceMillis when the newest window began
 * @param lateMillis the smallest of that window: by how much a report was late, by both clocks
 * @param lateBeforeMillis the smallest of the window before
 */
record ClockSkew(long firstHeardAtMillis, long windowSinceMillis, long lateMillis, long lateBeforeMillis) {
    static final ClockSkew UNKNOWN = new ClockSkew(0, 0, Long.MAX_VALUE, Long.MAX_VALUE);

    private static final long WINDOW_MILLIS = Duration.ofSeconds(10).toMillis();

    ClockSkew and(long heardAtMillis, long reportedAtMillis) {
        long late = heardAtMillis - reportedAtMillis;
        if (firstHeardAtMillis == 0) {
            return new ClockSkew(heardAtMillis, heardAtMillis, late, Long.MAX_VALUE);
        }
        return heardAtMillis - windowSinceMillis >= WINDOW_MILLIS
                ? new ClockSkew(firstHeardAtMillis, heardAtMillis, late, lateMillis)
                : new ClockSkew(firstHeardAtMillis, windowSinceMillis, Math.min(lateMillis, late), lateBeforeMillis);
    }

    /** Not before a whole window has been heard: what a busy machine hears late would be taken for a skew. */
    boolean isKnown() {
        return lateBeforeMillis != Long.MAX_VALUE;
    }

    /** By how much the node's clock is ahead of ours; negative: behind; 0 while it is not known. */
    long millis() {
        return isKnown() ? -Math.min(lateMillis, lateBeforeMillis) : 0;
    }

    boolean exceeds(Duration limit) {
        return Math.abs(millis()) > limit.toMillis();
    }
}
