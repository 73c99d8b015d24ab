package dev.portcullis.model;

import org.jspecify.annotations.Nullable;

/**
 * What a node says of itself on the nodes topic, keyed {@code {instanceId}/{nodeId}}: at every change of its state, and as
 * a heartbeat between. A tombstone deregisters the node.
 *
 * @param epoch of the head it refers to; null before the first
 * @param revision of the head it refers to; 0 before the first
 * @param reason why it was rejected; null if it was not
 * @param reportedAtMillis Unix time in milliseconds, by the node's clock
 * @param startedAtMillis Unix time in milliseconds, by the node's clock
 */
public record NodeReport(
        String instanceId,
        String nodeId,
        String version,
        State state,
        @Nullable String epoch,
        long revision,
        @Nullable String digest,
        @Nullable String reason,
        long reportedAtMillis,
        long startedAtMillis) {

    /** What the node did with the newest head it saw. */
    public enum State {
        /** No head of the instance yet. */
        STARTING,
        APPLIED,
        /** It keeps enforcing the last good one. */
        REJECTED
    }

    /** The key of the record on the nodes topic. */
    public static String topicKey(String instanceId, String nodeId) {
        return instanceId + "/" + nodeId;
    }
}
