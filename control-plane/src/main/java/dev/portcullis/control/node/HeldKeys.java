package dev.portcullis.control.node;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Answers what the nodes of an instance hold of a rule's published keys. */
@ApplicationScoped
public class HeldKeys {
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
}
