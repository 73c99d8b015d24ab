package dev.portcullis.control.node;

import dev.portcullis.model.KeyReport;
import dev.portcullis.model.KeySource;
import dev.portcullis.model.RuleItem;
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

    HeldKeys(NodeReports nodes, KeyReports reports) {
        this.nodes = nodes;
        this.reports = reports;
    }

    /** By every registered node, in the order of their ids; those too that have said nothing yet. */
    public List<NodeKeys> of(String instanceId, String ruleId) {
        return nodes.nodes(instanceId).stream()
                .map(node ->
                        NodeKeys.of(node, reports.find(instanceId, node.report().nodeId(), ruleId)))
                .toList();
    }

    /**
     * The set that a node fetched last and serves by; one of a node that has fallen silent only if no other has any. What was
     * fetched from elsewhere, before the rule was changed, is none.
     *
     * @return none if the rule's keys stand in it
     */
    public Optional<KeyReport> newest(RuleItem rule) {
        String location = switch (rule.keys()) {
            case KeySource.Inline ignored -> null;
            case KeySource.JwksUri at -> KeyReport.locationOf(at.uri());
            case KeySource.Discovery ignored -> KeyReport.locationOf(rule.issuer());
        };
        Map<Boolean, List<KeyReport>> bySilence = nodes.nodes(rule.instanceId()).stream()
                .collect(Collectors.partitioningBy(
                        node -> node.life() == Node.Life.UNREACHABLE,
                        Collectors.flatMapping(
                                node -> serving(node, rule.ruleId())
                                        .filter(report -> report.location().equals(location)),
                                Collectors.toList())));
        return Stream.of(false, true)
                .flatMap(silent -> bySilence.getOrDefault(silent, List.of()).stream().max(FETCHED_LAST).stream())
                .findFirst();
    }

    private Stream<KeyReport> serving(Node node, String ruleId) {
        KeyReport report =
                reports.find(node.report().instanceId(), node.report().nodeId(), ruleId);
        return report == null || report.keys().isEmpty() ? Stream.of() : Stream.of(report);
    }
}
