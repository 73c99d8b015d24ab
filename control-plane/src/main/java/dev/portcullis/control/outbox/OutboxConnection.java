package dev.portcullis.control.outbox;

import dev.portcullis.model.ItemKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGConnection;

/**
 * The relay's own connection to PostgreSQL. It holds the lock that makes a relay the only one, and reads and deletes go
 * through it too: a relay that has lost its connection, and with it the lock, can delete nothing any more. It stands
 * outside the pool, which would hand a connection on with the lock still held. Not thread-safe.
 */
final class OutboxConnection implements AutoCloseable {
    /** Of all programs that use this database, only relays take this lock. */
    private static final long LOCK = 0x506f7274_4f757442L;
    /** Large enough to catch up quickly, small enough for memory; more only if a single instance holds more. */
    private static final long BATCH_BYTES = 16 << 20;

    private static final String READ = """
            SELECT DISTINCT ON (instance_id, record_key) instance_id, record_key, record_value, position
            FROM outbox_entry
            ORDER BY instance_id, record_key, position DESC""";
    private static final String DELETE = """
            DELETE FROM outbox_entry AS entry
            USING unnest(?, ?) AS done (instance_id, position)
            WHERE entry.instance_id = done.instance_id COLLATE "C" AND entry.position <= done.position""";

    /** What a session says nothing for: between statements, within a transaction, and while it does not read answers. */
    private static final String LEASE = """
            SELECT set_config(name, value, false)
            FROM (VALUES ('idle_session_timeout', '10s'), ('idle_in_transaction_session_timeout', '10s'),
                         ('tcp_user_timeout', '10s'), ('tcp_keepalives_idle', '4'),
                         ('tcp_keepalives_interval', '2'), ('tcp_keepalives_count', '3')) AS wanted (name, value)
            JOIN pg_settings USING (name)""";

    private final Connection connection;

    private OutboxConnection(Connection connection) {
        this.connection = connection;
    }

    static OutboxConnection open(String jdbcUrl, String user, String password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("ApplicationName", "portcullis-relay");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("socketTimeout", "20");
        Connection connection = new Driver().connect(jdbcUrl, properties);
        if (connection == null) {
            throw new SQLException("the address of the database is not one of PostgreSQL");
        }
        return new OutboxConnection(connection);
    }

    /** Takes the lock, which lasts as long as the connection; false: another relay holds it. */
    boolean tryLock() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
            statement.setLong(1, LOCK);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /**
     * Has the server end this session, and with it the lock, if nothing is heard of it for ten seconds: the process may
     * have been stopped, or its machine may be gone. From now on {@link #await}, {@link #read} or {@link #alive} must follow
     * upon each other within a few seconds.
     */
    void lease() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LEASE)) {
            statement.execute();
        }
    }

    /** A sign of life where there is nothing else to say. */
    void alive() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("");
        }
    }

    /** From now on every commit of outbox entries ends a wait. */
    void listen() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN portcullis_outbox");
            // A deletion that a crash of the database undoes is only published again.
            statement.execute("SET synchronous_commit = off");
        }
    }

    /** Waits until entries may have been committed, or the time is over. */
    void await(Duration limit) throws SQLException {
        connection.unwrap(PGConnection.class).getNotifications(Math.toIntExact(limit.toMillis()));
    }

    /**
     * Reads what is owed. Always all that there is of an instance, of each key the newest record only: so the topic steps
     * from one committed revision of an instance to a later one, and never back when entries are published again.
     */
    OutboxBatch read() throws SQLException {
        List<OutboxBatch.OfInstance> instances = new ArrayList<>();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(1_000);
            try (ResultSet rows = statement.executeQuery(READ)) {
                Gathering gathering = null;
                long bytes = 0;
                while (rows.next()) {
                    String instanceId = rows.getString(1);
                    if (gathering == null || !gathering.instanceId.equals(instanceId)) {
                        if (gathering != null) {
                            instances.add(gathering.done());
                            if (bytes > BATCH_BYTES) {
                                return new OutboxBatch(instances);
                            }
                        }
                        gathering = new Gathering(instanceId);
                    }
                    bytes += gathering.add(rows);
                }
                if (gathering != null) {
                    instances.add(gathering.done());
                }
                return new OutboxBatch(instances);
            }
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** Deletes what has been published, and what it superseded. */
    void delete(OutboxBatch published) throws SQLException {
        List<OutboxBatch.OfInstance> instances = published.instances();
        try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
            statement.setArray(1, array("text", instances.stream().map(OutboxBatch.OfInstance::instanceId)));
            statement.setArray(2, array("bigint", instances.stream().map(OutboxBatch.OfInstance::position)));
            statement.executeUpdate();
        }
    }

    private java.sql.Array array(String type, java.util.stream.Stream<?> values) throws SQLException {
        return connection.createArrayOf(type, values.toArray());
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** The records of one instance while they are read. */
    private static final class Gathering {
        private final String instanceId;
        private final String headKey;
        private final List<OutboxEntry> entries = new ArrayList<>();
        private @Nullable OutboxEntry head;
        private long position;

        Gathering(String instanceId) {
            this.instanceId = instanceId;
            this.headKey = new ItemKey.OfHead(instanceId).text();
        }

        /** Answers how many bytes the record has. */
        long add(ResultSet row) throws SQLException {
            OutboxEntry entry = new OutboxEntry(row.getString(2), row.getBytes(3));
            if (entry.key().equals(headKey)) {
                head = entry;
            } else {
                entries.add(entry);
            }
            position = Math.max(position, row.getLong(4));
            byte[] value = entry.value();
            return entry.key().length() + (value == null ? 0 : value.length);
        }

        OutboxBatch.OfInstance done() {
            if (head == null) {
                throw new IllegalStateException("outbox entries of " + instanceId + " without a head");
            }
            entries.add(head);
            return new OutboxBatch.OfInstance(instanceId, position, entries);
        }
    }
}
