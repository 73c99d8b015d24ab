package dev.portcullis.control.node;

import dev.portcullis.model.KeyReport;
import dev.portcullis.model.NodeReport;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What every node last said of the published keys that it holds, as the nodes topic has it. Thread-safe. */
@ApplicationScoped
class KeyReports {
    /** By topic key of the node, then by source id. The inner maps change only within the outer one's atomic operations. */
    private final Map<String, Map<String, KeyReport>> byNode = new ConcurrentHashMap<>();

    void heard(KeyReport report) {
        byNode.compute(NodeReport.topicKey(report.instanceId(), report.nodeId()), (node, known) -> {
            Map<String, KeyReport> bySource = known == null ? new ConcurrentHashMap<>() : known;
            bySource.put(report.sourceId(), report);
            return bySource;
        });
    }

    /** The node follows the source no longer. */
    void gone(String instanceId, String nodeId, String sourceId) {
        byNode.computeIfPresent(NodeReport.topicKey(instanceId, nodeId), (node, bySource) -> {
            bySource.remove(sourceId);
            return bySource.isEmpty() ? null : bySource;
        });
    }

    /**
     * The node itself is gone.
     *
     * @return the reports that it has left behind
     */
    List<KeyReport> nodeGone(String instanceId, String nodeId) {
        Map<String, KeyReport> left = byNode.remove(NodeReport.topicKey(instanceId, nodeId));
        return left == null ? List.of() : List.copyOf(left.values());
    }

    /** Everything that a node has said. */
    List<KeyReport> ofNode(String instanceId, String nodeId) {
        return List.copyOf(byNode.getOrDefault(NodeReport.topicKey(instanceId, nodeId), Map.of())
                .values());
    }

    /** Null if the node has said nothing of that source. */
    @Nullable
    KeyReport find(String instanceId, String nodeId, String sourceId) {
        return byNode.getOrDefault(NodeReport.topicKey(instanceId, nodeId), Map.of())
                .get(sourceId);
    }
}
