package dev.portcullis.control.node;

import dev.portcullis.model.KeyReport;
import dev.portcullis.model.KeySource;
import dev.portcullis.model.RuleItem;
import dev.portcullis.policy.KeySourceIds;
import dev.portcullis.secret.SecretKeyRing;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Answers what the nodes of an instance hold of a rule's published keys. */
@ApplicationScoped
public class HeldKeys {
    private static final Comparator<KeyReport> FETCHED_LAST =
            Comparator.comparingLong(report -> Objects.requireNonNullElse(report.fetchedAtMillis(), 0L));

    private final NodeReports nodes;
    private final KeyReports reports;
    private final KeySourceIds ids;

    HeldKeys(NodeReports nodes, KeyReports reports, SecretKeyRing secrets) {
        this.nodes = nodes;
        this.reports = reports;
        this.ids = new KeySourceIds(secrets);
    }

    /**
     * By every registered node, in the order of their ids; those too that have said nothing yet.
     *
     * @param epoch of the instance
     * @param revision that last changed the rule
     */
    public List<NodeKeys> of(RuleItem rule, KeySource.Remote source, String epoch, long revision) {
        String sourceId = ids.of(rule, source);
        return nodes.nodes(rule.instanceId()).stream()
                .map(node -> NodeKeys.of(
                        node,
                        reports.find(rule.instanceId(), node.report().nodeId(), sourceId),
                        node.enforces(epoch, revision) ? source.fetch().refreshCounter() : null))
                .toList();
    }

    /**
     * The set that a node fetched last and serves by; one of a node that has fallen silent only if no other has any. What was
     * fetched from elsewhere, before the rule was changed, is none.
     *
     * @return none if the rule's keys stand in it
     */
    public Optional<KeyReport> newest(RuleItem rule) {
        if (!(rule.keys() instanceof KeySource.Remote source)) {
            return Optional.empty();
        }
        String sourceId = ids.of(rule, source);
        Map<Boolean, List<KeyReport>> bySilence = nodes.nodes(rule.instanceId()).stream()
                .collect(Collectors.partitioningBy(
                        node -> node.life() == Node.Life.UNREACHABLE,
                        Collectors.flatMapping(node -> serving(node, sourceId), Collectors.toList())));
        return Stream.of(false, true)
                .flatMap(silent -> bySilence.getOrDefault(silent, List.of()).stream().max(FETCHED_LAST).stream())
                .findFirst();
    }

    private Stream<KeyReport> serving(Node node, String sourceId) {
        KeyReport report =
                reports.find(node.report().instanceId(), node.report().nodeId(), sourceId);
        return report == null || !report.serves() ? Stream.of() : Stream.of(report);
    }
}
