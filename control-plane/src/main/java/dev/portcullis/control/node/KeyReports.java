package dev.portcullis.control.node;

import dev.portcullis.model.KeyReport;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What every node last said of the published keys that it holds, as the nodes topic has it. Thread-safe. */
@ApplicationScoped
class KeyReports {
    private final Map<String, KeyReport> byTopicKey = new ConcurrentHashMap<>();

    static String topicKey(KeyReport report) {
        return KeyReport.topicKey(report.instanceId(), report.nodeId(), report.ruleId());
    }

    void heard(KeyReport report) {
        byTopicKey.put(topicKey(report), report);
    }

    /** The node follows the rule's keys no longer. */
    void gone(String topicKey) {
        byTopicKey.remove(topicKey);
    }

    /**
     * The node itself is gone.
     *
     * @return the reports that it has left behind
     */
    List<KeyReport> nodeGone(String instanceId, String nodeId) {
        List<KeyReport> left = ofNode(instanceId, nodeId);
        left.forEach(report -> byTopicKey.remove(topicKey(report)));
        return left;
    }

    /** Everything that a node has said. */
    List<KeyReport> ofNode(String instanceId, String nodeId) {
        return byTopicKey.values().stream()
                .filter(report -> report.instanceId().equals(instanceId)
                        && report.nodeId().equals(nodeId))
                .toList();
    }

    /** Null if the node has said nothing of that rule. */
    @Nullable
    KeyReport find(String instanceId, String nodeId, String ruleId) {
        return byTopicKey.get(KeyReport.topicKey(instanceId, nodeId, ruleId));
    }
}
