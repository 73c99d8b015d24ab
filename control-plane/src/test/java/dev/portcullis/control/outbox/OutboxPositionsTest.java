package dev.portcullis.control.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.control.testing.ControlPlaneTest;
import dev.portcullis.control.testing.Database;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** In a database of its own, where no relay runs. */
@ControlPlaneTest
class OutboxPositionsTest {
    private static final String INSERT =
            "INSERT INTO outbox_entry (instance_id, epoch, revision, ordinal, record_key, record_value) VALUES ";

    @Inject
    Database database;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String jdbcUrl = "";

    @Test
    void a_revision_that_is_published_again_while_it_is_being_published_is_not_deleted_with_it() throws Exception {
        String url = emptyDatabase("outbox_positions");
        try (Connection sql = DriverManager.getConnection(url, "postgres", "none");
                OutboxConnection relay = OutboxConnection.open(url, "postgres", "none")) {
            // Owed since before there were positions, and not in the order of revisions.
            run(sql, "/db/migration/V2__outbox.sql");
            execute(sql, INSERT + "('i', 'e', 2, 1, 'i/rule/r', '2'), ('i', 'e', 2, 2, 'i/head', '2')");
            execute(sql, INSERT + "('i', 'e', 1, 1, 'i/rule/r', '1'), ('i', 'e', 1, 2, 'i/head', '1')");
            run(sql, "/db/migration/V9__outbox_positions.sql");
            OutboxBatch read = relay.read();
            assertThat(texts(read)).containsExactly("i/rule/r=2", "i/head=2");

            execute(sql, INSERT + "('i', 'e', 2, 1, 'i/rule/r', 'again'), ('i', 'e', 2, 2, 'i/head', 'again')");
            relay.delete(read);
            OutboxBatch again = relay.read();
            assertThat(texts(again)).containsExactly("i/rule/r=again", "i/head=again");
            relay.delete(again);
            assertThat(relay.read().isEmpty()).isTrue();
        }
    }

    private static List<String> texts(OutboxBatch batch) {
        return batch.instances().getFirst().entries().stream()
                .map(entry -> entry.key() + "="
                        + new String(Objects.requireNonNull(entry.value()), StandardCharsets.US_ASCII))
                .toList();
    }

    private String emptyDatabase(String name) {
        database.execute("DROP DATABASE IF EXISTS " + name);
        database.execute("CREATE DATABASE " + name + " TEMPLATE template0");
        return jdbcUrl.replaceFirst("/[^/?]+(\\?|$)", "/" + name + "$1");
    }

    private static void run(Connection sql, String resource) throws IOException, SQLException {
        try (InputStream file = OutboxPositionsTest.class.getResourceAsStream(resource)) {
            execute(sql, new String(Objects.requireNonNull(file, resource).readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static void execute(Connection connection, String statement) throws SQLException {
        try (Statement run = connection.createStatement()) {
            run.execute(statement);
        }
    }
}
