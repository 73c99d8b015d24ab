package dev.portcullis.control.node;

import dev.portcullis.model.HeadReference;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

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
        return Propagation.of(revision, progress(instanceId, epoch, revision, reports.nodes(instanceId), tables::find));
    }

    /** Waits until every live node has applied or refused the revision, or the time is over. */
    public Propagation await(String instanceId, String epoch, long revision, Duration limit) {
        // What is remembered of the tables may tell that it is too early, but not that it is done.
        Predicate<List<Node>> isSettled = nodes -> Stream.<Lookup>of(tables::recall, tables::find)
                .allMatch(lookup -> progress(instanceId, epoch, revision, nodes, lookup).stream()
                        .noneMatch(NodeProgress::isOnItsWay));
        List<Node> nodes = reports.await(instanceId, limit, isSettled);
        return Propagation.of(revision, progress(instanceId, epoch, revision, nodes, tables::find));
    }

    /** How what the tables have is found. */
    @FunctionalInterface
    private interface Lookup {
        Map<Long, TableRevision> find(String instanceId, String epoch, Collection<Long> revisions);
    }

    private static List<NodeProgress> progress(
            String instanceId, String epoch, long revision, List<Node> nodes, Lookup lookup) {
        Set<Long> enforced = new HashSet<>();
        for (Node node : nodes) {
            HeadReference head = node.report().enforced();
            if (head != null && node.enforces(epoch, revision)) {
                enforced.add(head.revision());
            }
        }
        Map<Long, TableRevision> digests = lookup.find(instanceId, epoch, enforced);
        return nodes.stream()
                .map(node -> NodeProgress.of(node, epoch, revision, digests))
                .toList();
    }
}
