package dev.portcullis.gateway.peer;

import dev.portcullis.model.ConfigItem;
import dev.portcullis.model.Head;
import dev.portcullis.model.ImageDigest;
import dev.portcullis.model.ItemKey;
import dev.portcullis.model.WireJson;
import dev.portcullis.signature.SignedHead;
import dev.portcullis.signature.SigningKeys;
import dev.portcullis.snapshot.Snapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes the records of an instance as the control plane does: what it made so far is what its heads describe. */
public final class SignedRecords {
    /** Signs the heads of the tests. */
    public static final SigningKeys KEYS = SigningKeys.parse(SigningKeys.generate("test"));

    private final String instanceId;
    private final ImageDigest digest = new ImageDigest();
    private final Map<String, byte[]> hashes = new HashMap<>();
    private final Map<String, byte[]> values = new TreeMap<>();

    public SignedRecords(String instanceId) {
        this.instanceId = instanceId;
    }

    /** A record of the topic; a null value is a tombstone. */
    @SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
    public record Entry(String key, byte @Nullable [] value) {}

    public Entry put(ConfigItem item) {
        return put(item.itemKey().text(), WireJson.write(item));
    }

    public Entry put(String key, byte[] value) {
        exchange(key, ImageDigest.recordHash(key, value));
        values.put(key, value);
        return new Entry(key, value);
    }

    public Entry remove(String key) {
        exchange(key, null);
        values.remove(key);
        return new Entry(key, null);
    }

    /** The head of all that was put and not removed. */
    public Entry head(String epoch, long revision) {
        return entry(Head.of(instanceId, epoch, revision, Head.State.CURRENT, digest, null), KEYS);
    }

    /** The head with which the instance ends. */
    public Entry end(String epoch, long revision) {
        return entry(Head.of(instanceId, epoch, revision, Head.State.DELETED, new ImageDigest(), null), KEYS);
    }

    /** A head signed by somebody. */
    public Entry entry(Head head, SigningKeys keys) {
        return new Entry(new ItemKey.OfHead(instanceId).text(), SignedHead.write(head, keys));
    }

    /** All that was put and not removed, with its head. */
    public Snapshot snapshot(String epoch, long revision, long takenAtMillis) {
        return snapshot(epoch, revision, takenAtMillis, KEYS);
    }

    /** The same, with a head signed by somebody. */
    public Snapshot snapshot(String epoch, long revision, long takenAtMillis, SigningKeys keys) {
        Head head = unsigned(epoch, revision);
        return new Snapshot(takenAtMillis, head, SignedHead.write(head, keys), values);
    }

    /** What the next head would say. */
    public Head unsigned(String epoch, long revision) {
        return Head.of(instanceId, epoch, revision, Head.State.CURRENT, digest, null);
    }

    private void exchange(String key, byte @Nullable [] hash) {
        byte[] before = hash == null ? hashes.remove(key) : hashes.put(key, hash);
        if (before != null) {
            digest.remove(before);
        }
        if (hash != null) {
            digest.add(hash);
        }
    }
}
