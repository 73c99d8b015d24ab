package dev.portcullis.control.node;

import org.jspecify.annotations.Nullable;

/**
 * A node and the tables do not agree on what is current. Fired as a CDI event, on a thread of its own and without a request,
 * when that is found and every few seconds for as long as it lasts.
 *
 * @param epoch of the head that the node enforces, or has seen; null: it names none
 * @param revision of that head; 0: it names none
 * @param digest of that head
 */
public record NodeDisagreement(
        String instanceId,
        String nodeId,
        Kind kind,
        @Nullable String epoch,
        long revision,
        @Nullable String digest) {

    /** In what they disagree. */
    public enum Kind {
        /** The node enforces a revision under the number of one of the tables, with another content. */
        OTHER_DIGEST,
        /** The node has an epoch or a revision that the tables do not have yet: they may have been restored. */
        AHEAD_OF_TABLES,
        /** The node has found the topic not to hold what its head describes. */
        TOPIC_INCOMPLETE
    }
}
