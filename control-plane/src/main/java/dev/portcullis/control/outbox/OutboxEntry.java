package dev.portcullis.control.outbox;

import org.jspecify.annotations.Nullable;

/**
 * One record that is owed to the config topic.
 *
 * @param key of the record
 * @param value null: a tombstone
 */
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere; copying every record would cost more than it protects.
public record OutboxEntry(String key, byte @Nullable [] value) {
    /** Names the key only: the value may hold sealed secrets. */
    @Override
    public String toString() {
        return "OutboxEntry[" + key + "]";
    }
}
