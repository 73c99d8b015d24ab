package dev.portcullis.control.repair;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what the tables say that the topic holds. */
@ApplicationScoped
class StoredHeads {
    private static final String ALL = "SELECT id, epoch, revision, digest_state FROM instance";
    /** One snapshot of both: a revision that was committed is owed, or was published. */
    private static final String ONE = """
            SELECT asked.id, i.epoch, i.revision, i.digest_state,
                   EXISTS (SELECT 1 FROM outbox_entry o WHERE o.instance_id = asked.id)
            FROM unnest(CAST(?1 AS text[])) AS asked (id) LEFT JOIN instance i ON i.id = asked.id COLLATE "C\"""";

    private final EntityManager entities;

    StoredHeads(EntityManager entities) {
        this.entities = entities;
    }

    /**
     * An instance as the tables have it.
     *
     * @param head null: there is no such instance
     * @param isOwed whether the outbox still owes something of it to the topic
     */
    record Stored(@Nullable StoredHead head, boolean isOwed) {}

    /** Those instances that exist. */
    Map<String, StoredHead> all() {
        return QuarkusTransaction.requiringNew().call(() -> {
            Map<String, StoredHead> heads = new HashMap<>();
            List<Object[]> rows =
                    entities.createNativeQuery(ALL, Object[].class).getResultList();
            for (Object[] row : rows) {
                heads.put((String) row[0], head(row));
            }
            return heads;
        });
    }

    /** What the tables have under each of the ids. */
    Map<String, Stored> read(Iterable<String> ids) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Map<String, Stored> stored = new HashMap<>();
            List<String> asked = new ArrayList<>();
            ids.forEach(asked::add);
            List<Object[]> rows = entities.createNativeQuery(ONE, Object[].class)
                    .setParameter(1, asked.toArray(String[]::new))
                    .getResultList();
            for (Object[] row : rows) {
                stored.put((String) row[0], new Stored(row[1] == null ? null : head(row), (Boolean) row[4]));
            }
            return stored;
        });
    }

    /** What the topic is to hold of an instance: the hash of each record. */
    Map<String, byte[]> hashes(String instanceId) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Map<String, byte[]> hashes = new HashMap<>();
            List<Object[]> rows = entities.createNativeQuery(
                            "SELECT record_key, hash FROM published_record WHERE instance_id = ?1", Object[].class)
                    .setParameter(1, instanceId)
                    .getResultList();
            for (Object[] row : rows) {
                hashes.put((String) row[0], (byte[]) row[1]);
            }
            return hashes;
        });
    }

    private static StoredHead head(Object[] row) {
        return StoredHead.of((String) row[0], (String) row[1], ((Number) row[2]).longValue(), (byte[]) row[3]);
    }
}
