package dev.portcullis.gateway.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.feed.SnapshotSource.Answer;
import dev.portcullis.gateway.peer.ClosedPort;
import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.SignedRecords;
import dev.portcullis.signature.EnrolmentSecret;
import dev.portcullis.signature.EnrolmentSecrets;
import dev.portcullis.signature.NodeToken;
import dev.portcullis.signature.SigningKeys;
import dev.portcullis.snapshot.Snapshot;
import dev.portcullis.snapshot.SnapshotWriter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node makes of what stands where it looks for the control plane. */
class ControlPlaneSnapshotTest {
    private static final String SECRET = Base64.getEncoder().encodeToString(new byte[16]);
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SignedRecords records = new SignedRecords(Config.INSTANCE);
    private final AtomicInteger asked = new AtomicInteger();
    private Vertx vertx;
    private HttpServer server;
    private volatile Consumer<HttpServerRequest> behaviour =
            request -> request.response().end();

    @BeforeEach
    void listen() throws TimeoutException {
        vertx = Vertx.vertx();
        server = vertx.createHttpServer()
                .requestHandler(request -> {
                    asked.incrementAndGet();
                    behaviour.accept(request);
                })
                .listen(0, "127.0.0.1")
                .await(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws TimeoutException {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    @Test
    void a_snapshot_is_read_and_the_node_has_shown_who_it_is_without_its_secret() throws IOException {
        records.put(Config.route("http://a"));
        Snapshot snapshot = records.snapshot("e1", 3, 1);
        byte[] bytes = bytes(snapshot);
        behaviour = request -> {
            String authorization = Objects.requireNonNull(request.getHeader("Authorization"));
            boolean known = NodeToken.verify(
                            EnrolmentSecrets.parse("demo:" + SECRET),
                            "demo",
                            authorization.substring("Bearer ".length()),
                            NOW)
                    .equals(new NodeToken.Verification.Valid("n1"));
            boolean right = Objects.requireNonNull(request.path()).equals("/base/api/v1/instances/demo/snapshot");
            request.response()
                    .setStatusCode(known && right && !authorization.contains(SECRET) ? 200 : 400)
                    .end(Buffer.buffer(bytes));
        };

        assertThat(read())
                .isInstanceOfSatisfying(
                        Answer.Found.class,
                        found -> assertThat(found.snapshot())
                                .usingRecursiveComparison()
                                .isEqualTo(snapshot));
        assertThat(outcome("read")).isEqualTo(1);
    }

    @Test
    void a_snapshot_that_is_changed_cut_off_or_signed_by_a_stranger_is_not_used() throws IOException {
        records.put(Config.route("http://a"));
        byte[] whole = bytes(records.snapshot("e1", 3, 1));
        byte[] changed = whole.clone();
        changed[whole.length / 2] ^= 1;
        byte[] stranger = bytes(records.snapshot("e1", 3, 1, SigningKeys.parse(SigningKeys.generate("stranger"))));
        for (byte[] bytes : new byte[][] {changed, Arrays.copyOf(whole, whole.length - 10), stranger, {}}) {
            behaviour = request -> request.response().end(Buffer.buffer(bytes));

            assertThat(read()).isEqualTo(new Answer.Unavailable());
        }
        assertThat(outcome("unusable")).isEqualTo(4);
        behaviour = request -> request.response().end(Buffer.buffer(whole));
        assertThat(read()).isInstanceOf(Answer.Found.class);
    }

    @Test
    void a_body_without_end_is_given_up() {
        Buffer piece = Buffer.buffer(new byte[1 << 16]);
        behaviour = request -> {
            request.response().setChunked(true);
            for (int i = 0; i < 64; i++) {
                request.response().write(piece);
            }
        };

        assertThat(read()).isEqualTo(new Answer.Unavailable());
        assertThat(outcome("unreachable")).isEqualTo(1);
    }

    @Test
    void an_instance_that_the_control_plane_does_not_know_is_told_apart_from_a_wrong_address() {
        behaviour = request -> request.response()
                .setStatusCode(404)
                .putHeader("Content-Type", "application/problem+json")
                .end("{}");
        assertThat(read()).isEqualTo(new Answer.NoInstance());

        behaviour = request -> request.response()
                .setStatusCode(404)
                .putHeader("Content-Type", "text/html")
                .end("<html>");
        assertThat(read()).isEqualTo(new Answer.Unavailable());
    }

    @Test
    void a_redirect_is_not_followed_and_other_statuses_are_no_snapshot() throws IOException {
        byte[] whole = bytes(records.snapshot("e1", 3, 1));
        for (int status : new int[] {302, 401, 503}) {
            behaviour = request -> request.response()
                    .setStatusCode(status)
                    .putHeader("Location", "/elsewhere")
                    .end(Buffer.buffer(whole));
            assertThat(read()).as("%d", status).isEqualTo(new Answer.Unavailable());
        }
        assertThat(asked).hasValue(3);
        assertThat(outcome("refused")).isEqualTo(3);
    }

    @Test
    void a_control_plane_that_is_away_is_no_failure_of_the_node() throws IOException {
        try (ClosedPort closed = new ClosedPort()) {
            assertThat(source(closed.number()).read()).isEqualTo(new Answer.Unavailable());
        }
        assertThat(outcome("unreachable")).isEqualTo(1);
    }

    private Answer read() {
        return source(server.actualPort()).read();
    }

    private ControlPlaneSnapshot source(int port) {
        return new ControlPlaneSnapshot(
                vertx,
                URI.create("http://127.0.0.1:" + port + "/base/"),
                EnrolmentSecret.parse(SECRET),
                Config.INSTANCE,
                "n1",
                SignedRecords.KEYS.trusted(),
                InstantSource.fixed(NOW),
                registry);
    }

    private double outcome(String outcome) {
        return registry.counter("portcullis.snapshot.requests", "outcome", outcome)
                .count();
    }

    private static byte[] bytes(Snapshot snapshot) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SnapshotWriter.write(snapshot, out);
        return out.toByteArray();
    }
}
