package dev.portcullis.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * Where a report stands among those of its node.
 *
 * @param counter 1 and up, rising with every report of one process of the node
 * @param reportedAtMillis Unix time in milliseconds, by the node's clock
 * @param startedAtMillis Unix time in milliseconds of the start of the process, by the node's clock
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ReportStamp(long counter, long reportedAtMillis, long startedAtMillis) {
    public ReportStamp {
        if (counter < 1) {
            throw new IllegalArgumentException("counter: " + counter + " (expected: 1 or more)");
        }
    }

    /** Whether a process that started later wrote this, or the same one later. */
    public boolean isAfter(ReportStamp other) {
        return startedAtMillis > other.startedAtMillis
                || (startedAtMillis == other.startedAtMillis && counter > other.counter);
    }
}
