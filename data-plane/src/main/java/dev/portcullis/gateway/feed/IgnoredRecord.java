package dev.portcullis.gateway.feed;

import org.apache.kafka.common.TopicPartition;

/**
 * A record that the control plane cannot have meant, and that changed nothing.
 *
 * @param partition of the config topic
 * @param key of the record
 */
public record IgnoredRecord(TopicPartition partition, long offset, String key, Reason reason) {

    /** Why it was passed over. */
    public enum Reason {
        /** A head that is no JWS. */
        NOT_SIGNED,
        /** A head that was signed as something else. */
        OTHER_TYPE,
        /** A head signed by a key that is not trusted. */
        UNKNOWN_KEY,
        /** A head whose signature is not valid. */
        BAD_SIGNATURE,
        /** A head of another instance. */
        OTHER_INSTANCE,
        /** A tombstone of the head: an instance ends by a signed head. */
        HEAD_TOMBSTONE,
        /** A head that is older than one before it. */
        HEAD_OLDER,
        /** A head that was there already, behind records that it does not describe. */
        HEAD_REPEATED
    }
}
