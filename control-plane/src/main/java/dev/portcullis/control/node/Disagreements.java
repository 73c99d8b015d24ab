package dev.portcullis.control.node;

import dev.portcullis.control.node.NodeDisagreement.Kind;
import dev.portcullis.control.revision.Newest;
import dev.portcullis.model.HeadReference;
import dev.portcullis.model.NodeReport;
import dev.portcullis.model.Rejection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Finds the nodes that hold something else than the tables, and tells of them. Only from one thread. */
@ApplicationScoped
class Disagreements {
    private static final Logger LOG = Logger.getLogger(Disagreements.class);
    private static final long AGAIN_NANOS = Duration.ofSeconds(10).toNanos();
    private static final String NEWEST = "SELECT id, epoch, revision FROM instance WHERE id = ANY(?)";

    private final DataSource source;
    private final TableRevisions tables;
    private final Event<NodeDisagreement> event;
    /** When each was last told of. */
    private final Map<NodeDisagreement, Long> told = new HashMap<>();

    Disagreements(DataSource source, TableRevisions tables, Event<NodeDisagreement> event) {
        this.source = source;
        this.tables = tables;
        this.event = event;
    }

    /** @param nodes as they were before the tables are asked now: so no node is ahead of them for being quick */
    void check(List<Node> nodes) {
        Map<String, List<Node>> live = nodes.stream()
                .filter(node -> node.life() == Node.Life.LIVE)
                .collect(Collectors.groupingBy(node -> node.report().instanceId()));
        long now = System.nanoTime();
        told.values().removeIf(at -> now - at > AGAIN_NANOS);
        newest(live.keySet()).forEach((instanceId, newest) -> {
            for (NodeDisagreement found : of(live.getOrDefault(instanceId, List.of()), instanceId, newest)) {
                if (told.putIfAbsent(found, now) == null) {
                    tell(found);
                }
            }
        });
    }

    private void tell(NodeDisagreement found) {
        LOG.warnf(
                "Node %s of %s and the tables disagree, %s: revision %d",
                found.nodeId(), found.instanceId(), found.kind(), found.revision());
        try {
            event.fire(found);
        } catch (RuntimeException e) {
            LOG.errorf(e, "What was to be done about it failed");
        }
    }

    private List<NodeDisagreement> of(Collection<Node> nodes, String instanceId, Newest newest) {
        Set<Long> revisions = nodes.stream()
                .flatMap(node -> Stream.ofNullable(node.report().enforced()))
                .filter(head -> head.epoch().equals(newest.epoch()))
                .map(HeadReference::revision)
                .collect(Collectors.toSet());
        Map<Long, TableRevision> found = tables.find(instanceId, newest.epoch(), revisions);
        return nodes.stream()
                .flatMap(node -> of(node.report(), newest, found).stream())
                .toList();
    }

    private static Optional<NodeDisagreement> of(NodeReport report, Newest newest, Map<Long, TableRevision> tables) {
        HeadReference enforced = report.enforced();
        HeadReference seen = report.seen();
        if (isAhead(seen, newest)) {
            return Optional.of(disagreement(report, Kind.AHEAD_OF_TABLES, seen));
        }
        if (isAhead(enforced, newest)) {
            return Optional.of(disagreement(report, Kind.AHEAD_OF_TABLES, enforced));
        }
        if (enforced != null && enforced.epoch().equals(newest.epoch())) {
            TableRevision table = tables.get(enforced.revision());
            if (table != null && table.digest() != null && !table.digest().equals(enforced.digest())) {
                return Optional.of(disagreement(report, Kind.OTHER_DIGEST, enforced));
            }
        }
        return report.state() == NodeReport.State.REJECTED && isOfTheTopic(report.rejection())
                ? Optional.of(disagreement(report, Kind.TOPIC_INCOMPLETE, seen == null ? enforced : seen))
                : Optional.empty();
    }

    private static boolean isOfTheTopic(@Nullable Rejection rejection) {
        return switch (rejection) {
            case DIGEST_MISMATCH, HEAD_MISSING, HEAD_OLDER -> true;
            case UNREADABLE, NOT_COMPILED, SECRET_UNAVAILABLE -> false;
            case null -> false;
        };
    }

    private static boolean isAhead(@Nullable HeadReference head, Newest newest) {
        if (head == null) {
            return false;
        }
        int byEpoch = head.epoch().compareTo(newest.epoch());
        return byEpoch > 0 || (byEpoch == 0 && head.revision() > newest.revision());
    }

    private static NodeDisagreement disagreement(NodeReport report, Kind kind, @Nullable HeadReference head) {
        return new NodeDisagreement(
                report.instanceId(),
                report.nodeId(),
                kind,
                head == null ? null : head.epoch(),
                head == null ? 0 : head.revision(),
                head == null ? null : head.digest());
    }

    /** Empty while the database is away. */
    private Map<String, Newest> newest(Set<String> instanceIds) {
        Map<String, Newest> newest = new HashMap<>();
        if (instanceIds.isEmpty()) {
            return newest;
        }
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(NEWEST)) {
            statement.setArray(1, connection.createArrayOf("text", instanceIds.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    newest.put(rows.getString(1), new Newest(rows.getString(2), rows.getLong(3)));
                }
            }
            return newest;
        } catch (SQLException e) {
            return Map.of();
        }
    }
}
