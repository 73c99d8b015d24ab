package dev.portcullis.model;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * A record that a node writes to the nodes topic, as the payload of a JWS (see {@link WireJson}). Members that a reader does
 * not know are passed over; what must not be passed over raises the format.
 */
public sealed interface Report permits NodeReport, KeyReport {
    /** The newest format that this version understands. */
    int FORMAT = 1;

    int format();

    String instanceId();

    String nodeId();

    ReportStamp stamp();

    /** The key of the record on the nodes topic. */
    String topicKey();

    /** Whether the node takes back what it has said under this key; a tombstone follows. */
    @JsonIgnore
    boolean isFarewell();
}
