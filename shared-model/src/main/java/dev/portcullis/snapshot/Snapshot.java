package dev.portcullis.snapshot;

import dev.portcullis.model.Head;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All records of an instance, byte for byte as on the config topic, and the head that describes them.
 *
 * @param takenAtMillis when this was known to be the newest configuration, in milliseconds since 1970
 * @param head what {@code signedHead} says
 * @param signedHead as it stands on the topic
 * @param records by key, in order; without the head
 */
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
public record Snapshot(long takenAtMillis, Head head, byte[] signedHead, Map<String, byte[]> records) {
    public Snapshot {
        records = Collections.unmodifiableMap(new LinkedHashMap<>(records));
    }
}
