package dev.portcullis.control.repair;

import dev.portcullis.control.database.Transactions;
import dev.portcullis.control.outbox.Outbox;
import dev.portcullis.control.outbox.OutboxEntry;
import dev.portcullis.control.problem.Refusal;
import dev.portcullis.control.revision.Change;
import dev.portcullis.control.revision.Epochs;
import dev.portcullis.control.revision.PublishedRecords;
import dev.portcullis.control.store.StoredItems;
import dev.portcullis.model.ConfigItem;
import dev.portcullis.model.Head;
import dev.portcullis.model.ImageDigest;
import dev.portcullis.model.ItemKey;
import dev.portcullis.signature.SignedHead;
import dev.portcullis.signature.SigningKeys;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Publishes an instance as a whole: tombstones for what is not its own, every record, and the head last. Revision and epoch
 * stay, since nothing was changed; a new epoch begins only where nodes would not take the head for newer or for the same.
 * It goes through the outbox, behind what is owed already, so the topic never steps back.
 */
@ApplicationScoped
public class Republication {
    private static final String LOCK = "SELECT epoch, revision, digest_state FROM instance WHERE id = ?1 FOR UPDATE";
    private static final String PREVIOUS = """
            SELECT digest FROM revision WHERE instance_id = ?1 AND number < ?2 AND digest IS NOT NULL
            ORDER BY number DESC LIMIT 1""";

    private final EntityManager entities;
    private final StoredItems items;
    private final PublishedRecords published;
    private final Outbox outbox;
    private final Epochs epochs;
    private final SigningKeys keys;

    Republication(
            EntityManager entities,
            StoredItems items,
            PublishedRecords published,
            Outbox outbox,
            Epochs epochs,
            SigningKeys keys) {
        this.entities = entities;
        this.items = items;
        this.published = published;
        this.outbox = outbox;
        this.epochs = epochs;
        this.keys = keys;
    }

    /**
     * What was put into the outbox.
     *
     * @param records without tombstones and the head
     * @param isNewEpoch whether the epoch is another than before
     */
    public record Republished(String epoch, long revision, int records, boolean isNewEpoch) {}

    /**
     * What readers of the topic may hold.
     *
     * @param head the newest that is known to have been there
     * @param keys of records that were there
     */
    record Held(@Nullable Head head, Set<String> keys) {
        static final Held NOTHING = new Held(null, Set.of());
    }

    /** @throws Refusal if there is no such instance */
    public Republished republish(String instanceId) {
        return Transactions.call(() -> whole(instanceId, lock(instanceId), Held.NOTHING));
    }

    /**
     * Publishes the instance unless it has been changed since it was looked at.
     *
     * @param asSeen what the tables had then
     * @return empty if it was changed, or is gone: then there is nothing to be said of it yet
     */
    Optional<Republished> repair(StoredHead asSeen, Held held) {
        return Transactions.call(() -> {
            StoredHead stored = find(asSeen.instanceId());
            return stored == null || !stored.equals(asSeen)
                    ? Optional.empty()
                    : Optional.of(whole(asSeen.instanceId(), stored, held));
        });
    }

    /**
     * Removes what is there under the id of an instance that does not exist. If it ended with a signed head, that is written
     * again, behind what was put there since.
     *
     * @return false if there is such an instance by now
     */
    boolean remove(String instanceId, Held held) {
        return Transactions.call(() -> {
            // No row can be locked: nobody may make one until the tombstones stand in the outbox.
            entities.createNativeQuery("SET LOCAL lock_timeout = '2s'").executeUpdate();
            entities.createNativeQuery("LOCK TABLE instance IN SHARE MODE").executeUpdate();
            if (find(instanceId) != null) {
                return false;
            }
            List<OutboxEntry> entries = new ArrayList<>();
            held.keys().forEach(key -> entries.add(new OutboxEntry(key, null)));
            Head end = held.head();
            entries.add(new OutboxEntry(
                    new ItemKey.OfHead(instanceId).text(), end == null ? null : SignedHead.write(end, keys)));
            outbox.append(instanceId, end == null ? "" : end.epoch(), end == null ? 0 : end.revision(), entries);
            return true;
        });
    }

    private Republished whole(String instanceId, StoredHead stored, Held held) {
        List<OutboxEntry> records = new ArrayList<>();
        Set<String> foreign = new LinkedHashSet<>(held.keys());
        foreign.addAll(publishedKeys(instanceId));
        for (ConfigItem item : items.all(instanceId)) {
            String key = item.itemKey().text();
            records.add(new OutboxEntry(key, Change.record(item)));
            foreign.remove(key);
        }
        // None of it is changed, and there may be a hundred thousand to look through for that.
        entities.clear();
        ImageDigest digest = published.rebuild(instanceId, records);
        String epoch = epoch(stored, digest.value(), held.head());
        boolean isNewEpoch = !epoch.equals(stored.epoch());
        if (isNewEpoch) {
            update("UPDATE instance SET epoch = ?1 WHERE id = ?2", epoch, instanceId);
        }
        update(
                "UPDATE revision SET digest = ?1 WHERE instance_id = ?2 AND number = ?3",
                digest.value(),
                instanceId,
                stored.revision());
        String previous = isNewEpoch ? null : previous(instanceId, stored.revision());
        Head head = Head.of(instanceId, epoch, stored.revision(), Head.State.CURRENT, digest, previous);
        List<OutboxEntry> entries = new ArrayList<>(records.size() + foreign.size() + 1);
        foreign.forEach(key -> entries.add(new OutboxEntry(key, null)));
        entries.addAll(records);
        entries.add(new OutboxEntry(new ItemKey.OfHead(instanceId).text(), SignedHead.write(head, keys)));
        outbox.append(instanceId, epoch, stored.revision(), entries);
        return new Republished(epoch, stored.revision(), records.size(), isNewEpoch);
    }

    /**
     * The digest differs from the one before if an earlier version of the program wrote the records; a head with it is another
     * head of the same revision, which nodes do not take.
     */
    private String epoch(StoredHead stored, String digest, @Nullable Head held) {
        boolean isSame = stored.digest() == null || stored.digest().equals(digest);
        boolean isTaken = held == null
                || new StoredHead(stored.instanceId(), stored.epoch(), stored.revision(), digest).supersedes(held);
        return isSame && isTaken ? stored.epoch() : epochs.nextAfter(held == null ? null : held.epoch());
    }

    private StoredHead lock(String instanceId) {
        StoredHead stored = find(instanceId);
        if (stored == null) {
            throw Refusal.notFound("instance", instanceId);
        }
        return stored;
    }

    private @Nullable StoredHead find(String instanceId) {
        List<Object[]> rows = entities.createNativeQuery(LOCK, Object[].class)
                .setParameter(1, instanceId)
                .getResultList();
        if (rows.isEmpty()) {
            return null;
        }
        Object[] row = rows.getFirst();
        return StoredHead.of(instanceId, (String) row[0], ((Number) row[1]).longValue(), (byte[]) row[2]);
    }

    private List<String> publishedKeys(String instanceId) {
        return entities.createNativeQuery(
                        "SELECT record_key FROM published_record WHERE instance_id = ?1", String.class)
                .setParameter(1, instanceId)
                .getResultList();
    }

    private @Nullable String previous(String instanceId, long revision) {
        List<String> digests = entities.createNativeQuery(PREVIOUS, String.class)
                .setParameter(1, instanceId)
                .setParameter(2, revision)
                .getResultList();
        return digests.isEmpty() ? null : digests.getFirst();
    }

    private void update(String sql, Object... parameters) {
        var query = entities.createNativeQuery(sql);
        for (int i = 0; i < parameters.length; i++) {
            query.setParameter(i + 1, parameters[i]);
        }
        query.executeUpdate();
    }
}
