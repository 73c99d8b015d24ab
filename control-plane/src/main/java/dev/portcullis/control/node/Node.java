package dev.portcullis.control.node;

import dev.portcullis.model.HeadReference;
import dev.portcullis.model.NodeReport;
import java.time.Duration;

/**
 * A node as this replica knows it.
 *
 * @param silence since the report was heard
 * @param clockSkew by how much its clock is ahead of ours; negative: behind
 */
record Node(NodeReport report, Life life, Duration silence, ClockSkew clockSkew) {

    /** Whether a node still reports. */
    enum Life {
        LIVE,
        /** Known from before this replica's start, and not heard since. */
        UNPROVEN,
        /** It reports, but by a clock so far off that its reports may as well be old ones. */
        UNTIMELY,
        UNREACHABLE
    }

    /** Whether the node has said that it enforces a revision or a later one, however long ago that was. */
    boolean enforces(String epoch, long revision) {
        HeadReference enforced = report.enforced();
        return enforced != null && epoch.equals(enforced.epoch()) && enforced.revision() >= revision;
    }
}
