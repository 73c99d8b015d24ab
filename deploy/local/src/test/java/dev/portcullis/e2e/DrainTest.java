package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.local.access.ManagementToken;
import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.parts.ProcessIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A control plane is told to end (SIGTERM) while requests are in flight. */
@ExtendWith(OnRunningSystem.class)
class DrainTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int WRITES = 6;

    /** What would end the requests by itself is far away, however busy the machine is. */
    private static final Map<String, String> PATIENT = Map.of(
            "PORTCULLIS_DRAIN_LIMIT", "120S",
            "PORTCULLIS_DATABASE_SOCKET_TIMEOUT_SECONDS", "120",
            "QUARKUS_DATASOURCE_JDBC_NEW_CONNECTION_SQL", "SELECT 1");

    private final RunningSystem system;
    private final SecondControlPlane second;
    private final ProcessIdentity process;
    private final Management management;

    DrainTest(RunningSystem system) throws Exception {
        this.system = system;
        second = SecondControlPlane.start(system.process("control-plane"), PATIENT);
        process = ProcessIdentity.of(second.process().pid());
        management = new Management(
                URI.create("http://127.0.0.1:" + second.port() + "/api/v1"),
                system.system().token(ManagementToken.Role.ADMIN));
    }

    @BeforeEach
    void itIsReady() {
        second.awaitReady();
    }

    @AfterEach
    void itEnds() throws Exception {
        second.close();
    }

    @Test
    void every_write_in_flight_is_answered_and_nobody_is_let_in_any_more() throws Exception {
        String rule = management.createRule(Management.ruleFor(Signer.of(JwsAlgorithm.ES256, "key-1"), Map.of()));
        List<CompletableFuture<HttpResponse<String>>> writes;
        try (Database database = new Database(system);
                Socket established = connect()) {
            assertThat(ask(established, "/q/health/ready")).startsWith("HTTP/1.1 200 ");
            database.run("BEGIN");
            database.run("SELECT 1 FROM instance WHERE id = 'demo' FOR UPDATE");
            writes = IntStream.range(0, WRITES)
                    .mapToObj(number -> management.begin(
                            "POST",
                            "/instances/demo/rules/" + rule + "/authorizations",
                            "{\"path\": {\"match\": \"EXACT\", \"value\": \"/" + number + "\"}}",
                            Duration.ZERO,
                            number % 2 == 0 ? Version.HTTP_1_1 : Version.HTTP_2))
                    .toList();
            try (Database observer = new Database(system)) {
                await().atMost(LIMIT)
                        .until(() -> observer.number("SELECT count(*) FROM pg_locks WHERE NOT granted") == WRITES);
            }

            process.signal("TERM");

            await().atMost(LIMIT).untilAsserted(() -> assertThat(refusal()).isTrue());
            String unready = ask(established, "/q/health/ready");
            assertThat(unready).startsWith("HTTP/1.1 503 ").containsIgnoringCase("connection: close");
            assertThat(writes).noneMatch(CompletableFuture::isDone);
            database.run("COMMIT");
            for (CompletableFuture<HttpResponse<String>> write : writes) {
                HttpResponse<String> answer = write.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
                // Over HTTP/2 a frame says so.
                assertThat(answer.headers().firstValue("Connection"))
                        .isEqualTo(answer.version() == Version.HTTP_1_1 ? Optional.of("close") : Optional.empty());
            }
        }
        await().atMost(LIMIT).until(() -> !process.isAlive());
        try (Database database = new Database(system)) {
            await().atMost(LIMIT).until(() -> database.number("SELECT count(*) FROM outbox_entry") == 0);
            assertThat(database.number("SELECT count(*) FROM rule_authorization WHERE instance_id = 'demo'"))
                    .isEqualTo(WRITES);
        }
    }

    @Test
    void a_write_that_waits_for_a_node_is_answered_with_how_far_it_has_come() throws Exception {
        ProcessIdentity node = system.process("node-2");
        node.signal("STOP");
        try {
            long before = revision();
            CompletableFuture<HttpResponse<String>> write = management.begin(
                    "POST",
                    "/instances/demo/rules",
                    new ObjectMapper()
                            .writeValueAsString(Management.ruleFor(Signer.of(JwsAlgorithm.ES256, "key-1"), Map.of())),
                    Duration.ofSeconds(30),
                    Version.HTTP_1_1);
            await().atMost(LIMIT).until(() -> revision() > before);
            assertThat(write).isNotDone();
            process.signal("TERM");
            HttpResponse<String> answer = write.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            assertThat(answer.headers().firstValue("Portcullis-Propagation"))
                    .hasValueSatisfying(value -> assertThat(value).startsWith("PENDING"));
        } finally {
            node.signal("CONT");
        }
        await().atMost(LIMIT).until(() -> !process.isAlive());
    }

    private long revision() throws SQLException {
        try (Database database = new Database(system)) {
            return database.number("SELECT revision FROM instance WHERE id = 'demo'");
        }
    }

    private Socket connect() throws IOException {
        return new Socket("127.0.0.1", second.port());
    }

    private boolean refusal() throws IOException {
        try (Socket socket = connect()) {
            assertThat(socket.isConnected()).isTrue();
            return false;
        } catch (ConnectException e) {
            return true;
        }
    }

    /** Sends a request and reads the head of its answer. */
    private static String ask(Socket socket, String path) throws IOException {
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        int length = Integer.parseInt(head.toString().replaceAll("(?is).*content-length: *(\\d+).*", "$1"));
        in.readNBytes(length);
        return head.toString();
    }
}
