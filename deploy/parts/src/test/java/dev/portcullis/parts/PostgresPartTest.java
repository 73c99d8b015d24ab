package dev.portcullis.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresPartTest {
    @Test
    void a_server_answers_and_is_gone_with_its_temporary_data_once_closed() throws SQLException {
        AtomicLong pid = new AtomicLong();
        Path log;
        try (PostgresPart postgres = PostgresPart.start()) {
            pid.set(postgres.pid());
            log = postgres.log();
            assertThat(ask(postgres, "SHOW server_version")).startsWith("17.");
            assertThat(ask(postgres, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
        }
        // The server is no child of ours: whoever reaps it may take a moment.
        await().until(() -> ProcessHandle.of(pid.get()).isEmpty());
        assertThat(log.getParent()).doesNotExist();
    }

    @Test
    void what_was_written_is_there_after_a_second_start(@TempDir Path dir) throws SQLException {
        Path data = dir.resolve("data with a space");
        int port = PartHome.freePorts(1).getFirst();
        try (PostgresPart postgres = PostgresPart.start(data, port, dir.resolve("log"), Lifetime.WITH_PARENT);
                Connection connection = connect(postgres)) {
            assertThat(ask(postgres, "SHOW fsync")).isEqualTo("on");
            connection.createStatement().execute("CREATE TABLE kept AS SELECT 'yes' AS answer");
        }
        try (PostgresPart postgres = PostgresPart.start(data, port, dir.resolve("log"), Lifetime.WITH_PARENT)) {
            assertThat(ask(postgres, "SELECT answer FROM kept")).isEqualTo("yes");
        }
    }

    private static Connection connect(PostgresPart postgres) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), PostgresPart.USER, "");
    }

    private static String ask(PostgresPart postgres, String query) throws SQLException {
        try (Connection connection = connect(postgres);
                var result = connection.createStatement().executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }
}
