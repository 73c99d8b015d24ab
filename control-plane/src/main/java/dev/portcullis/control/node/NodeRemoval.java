package dev.portcullis.control.node;

import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import dev.portcullis.model.NodeReport;
import dev.portcullis.model.Removal;
import dev.portcullis.model.ReportStamp;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Deregisters nodes that will not do it themselves any more. */
@ApplicationScoped
public class NodeRemoval {
    private final ReportOrder order;
    private final KeyReports keyReports;
    private final ReportIntake intake;
    private final NodesTopicWriter writer;

    NodeRemoval(ReportOrder order, KeyReports keyReports, ReportIntake intake, NodesTopicWriter writer) {
        this.order = order;
        this.keyReports = keyReports;
        this.intake = intake;
        this.writer = writer;
    }

    /** @throws Refusal if no such node is known, or Kafka does not answer within 5 seconds */
    void remove(String instanceId, String nodeId) {
        String topicKey = NodeReport.topicKey(instanceId, nodeId);
        ReportStamp last = order.standing(topicKey).orElseThrow(() -> Refusal.notFound("node", nodeId));
        // The node's own report last: as long as it stands, this can be tried again.
        List<Removal> all = new ArrayList<>();
        keyReports.ofNode(instanceId, nodeId).forEach(keys -> all.add(Removal.of(keys.topicKey(), keys.stamp())));
        all.add(Removal.of(topicKey, last));
        if (!writer.remove(all)) {
            throw new Refusal(ProblemCode.KAFKA_UNAVAILABLE, "the node stays registered; try again");
        }
        all.forEach(intake::remove);
    }
}
