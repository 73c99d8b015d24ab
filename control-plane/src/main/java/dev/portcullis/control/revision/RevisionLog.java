package dev.portcullis.control.revision;

import dev.portcullis.control.access.Caller;
import dev.portcullis.control.access.CurrentOperation;
import dev.portcullis.control.store.Definition;
import dev.portcullis.control.store.DefinitionJson;
import dev.portcullis.model.ItemKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/** The writers' side of history. */
@ApplicationScoped
public class RevisionLog {
    private static final String APPEND_REVISION = """
            INSERT INTO revision (instance_id, number, made_at, caller, request_id, operation, digest)
            VALUES (?, ?, ?, ?, ?, ?, ?)""";
    private static final String APPEND_ITEMS = """
            INSERT INTO revision_item (instance_id, number, item, definition)
            SELECT ?, ?, entry.item, entry.definition::jsonb FROM unnest(?, ?) AS entry (item, definition)""";

    private final EntityManager entities;
    private final Caller caller;
    private final CurrentOperation operation;

    RevisionLog(EntityManager entities, Caller caller, CurrentOperation operation) {
        this.entities = entities;
        this.caller = caller;
        this.operation = operation;
    }

    /**
     * What became of one item.
     *
     * @param definition null: it is gone
     */
    record Entry(ItemKey key, @Nullable Definition definition) {

        /** The key without the instance. */
        String item() {
            return key.text().substring(key.instanceId().length() + 1);
        }

        @Nullable
        String json() {
            return definition == null ? null : DefinitionJson.toText(definition);
        }
    }

    /**
     * Appends a change, in its own transaction.
     *
     * @param digest of the image that the change leads to
     */
    void append(Change change, String digest) {
        List<Entry> entries = change.remembered();
        if (!entries.isEmpty()) {
            entities.unwrap(Session.class).doWork(connection -> {
                insertRevision(connection, change, digest);
                insertItems(connection, change, entries);
            });
        }
    }

    private void insertRevision(Connection connection, Change change, String digest) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(APPEND_REVISION)) {
            statement.setString(1, change.instanceId());
            statement.setLong(2, change.revision());
            statement.setTimestamp(3, Timestamp.from(change.at()));
            statement.setString(4, caller.subject());
            statement.setString(5, operation.requestId());
            statement.setString(6, operation.name());
            statement.setString(7, digest);
            statement.executeUpdate();
        }
    }

    private static void insertItems(Connection connection, Change change, List<Entry> entries) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(APPEND_ITEMS)) {
            statement.setString(1, change.instanceId());
            statement.setLong(2, change.revision());
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "text", entries.stream().map(Entry::item).toArray()));
            statement.setArray(
                    4,
                    connection.createArrayOf(
                            "text", entries.stream().map(Entry::json).toArray()));
            statement.executeUpdate();
        }
    }
}
