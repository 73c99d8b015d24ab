package dev.portcullis.control.node;

import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import dev.portcullis.model.NodeReport;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Deregisters nodes that will not do it themselves any more. */
@ApplicationScoped
public class NodeRemoval {
    private final NodeReports reports;
    private final KeyReports keyReports;
    private final Tombstones tombstones;

    NodeRemoval(NodeReports reports, KeyReports keyReports, Tombstones tombstones) {
        this.reports = reports;
        this.keyReports = keyReports;
        this.tombstones = tombstones;
    }

    /** @throws Refusal if no such node is known, or Kafka does not answer within 5 seconds */
    void remove(String instanceId, String nodeId) {
        if (!reports.isRegistered(instanceId, nodeId)) {
            throw Refusal.notFound("node", nodeId);
        }
        // The node's own report last: as long as it stands, this can be tried again.
        List<String> topicKeys = new ArrayList<>();
        keyReports.ofNode(instanceId, nodeId).forEach(report -> topicKeys.add(KeyReports.topicKey(report)));
        topicKeys.add(NodeReport.topicKey(instanceId, nodeId));
        if (!tombstones.write(topicKeys)) {
            throw new Refusal(ProblemCode.KAFKA_UNAVAILABLE, "the node stays registered; try again");
        }
        keyReports.nodeGone(instanceId, nodeId);
        reports.gone(instanceId, nodeId);
    }
}
