package dev.portcullis.control.revision;

import dev.portcullis.control.outbox.OutboxEntry;
import dev.portcullis.control.store.StoredItems;
import dev.portcullis.model.ConfigItem;
import dev.portcullis.model.Head;
import dev.portcullis.model.ImageDigest;
import dev.portcullis.model.ItemKey;
import dev.portcullis.signature.SignedHead;
import dev.portcullis.signature.SigningKeys;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the signed head of a change: it names the digest of all records that the topic holds of the instance once the
 * change is published. The digest goes on from that of the revision before, by what the change puts and removes.
 */
@ApplicationScoped
public class HeadWriter {
    private final PublishedRecords published;
    private final StoredItems stored;
    private final SigningKeys keys;

    HeadWriter(PublishedRecords published, StoredItems stored, SigningKeys keys) {
        this.published = published;
        this.stored = stored;
        this.keys = keys;
    }

    /**
     * What a change owes to the topic.
     *
     * @param entries the head last
     */
    record Publication(Head head, List<OutboxEntry> entries) {}

    /** Brings the digest up to date, in the transaction at hand, which must hold the lock of the instance's row. */
    Publication next(Change change) {
        List<OutboxEntry> records = change.records();
        byte[] before = change.digestState();
        if (change.isEnd()) {
            // The row is gone, and with it, by the foreign key, what was kept of its records.
            String previous = before == null ? null : ImageDigest.of(before).value();
            return publication(change, records, Head.State.DELETED, new ImageDigest(), previous);
        }
        if (before == null) {
            List<OutboxEntry> all = everything(change.instanceId(), records);
            return publication(change, all, Head.State.CURRENT, published.rebuild(change.instanceId(), all), null);
        }
        ImageDigest digest = ImageDigest.of(before);
        String previous = change.revision() == 1 ? null : digest.value();
        published.replace(change.instanceId(), records, digest);
        return publication(change, records, Head.State.CURRENT, digest, previous);
    }

    /** An instance from before digests were kept: all that it consists of is published once more. */
    private List<OutboxEntry> everything(String instanceId, List<OutboxEntry> records) {
        Map<String, OutboxEntry> all = new LinkedHashMap<>();
        records.forEach(record -> all.put(record.key(), record));
        for (ConfigItem item : stored.all(instanceId)) {
            String key = item.itemKey().text();
            all.put(key, new OutboxEntry(key, Change.record(item)));
        }
        return List.copyOf(all.values());
    }

    private Publication publication(
            Change change, List<OutboxEntry> records, Head.State state, ImageDigest digest, @Nullable String previous) {
        Head head = Head.of(change.instanceId(), change.epoch(), change.revision(), state, digest, previous);
        List<OutboxEntry> entries = new ArrayList<>(records);
        entries.add(new OutboxEntry(new ItemKey.OfHead(change.instanceId()).text(), SignedHead.write(head, keys)));
        return new Publication(head, entries);
    }
}
