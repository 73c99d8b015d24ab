package dev.portcullis.control.node;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How far the clock of a node is from ours, by the reports heard last. Each is heard later than it was made, by however long
 * it took: the smallest difference of several has the least of that in it.
 *
 * @param lateMillis by how much the reports heard last were late, by both clocks; the newest first
 */
record ClockSkew(List<Long> lateMillis) {
    static final ClockSkew UNKNOWN = new ClockSkew(List.of());

    private static final int REPORTS = 5;
    /** Before that many, one slow report would be taken for a skew. */
    private static final int ENOUGH = 3;

    ClockSkew {
        lateMillis = List.copyOf(lateMillis);
    }

    ClockSkew and(long heardAtMillis, long reportedAtMillis) {
        return new ClockSkew(Stream.concat(Stream.of(heardAtMillis - reportedAtMillis), lateMillis.stream())
                .limit(REPORTS)
                .toList());
    }

    boolean isKnown() {
        return lateMillis.size() >= ENOUGH;
    }

    /** By how much the node's clock is ahead of ours; negative: behind; 0 while it is not known. */
    long millis() {
        return isKnown() ? -lateMillis.stream().mapToLong(Long::longValue).min().orElse(0) : 0;
    }

    boolean exceeds(Duration limit) {
        return Math.abs(millis()) > limit.toMillis();
    }
}
