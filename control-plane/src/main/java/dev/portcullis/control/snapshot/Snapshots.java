package dev.portcullis.control.snapshot;

import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import dev.portcullis.control.store.StoredItems;
import dev.portcullis.model.Head;
import dev.portcullis.model.ImageDigest;
import dev.portcullis.model.WireJson;
import dev.portcullis.signature.SignedHead;
import dev.portcullis.signature.SigningKeys;
import dev.portcullis.snapshot.SnapshotWriter;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes snapshots out of the tables, record by record. */
@ApplicationScoped
public class Snapshots {
    private static final int LIMIT_SECONDS = 150;
    private static final String NEWEST = "SELECT epoch, revision, digest_state FROM instance WHERE id = ?1";
    private static final String PREVIOUS =
            "SELECT digest FROM revision WHERE instance_id = ?1 AND number = ?2 AND digest IS NOT NULL";

    private final EntityManager entities;
    private final StoredItems items;
    private final SigningKeys keys;
    private final Clock clock;

    Snapshots(EntityManager entities, StoredItems items, SigningKeys keys, Clock clock) {
        this.entities = entities;
        this.items = items;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Writes the newest committed revision of an instance.
     *
     * @param out asked for once it is certain that there is something to write
     * @return the head of what was written
     * @throws Refusal if there is no such instance, or if what would be written is not what the heads on the topic describe:
     *     nodes would have one revision with two contents
     */
    public Head write(String instanceId, Supplier<OutputStream> out) {
        return QuarkusTransaction.requiringNew().timeout(LIMIT_SECONDS).call(() -> {
            // One snapshot for all queries: a change that commits meanwhile is seen whole or not at all.
            entities.createNativeQuery("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                    .executeUpdate();
            Head head = head(instanceId);
            try {
                write(head, out.get());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return head;
        });
    }

    private Head head(String instanceId) {
        List<Object[]> rows = entities.createNativeQuery(NEWEST, Object[].class)
                .setParameter(1, instanceId)
                .getResultList();
        if (rows.isEmpty()) {
            throw Refusal.notFound("instance", instanceId);
        }
        Object[] row = rows.getFirst();
        long revision = ((Number) row[1]).longValue();
        ImageDigest digest = new ImageDigest();
        items.forEach(
                instanceId,
                item -> digest.add(ImageDigest.recordHash(item.itemKey().text(), WireJson.write(item))));
        byte[] published = (byte[]) row[2];
        if (published == null || !ImageDigest.of(published).value().equals(digest.value())) {
            throw new Refusal(
                    ProblemCode.NOT_PUBLISHED,
                    "revision " + revision + " of " + instanceId
                            + " as stored is not what was published (expected: the same; publish it once more)");
        }
        return Head.of(
                instanceId,
                (String) row[0],
                revision,
                Head.State.CURRENT,
                digest,
                revision == 1 ? null : previous(instanceId, revision));
    }

    private @Nullable String previous(String instanceId, long revision) {
        List<String> found = entities.createNativeQuery(PREVIOUS, String.class)
                .setParameter(1, instanceId)
                .setParameter(2, revision - 1)
                .getResultList();
        return found.isEmpty() ? null : found.getFirst();
    }

    private void write(Head head, OutputStream out) throws IOException {
        SnapshotWriter writer = new SnapshotWriter(out);
        writer.begin(head.instanceId(), clock.millis(), SignedHead.write(head, keys));
        items.forEach(head.instanceId(), item -> {
            try {
                writer.record(item.itemKey().text(), WireJson.write(item));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        writer.end();
        out.flush();
    }
}
