package dev.portcullis.model;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.jspecify.annotations.Nullable;

/**
 * What a node says of itself on the nodes topic, keyed {@code {instanceId}/{nodeId}}: at every change of its state, and as
 * a heartbeat between.
 *
 * @param format see {@link Report#FORMAT}
 * @param version of the node's program
 * @param stateSinceMillis Unix time in milliseconds, by the node's clock
 * @param enforced the head whose rules decide requests; null while every request is answered 503
 * @param seen the newest head that the node has seen, if that is another and it could read it
 * @param rejection why it does not enforce that one; null if it has refused none, or for a reason that this version does not
 *     know
 * @param reason the same, in words
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record NodeReport(
        int format,
        String instanceId,
        String nodeId,
        String version,
        State state,
        long stateSinceMillis,
        @Nullable HeadReference enforced,
        @Nullable HeadReference seen,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL) @Nullable
        Rejection rejection,

        @Nullable String reason,
        ReportStamp stamp)
        implements Report {

    /** How a node stands with the configuration of its instance. */
    public enum State {
        /** None yet, or none any more. */
        STARTING,
        /** It enforces the newest head that it has seen. */
        CURRENT,
        /** It is about to apply a newer one. */
        BEHIND,
        /** It has refused a head and keeps enforcing the last good one, if there is any. */
        REJECTED,
        /** It enforces what it had kept on its disk, and has reached nobody who knows better since its start. */
        STALE_START,
        /** It has ended in order; the last report of its process. */
        STOPPED
    }

    @Override
    public String topicKey() {
        return topicKey(instanceId, nodeId);
    }

    @Override
    public boolean isFarewell() {
        return state == State.STOPPED;
    }

    /** The key of the record on the nodes topic. */
    public static String topicKey(String instanceId, String nodeId) {
        return instanceId + "/" + nodeId;
    }
}
