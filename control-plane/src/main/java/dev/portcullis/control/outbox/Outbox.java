package dev.portcullis.control.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.hibernate.Session;

/** The writers' side of the outbox. */
@ApplicationScoped
public class Outbox {
    private static final String APPEND = """
            INSERT INTO outbox_entry (instance_id, epoch, revision, ordinal, record_key, record_value)
            SELECT ?, ?, ?, entry.ordinal, entry.key, entry.value
            FROM unnest(?, ?) WITH ORDINALITY AS entry (key, value, ordinal)
            ORDER BY entry.ordinal""";

    private final EntityManager entities;

    Outbox(EntityManager entities) {
        this.entities = entities;
    }

    /**
     * Appends all records of a revision, in the transaction at hand, which must hold the lock of the instance's row, or, if
     * there is no such row, keep others from making it.
     *
     * @param entries the head last
     */
    public void append(String instanceId, String epoch, long revision, List<OutboxEntry> entries) {
        entities.unwrap(Session.class).doWork(connection -> insert(connection, instanceId, epoch, revision, entries));
    }

    private static void insert(
            Connection connection, String instanceId, String epoch, long revision, List<OutboxEntry> entries)
            throws SQLException {
        Array keys = connection.createArrayOf(
                "text", entries.stream().map(OutboxEntry::key).toArray());
        Array values = connection.createArrayOf(
                "bytea", entries.stream().map(OutboxEntry::value).toArray(byte[][]::new));
        try (PreparedStatement statement = connection.prepareStatement(APPEND)) {
            statement.setString(1, instanceId);
            statement.setString(2, epoch);
            statement.setLong(3, revision);
            statement.setArray(4, keys);
            statement.setArray(5, values);
            statement.executeUpdate();
        }
    }
}
