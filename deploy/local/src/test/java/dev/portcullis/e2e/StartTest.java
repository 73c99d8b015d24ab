package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.local.access.ManagementToken;
import dev.portcullis.parts.Lifetime;
import dev.portcullis.parts.PostgresPart;
import dev.portcullis.parts.ProcessIdentity;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a control plane starts when not everything is there. */
@ExtendWith(OnRunningSystem.class)
@Timeout(300)
class StartTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final RunningSystem system;
    private final ProcessIdentity first;

    StartTest(RunningSystem system) throws Exception {
        this.system = system;
        first = system.process("control-plane");
    }

    @Test
    void without_postgres_it_is_live_and_not_ready_and_comes_up_by_itself_when_it_arrives(@TempDir Path folder)
            throws Exception {
        int port = freePort();
        // Its database is there from then on: one that is still being made is refused, and not waited for.
        PostgresPart.start(folder.resolve("data"), port, folder.resolve("postgres.log"), Lifetime.WITH_PARENT)
                .close();
        try (SecondControlPlane second = SecondControlPlane.start(
                        first,
                        Map.of(
                                "QUARKUS_DATASOURCE_JDBC_URL",
                                PostgresPart.jdbcUrl(port),
                                "PORTCULLIS_CONFIG_TOPIC",
                                "elsewhere.config",
                                "PORTCULLIS_NODES_TOPIC",
                                "elsewhere.nodes"));
                HttpClient client = HttpClient.newHttpClient()) {
            await().atMost(LIMIT)
                    .ignoreExceptions()
                    .until(() -> get(client, second, "/q/health/live").statusCode() == 200);
            HttpResponse<String> unready = get(client, second, "/q/health/ready");
            assertThat(unready.statusCode()).isEqualTo(503);
            assertThat(unready.body()).contains("PostgreSQL at jdbc:postgresql://127.0.0.1:" + port);
            HttpResponse<String> api = get(client, second, "/api/v1/instances");
            assertThat(api.statusCode()).as(api.body()).isEqualTo(503);
            assertThat(api.body()).contains("DATABASE_UNAVAILABLE");
            assertThat(api.headers().firstValue("Retry-After")).isPresent();
            assertThat(second.log().stream().filter(line -> line.contains("waiting for PostgreSQL")))
                    .hasSize(1);

            try (PostgresPart late = PostgresPart.start(
                    folder.resolve("data"), port, folder.resolve("postgres.log"), Lifetime.WITH_PARENT)) {
                assertThat(late.port()).isEqualTo(port);
                await().atMost(LIMIT)
                        .until(() -> get(client, second, "/q/health/ready").statusCode() == 200);
                assertThat(get(client, second, "/api/v1/instances").statusCode())
                        .isEqualTo(200);
                assertThat(second.log()).anyMatch(line -> line.contains("PostgreSQL is there"));
                assertThat(second.log()).noneMatch(line -> line.startsWith("\tat "));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "QUARKUS_DATASOURCE_USERNAME, nobody, nobody",
        "QUARKUS_DATASOURCE_JDBC_URL, jdbc:mysql://127.0.0.1/x, jdbc:mysql",
        "QUARKUS_HTTP_PORT, taken, port",
        "QUARKUS_HTTP_PORT, many, many",
        "PORTCULLIS_DRAIN_LIMIT, soon, soon",
        "PORTCULLIS_SECRET_KEYS_FILE, /nowhere, /nowhere"
    })
    void what_cannot_be_used_is_one_line_and_exit_code_1(String setting, String value, String said) throws Exception {
        String given =
                value.equals("taken") ? Integer.toString(system.at().api().getPort()) : value;
        try (SecondControlPlane second = SecondControlPlane.start(first, Map.of(setting, given))) {
            assertThat(second.process().awaitEnd()).isEqualTo(1);
            List<String> log = second.log();
            assertThat(log).noneMatch(line -> line.startsWith("\tat "));
            assertThat(log.stream().filter(line -> line.startsWith("The control plane cannot start: ")))
                    .singleElement()
                    .asString()
                    .contains(said);
        }
    }

    private HttpResponse<String> get(HttpClient client, SecondControlPlane second, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + second.port() + path))
                        .header("Authorization", "Bearer " + system.system().token(ManagementToken.Role.ADMIN))
                        .build(),
                BodyHandlers.ofString());
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
