package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.gateway.peer.ClosedPort;
import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.RawClient;
import dev.portcullis.gateway.peer.RawMessage;
import dev.portcullis.gateway.peer.RecordingUpstream;
import dev.portcullis.gateway.peer.SignedRecords;
import dev.portcullis.gateway.peer.Tokens;
import dev.portcullis.model.InstancePartition;
import dev.portcullis.parts.KafkaPart;
import dev.portcullis.snapshot.Snapshot;
import dev.portcullis.snapshot.SnapshotWriter;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node, as a process of its own, that starts while there is no Kafka. */
@SuppressWarnings("FutureReturnValueIgnored") // The close of the producer waits for what it sends.
class StartWithoutKafkaTest {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final String SECRET = Base64.getEncoder().encodeToString(new byte[16]);

    private final SignedRecords records = new SignedRecords(Config.INSTANCE);
    private final Tokens tokens = new Tokens("https://issuer");
    private final Map<String, String> environment = new HashMap<>();
    private int proxy;
    private int admin;

    @TempDir
    private Path dir;

    @BeforeEach
    void choose() throws IOException {
        proxy = freePort();
        admin = freePort();
        environment.putAll(Map.of(
                "PORTCULLIS_INSTANCE",
                Config.INSTANCE,
                "PORTCULLIS_NODE_ID",
                "n1",
                "PORTCULLIS_PROXY_HOST",
                "127.0.0.1",
                "PORTCULLIS_PROXY_PORT",
                Integer.toString(proxy),
                "PORTCULLIS_ADMIN_PORT",
                Integer.toString(admin),
                "PORTCULLIS_TRUSTED_KEYS",
                SignedRecords.KEYS.trusted().text(),
                "PORTCULLIS_SECRET_KEYS",
                "k1:" + Base64.getEncoder().encodeToString(new byte[32]),
                "PORTCULLIS_ENROLMENT_SECRET",
                SECRET,
                "PORTCULLIS_START_TOPIC_WAIT_MILLIS",
                "1000"));
    }

    @Test
    void a_node_that_knew_its_configuration_enforces_it_after_a_restart_without_kafka_and_says_where_it_is_from()
            throws Exception {
        environment.put("PORTCULLIS_STATE_DIR", dir.toString());
        try (RecordingUpstream upstream = new RecordingUpstream()) {
            try (KafkaPart kafka = KafkaPart.start()) {
                environment.put("PORTCULLIS_KAFKA", kafka.bootstrapServers());
                createTopics(kafka);
                publish(kafka, upstream);
                Process node = start();
                try {
                    await().atMost(LONG).until(() -> ask(admin, "/ready", null).status() == 200);
                    assertThat(ask(admin, "/ready", null).body()).contains("\"origin\":\"TOPIC\"");
                    enforces();
                    end(node);
                } finally {
                    node.destroyForcibly();
                }
            }
            Process again = start();
            try {
                await().atMost(LONG).until(() -> ask(admin, "/ready", null).status() == 200);
                assertThat(ask(admin, "/ready", null).body())
                        .contains("\"origin\":\"DISK\"", "\"revision\":1", "\"ageSeconds\":");
                assertThat(ask(admin, "/metrics", null).body())
                        .contains("portcullis_ruleset_origin{origin=\"DISK\"} 1");
                enforces();
                end(again);
            } finally {
                again.destroyForcibly();
            }
            refusesAChangedFile();
        }
    }

    private void refusesAChangedFile() throws Exception {
        Path file = dir.resolve("demo.snapshot");
        byte[] changed = Files.readAllBytes(file);
        changed[changed.length / 2] ^= 1;
        Files.write(file, changed);
        Process node = start();
        try {
            await().atMost(LONG)
                    .until(() -> ask(admin, "/metrics", null).body().contains("portcullis_state_refused_total{"));
            closed();
            assertThat(Files.readString(dir.resolve("node.log"))).contains("demo.snapshot is not used");
        } finally {
            node.destroyForcibly().waitFor();
        }
    }

    @Test
    void a_node_that_never_saw_kafka_enforces_the_snapshot_of_the_control_plane() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (ClosedPort nobody = new ClosedPort();
                RecordingUpstream upstream = new RecordingUpstream()) {
            records.put(Config.route(upstream.url()));
            records.put(Config.rule(tokens).build());
            byte[] snapshot = bytes(records.snapshot("e1", 1, System.currentTimeMillis()));
            HttpServer controlPlane = vertx.createHttpServer()
                    .requestHandler(request -> request.response().end(Buffer.buffer(snapshot)))
                    .listen(0, "127.0.0.1")
                    .await(20, TimeUnit.SECONDS);
            environment.put("PORTCULLIS_KAFKA", "127.0.0.1:" + nobody.number());
            environment.put("PORTCULLIS_CONTROL_PLANE", "http://127.0.0.1:" + controlPlane.actualPort());
            Process node = start();
            try {
                await().atMost(LONG).until(() -> ask(admin, "/ready", null).status() == 200);
                assertThat(ask(admin, "/ready", null).body()).contains("\"origin\":\"SNAPSHOT\"");
                enforces();
            } finally {
                node.destroyForcibly().waitFor();
            }
            assertThat(Files.readString(dir.resolve("node.log"))).doesNotContain(SECRET);
        } finally {
            vertx.close().await(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_node_that_finds_its_configuration_nowhere_is_not_ready_and_lets_nothing_in() throws Exception {
        try (ClosedPort nobody = new ClosedPort()) {
            environment.put("PORTCULLIS_KAFKA", "127.0.0.1:" + nobody.number());
            environment.put("PORTCULLIS_CONTROL_PLANE", "http://127.0.0.1:" + nobody.number());
            environment.put("PORTCULLIS_STATE_DIR", dir.toString());
            Process node = start();
            try {
                await().atMost(LONG)
                        .until(() -> ask(admin, "/metrics", null)
                                .body()
                                .contains("portcullis_snapshot_requests_total{outcome=\"unreachable\"}"));
                closed();
            } finally {
                node.destroyForcibly().waitFor();
            }
        }
    }

    private void enforces() {
        assertThat(ask(proxy, "/", null).status()).isEqualTo(401);
        assertThat(ask(proxy, "/", tokens.token()).status()).isEqualTo(200);
    }

    private void closed() {
        assertThat(ask(admin, "/ready", null).status()).isEqualTo(503);
        assertThat(ask(proxy, "/", null).status()).isEqualTo(503);
        assertThat(ask(proxy, "/", tokens.token()).status()).isEqualTo(503);
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Gateway.class.getName());
        builder.environment().keySet().removeIf(name -> name.startsWith("PORTCULLIS_"));
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true)
                .redirectOutput(dir.resolve("node.log").toFile())
                .start();
    }

    private static void end(Process node) throws InterruptedException {
        node.destroy();
        assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    /** Status 0: nobody answers. */
    private static RawMessage ask(int port, String path, @Nullable String token) {
        String field = token == null ? "" : "Authorization: Bearer " + token + "\r\n";
        try {
            return RawClient.ask(
                    port, "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + field + "Connection: close\r\n\r\n");
        } catch (UncheckedIOException | AssertionError e) {
            return new RawMessage("HTTP/1.1 000 Nobody\r\n\r\n", "");
        }
    }

    private static void createTopics(KafkaPart kafka) throws Exception {
        try (Admin client = Admin.create(Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()))) {
            client.createTopics(List.of(
                            new NewTopic("portcullis.config", 4, (short) 1),
                            new NewTopic("portcullis.nodes", 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    private void publish(KafkaPart kafka, RecordingUpstream upstream) {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (SignedRecords.Entry entry : List.of(
                    records.put(Config.route(upstream.url())),
                    records.put(Config.rule(tokens).build()),
                    records.head("e1", 1))) {
                producer.send(new ProducerRecord<>(
                        "portcullis.config", InstancePartition.of(Config.INSTANCE, 4), entry.key(), entry.value()));
            }
        }
    }

    private static byte[] bytes(Snapshot snapshot) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SnapshotWriter.write(snapshot, out);
        return out.toByteArray();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
