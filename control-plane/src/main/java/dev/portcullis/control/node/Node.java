package dev.portcullis.control.node;

import dev.portcullis.model.NodeReport;
import java.time.Duration;

/**
 * A node as this replica knows it.
 *
 * @param silence since the report was heard
 */
record Node(NodeReport report, Life life, Duration silence) {

    /** Whether a node still reports. */
    enum Life {
        LIVE,
        /** Known from before this replica's start, and not heard since. */
        UNPROVEN,
        UNREACHABLE
    }

    /** How far a node has come with a revision. */
    enum Progress {
        APPLIED,
        BEHIND,
        REJECTED,
        UNREACHABLE
    }

    /** Whether the node has said that it enforces a revision or a later one, however long ago that was. */
    boolean enforces(String epoch, long revision) {
        return report.state() == NodeReport.State.APPLIED
                && epoch.equals(report.epoch())
                && report.revision() >= revision;
    }

    Progress progress(String epoch, long revision) {
        return switch (life) {
            case UNREACHABLE -> Progress.UNREACHABLE;
            case UNPROVEN -> Progress.BEHIND;
            case LIVE -> {
                boolean there = epoch.equals(report.epoch()) && report.revision() >= revision;
                yield switch (report.state()) {
                    case STARTING -> Progress.BEHIND;
                    case APPLIED -> there ? Progress.APPLIED : Progress.BEHIND;
                    case REJECTED -> there ? Progress.REJECTED : Progress.BEHIND;
                };
            }
        };
    }
}
