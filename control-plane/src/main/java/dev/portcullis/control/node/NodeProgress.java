package dev.portcullis.control.node;

import dev.portcullis.model.HeadReference;
import dev.portcullis.model.NodeReport;
import dev.portcullis.model.Rejection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a node has come with a revision.
 *
 * @param reason why it has not applied it; null if it has
 */
record NodeProgress(
        String nodeId, Progress progress, @Nullable MissingReason reason) {

    enum Progress {
        APPLIED,
        BEHIND,
        REJECTED,
        UNREACHABLE
    }

    /**
     * It has applied the revision only if it says that it enforces it or a later one, with the digest that the tables have
     * for the one it enforces, and can open what secrets there are.
     *
     * @param digests of the tables, by revision of that epoch
     */
    static NodeProgress of(Node node, String epoch, long revision, Map<Long, TableRevision> digests) {
        return switch (node.life()) {
            case UNREACHABLE -> of(node, Progress.UNREACHABLE, MissingReason.UNREACHABLE);
            case UNPROVEN -> of(node, Progress.BEHIND, MissingReason.BEHIND);
            case UNTIMELY -> of(node, Progress.BEHIND, MissingReason.CLOCK_SKEW);
            case LIVE -> {
                HeadReference enforced = node.report().enforced();
                yield enforced != null && node.enforces(epoch, revision)
                        ? enforcing(node, enforced, digests.get(enforced.revision()))
                        : onItsWay(node, epoch, revision);
            }
        };
    }

    private static NodeProgress enforcing(Node node, HeadReference enforced, @Nullable TableRevision table) {
        if (table == null || table.digest() == null) {
            return of(node, Progress.BEHIND, MissingReason.NOT_IN_TABLES);
        }
        if (!table.digest().equals(enforced.digest())) {
            return of(node, Progress.REJECTED, MissingReason.DIGEST_MISMATCH);
        }
        return node.report().rejection() == Rejection.SECRET_UNAVAILABLE
                ? of(node, Progress.REJECTED, MissingReason.SECRET_UNAVAILABLE)
                : of(node, Progress.APPLIED, null);
    }

    private static NodeProgress onItsWay(Node node, String epoch, long revision) {
        NodeReport report = node.report();
        if (report.state() != NodeReport.State.REJECTED) {
            return of(node, Progress.BEHIND, MissingReason.BEHIND);
        }
        HeadReference seen = report.seen();
        boolean hasSeenIt = seen == null
                ? report.rejection() == null || report.rejection() == Rejection.UNREADABLE
                : epoch.equals(seen.epoch()) && seen.revision() >= revision;
        return of(node, hasSeenIt ? Progress.REJECTED : Progress.BEHIND, MissingReason.of(report.rejection()));
    }

    private static NodeProgress of(Node node, Progress progress, @Nullable MissingReason reason) {
        return new NodeProgress(node.report().nodeId(), progress, reason);
    }

    /** Whether waiting longer may tell more: a digest that differs heals by itself, another refusal does not. */
    boolean isOnItsWay() {
        return progress == Progress.BEHIND || reason == MissingReason.DIGEST_MISMATCH;
    }
}
