package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.admin.AdminServer;
import dev.portcullis.gateway.framing.ClientLimits;
import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.RawClient;
import dev.portcullis.gateway.peer.RecordingUpstream;
import dev.portcullis.gateway.peer.Tokens;
import dev.portcullis.gateway.upstream.UpstreamLimits;
import dev.portcullis.model.PathPattern;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a connection is in the middle of, it ends when nothing happens on it; and an offer of HTTP/2 gets it nowhere else. */
class IdleConnectionTest {
    private static final Duration IDLE = Duration.ofMillis(600);
    private static final Tokens TOKENS = new Tokens("https://issuer");
    private static final String GET = "GET /public HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final String SETTINGS = "\0\0\0\4\0\0\0\0\0";
    private static final String H2C =
            "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n";

    private static RecordingUpstream upstream;
    private static TestNode node;

    @BeforeAll
    static void start() {
        upstream = new RecordingUpstream();
        node = new TestNode(new ClientLimits(Duration.ofSeconds(50), IDLE, IDLE), UpstreamLimits.USUAL)
                .configure(
                        Config.route(upstream.url()),
                        Config.rule(TOKENS).build(),
                        Config.condition("az-1", PathPattern.Match.PREFIX, "/public"));
    }

    @AfterAll
    static void stop() {
        node.close();
        upstream.close();
    }

    @BeforeEach
    void forget() {
        upstream.requests().clear();
    }

    static Stream<Arguments> states() {
        return Stream.of(
                Arguments.of("not a word", ""),
                Arguments.of("half a preface", PREFACE.substring(0, 8)),
                Arguments.of("half a header", "GET / HTTP/1.1\r\nX: "),
                Arguments.of("an answered request", GET),
                Arguments.of("a refused request", "GET /private HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("half a body", "POST /public HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe"),
                Arguments.of(
                        "half a body that is not wanted", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe"),
                Arguments.of(
                        "a WebSocket",
                        "GET /public/switch HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n"
                                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"),
                Arguments.of("HTTP/2 without settings", PREFACE),
                Arguments.of("HTTP/2 without a request", PREFACE + SETTINGS),
                Arguments.of("HTTP/2 with half a frame", PREFACE + SETTINGS + "\0\0\5\1"),
                Arguments.of("HTTP/2 with half a header", PREFACE + SETTINGS + "\0\0\1\1\0\0\0\0\1\u0082"),
                Arguments.of(
                        "HTTP/2 with half a body",
                        PREFACE + SETTINGS
                                // POST, http, /, and :authority a.
                                + "\0\0\6\1\4\0\0\0\1\u0083\u0086\u0084\u0041\1a"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("states")
    void a_connection_on_which_nothing_happens_is_closed_and_a_busy_one_is_not(String state, String said)
            throws Exception {
        upstream.behave(connection -> {
            while (connection.next() != null) {
                boolean switches = upstream.requests().getLast().target().endsWith("switch");
                connection.write(
                        switches
                                ? "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
                                : "HTTP/1.1 204 No Content\r\n\r\n");
            }
        });
        try (RawClient silent = new RawClient(node.port());
                RawClient busy = new RawClient(node.port())) {
            silent.send(said);
            CompletableFuture<String> end = CompletableFuture.supplyAsync(silent::receiveToTheEnd);

            do {
                assertThat(busy.send(GET).receive().status()).isEqualTo(204);
            } while (!end.isDone());

            assertThat(end.get()).doesNotContain("408");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /live HTTP/1.1\r\nHost: a\r\n\r\n", "GET /live HTTP/1.1\r\nX: "})
    void the_port_for_operators_has_the_limit_too(String said) throws Exception {
        AdminServer admin =
                new AdminServer(node.vertx(), node.metrics(), () -> AdminServer.Readiness.no("TESTED"), IDLE);
        int port = admin.listen("127.0.0.1", 0).await(30, TimeUnit.SECONDS);
        try (RawClient silent = new RawClient(port)) {
            assertThat(silent.send(said).receiveToTheEnd()).doesNotContain("408");
        }
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of("nothing is wrong", "POST /public HTTP/1.1\r\nHost: a\r\n", "", 204),
                Arguments.of("no token", "GET /private HTTP/1.1\r\nHost: a\r\n", "", 401),
                Arguments.of("a body", "POST /public HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n", "hello", 204),
                Arguments.of(
                        "HTTP/1.0 and a body",
                        "POST /public HTTP/1.0\r\nHost: a\r\nContent-Length: 5\r\n",
                        "hello",
                        204),
                Arguments.of("two Hosts", "POST /public HTTP/1.1\r\nHost: a\r\nHost: b\r\n", "", 400),
                Arguments.of(
                        "another coding",
                        "POST /public HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n",
                        "0\r\n\r\n",
                        400),
                Arguments.of(
                        "both framings",
                        "POST /public HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                        "0\r\n\r\n",
                        400),
                Arguments.of("an unknown version", "GET /public HTTP/1.2\r\nHost: a\r\n", "", 400),
                Arguments.of("a control character", "GET /public HTTP/1.1\r\nHost: a\r\nX-A: b\u0001\r\n", "", 400),
                Arguments.of("a bad name", "GET /public HTTP/1.1\r\nHost: a\r\nX A: b\r\n", "", 400),
                Arguments.of("a space in the target", "GET /public /a HTTP/1.1\r\nHost: a\r\n", "", 400),
                Arguments.of("white space before a colon", "GET /public HTTP/1.1\r\nHost: a\r\nX-A : b\r\n", "", 400));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void an_offer_to_speak_http_2_is_ignored_whatever_the_request_is_like(
            String fault, String head, String body, int status) {
        upstream.answer("HTTP/1.1 204 No Content\r\n\r\n");
        String line = head.substring(0, head.indexOf('\n') + 1);
        for (String offered : List.of(head + H2C, line + H2C + head.substring(line.length()))) {
            try (RawClient client = new RawClient(node.port())) {
                assertThat(client.send(offered + "\r\n" + body).receive().status())
                        .isEqualTo(status);
                assertThat(client.receiveToTheEnd())
                        .as("it ends, or is idle and ends")
                        .isEmpty();
            }
        }
    }
}
