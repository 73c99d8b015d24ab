package dev.portcullis.control.node;

import dev.portcullis.model.HeadReference;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Answers how far a revision has come, now or once it has settled. */
@ApplicationScoped
public class Propagations {
    private final NodeReports reports;
    private final TableRevisions tables;

    Propagations(NodeReports reports, TableRevisions tables) {
        this.reports = reports;
        this.tables = tables;
    }

    public Propagation now(String instanceId, String epoch, long revision) {
        return Propagation.of(revision, progress(instanceId, epoch, revision, reports.nodes(instanceId)));
    }

    /** Waits until every live node has applied or refused the revision, or the time is over. */
    public Propagation await(String instanceId, String epoch, long revision, Duration limit) {
        List<Node> nodes = reports.await(
                instanceId,
                limit,
                current ->
                        progress(instanceId, epoch, revision, current).stream().noneMatch(NodeProgress::isOnItsWay));
        return Propagation.of(revision, progress(instanceId, epoch, revision, nodes));
    }

    private List<NodeProgress> progress(String instanceId, String epoch, long revision, List<Node> nodes) {
        Set<Long> enforced = new HashSet<>();
        for (Node node : nodes) {
            HeadReference head = node.report().enforced();
            if (head != null && node.enforces(epoch, revision)) {
                enforced.add(head.revision());
            }
        }
        Map<Long, TableRevision> digests = tables.find(instanceId, epoch, enforced);
        return nodes.stream()
                .map(node -> NodeProgress.of(node, epoch, revision, digests))
                .toList();
    }
}
