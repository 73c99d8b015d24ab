package dev.portcullis.control.revision;

import dev.portcullis.control.outbox.OutboxEntry;
import dev.portcullis.model.ImageDigest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.Session;

/**
 * The table {@code published_record}, and beside it in the instance's row the digest of all of them: in the transaction at
 * hand, which must hold the lock of that row.
 */
@ApplicationScoped
public class PublishedRecords {
    /**
     * Every part of the statement sees the table as it was before. Keys are looked up by {@code ANY}: what an array holds the
     * planner cannot guess, and a join with ten thousand keys would compare each with each.
     */
    private static final String REPLACE = """
            WITH gone AS (DELETE FROM published_record WHERE instance_id = ? AND record_key = ANY (?)),
                 put AS (
                     INSERT INTO published_record (instance_id, record_key, hash)
                     SELECT ?, record_key, hash FROM unnest(?, ?) AS put (record_key, hash)
                     ON CONFLICT (instance_id, record_key) DO UPDATE SET hash = excluded.hash)
            SELECT hash FROM published_record WHERE instance_id = ? AND record_key = ANY (?)""";

    private static final String CLEAR = "DELETE FROM published_record WHERE instance_id = ?";
    private static final String KEEP = "UPDATE instance SET digest_state = ? WHERE id = ?";

    private final EntityManager entities;

    PublishedRecords(EntityManager entities) {
        this.entities = entities;
    }

    /**
     * Takes in what a change publishes.
     *
     * @param records of the change, each key once, without the head
     * @param before the digest so far
     * @return the digest from now on
     */
    ImageDigest replace(String instanceId, List<OutboxEntry> records, ImageDigest before) {
        entities.unwrap(Session.class).doWork(connection -> {
            exchange(connection, instanceId, records, before);
            keep(connection, instanceId, before);
        });
        return before;
    }

    /**
     * Forgets what was kept of the instance, and begins anew.
     *
     * @param records all that the topic is to hold of it, each key once, without the head; tombstones count for nothing
     */
    public ImageDigest rebuild(String instanceId, List<OutboxEntry> records) {
        entities.unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(CLEAR)) {
                statement.setString(1, instanceId);
                statement.executeUpdate();
            }
        });
        return replace(instanceId, records, new ImageDigest());
    }

    private static void exchange(
            Connection connection, String instanceId, List<OutboxEntry> records, ImageDigest digest)
            throws SQLException {
        List<String> gone = new ArrayList<>();
        List<String> put = new ArrayList<>();
        List<byte[]> hashes = new ArrayList<>();
        for (OutboxEntry record : records) {
            byte[] value = record.value();
            if (value == null) {
                gone.add(record.key());
            } else {
                put.add(record.key());
                hashes.add(ImageDigest.recordHash(record.key(), value));
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(REPLACE)) {
            statement.setString(1, instanceId);
            statement.setArray(2, connection.createArrayOf("text", gone.toArray()));
            statement.setString(3, instanceId);
            statement.setArray(4, connection.createArrayOf("text", put.toArray()));
            statement.setArray(5, connection.createArrayOf("bytea", hashes.toArray(byte[][]::new)));
            statement.setString(6, instanceId);
            statement.setArray(
                    7,
                    connection.createArrayOf(
                            "text", records.stream().map(OutboxEntry::key).toArray()));
            try (ResultSet before = statement.executeQuery()) {
                while (before.next()) {
                    digest.remove(before.getBytes(1));
                }
            }
        }
        hashes.forEach(digest::add);
    }

    private static void keep(Connection connection, String instanceId, ImageDigest digest) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(KEEP)) {
            statement.setBytes(1, digest.state());
            statement.setString(2, instanceId);
            statement.executeUpdate();
        }
    }
}
