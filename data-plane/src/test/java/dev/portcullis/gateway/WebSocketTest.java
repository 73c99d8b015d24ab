package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.RawClient;
import dev.portcullis.gateway.peer.RawMessage;
import dev.portcullis.gateway.peer.RecordingUpstream;
import dev.portcullis.gateway.peer.Tokens;
import dev.portcullis.gateway.upstream.UpstreamLimits;
import dev.portcullis.model.PathPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upgrades are decided like every request, before anything else is done for them. */
class WebSocketTest {
    private static final String SWITCHED = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
            + "Sec-WebSocket-Protocol: chat\r\n\r\n";

    private final Tokens tokens = new Tokens("https://issuer");
    private RecordingUpstream upstream;
    private TestNode node;

    @BeforeEach
    void start() {
        upstream = new RecordingUpstream();
        node = new TestNode()
                .configure(
                        Config.route(upstream.url()),
                        Config.rule(tokens).build(),
                        Config.condition("az-1", PathPattern.Match.PREFIX, "/public"));
    }

    @AfterEach
    void stop() {
        node.close();
        upstream.close();
    }

    private static String handshake(String path, String connection, String fields) {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: " + connection + "\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Protocol: chat\r\n" + fields + "\r\n";
    }

    private void echoAfterSwitch() {
        upstream.behave(connection -> {
            connection.next();
            connection.write(SWITCHED + "first");
            for (int b = connection.read(); b >= 0; b = connection.read()) {
                connection.write(String.valueOf((char) b));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upgrade", "upgrade", "keep-alive, Upgrade"})
    void a_websocket_without_a_token_is_denied_on_a_protected_path(String connection) {
        echoAfterSwitch();

        RawMessage answer = RawClient.ask(node.port(), handshake("/chat", connection, ""));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.body()).contains("TOKEN_MISSING");
        assertThat(upstream.connections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upgrade", "upgrade", "keep-alive, Upgrade"})
    void with_a_token_it_works_end_to_end_and_the_token_stays_here(String connection) {
        echoAfterSwitch();
        try (RawClient client = new RawClient(node.port())) {
            client.send(handshake("/chat", connection, "Authorization: Bearer " + tokens.token() + "\r\n"));

            RawMessage answer = client.receive();
            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.field("upgrade")).isEqualToIgnoringCase("websocket");
            assertThat(answer.field("sec-websocket-accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            assertThat(answer.field("sec-websocket-protocol")).isEqualTo("chat");
            assertThat(client.receive(5)).isEqualTo("first");
            client.send("\u0081\u0085GET / HTTP/1.1\r\n\r\n");
            assertThat(client.receive(20)).isEqualTo("\u0081\u0085GET / HTTP/1.1\r\n\r\n");
        }
        RawMessage request = upstream.requests().getFirst();
        assertThat(request.field("connection")).isEqualTo("Upgrade");
        assertThat(request.field("upgrade")).isEqualTo("websocket");
        assertThat(request.field("sec-websocket-key")).isEqualTo("dGhlIHNhbXBsZSBub25jZQ==");
        assertThat(request.fieldNames()).doesNotContain("authorization");
        await().until(() -> upstream.openConnections() == 0);
    }

    @Test
    void a_websocket_on_a_path_that_asks_for_no_token_passes() {
        echoAfterSwitch();
        try (RawClient client = new RawClient(node.port())) {
            client.send(handshake("/public/chat", "Upgrade", ""));
            assertThat(client.receive().status()).isEqualTo(101);
        }
    }

    @Test
    void a_path_that_only_looks_public_is_decided_in_its_canonical_form() {
        echoAfterSwitch();

        assertThat(RawClient.ask(node.port(), handshake("/public/../chat", "Upgrade", ""))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void an_upstream_that_ends_ends_the_client() {
        upstream.behave(connection -> {
            connection.next();
            connection.write(SWITCHED + "bye");
        });
        try (RawClient client = new RawClient(node.port())) {
            client.send(handshake("/public", "Upgrade", ""));
            client.receive();
            assertThat(client.receiveToTheEnd()).isEqualTo("bye");
        }
    }

    @Test
    void an_upstream_that_does_not_switch_answers_like_any_other() {
        try (RawClient client = new RawClient(node.port())) {
            assertThat(client.send(handshake("/public", "Upgrade", ""))
                            .receive()
                            .body())
                    .isEqualTo("hello");
            // And the connection still speaks HTTP, every request of it decided.
            assertThat(client.send("GET /private HTTP/1.1\r\nHost: a\r\n\r\n")
                            .receive()
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void what_a_client_sends_behind_a_handshake_that_is_refused_is_decided_for_itself() {
        try (RawClient client = new RawClient(node.port())) {
            client.send(handshake("/public", "Upgrade", "") + "GET /private HTTP/1.1\r\nHost: a\r\n\r\n");

            assertThat(client.receive().status()).isEqualTo(200);
            assertThat(client.receive().status()).isEqualTo(401);
        }
        assertThat(upstream.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2c", "h2c, websocket", "TLS/1.0"})
    void an_offer_of_another_protocol_is_ignored_and_the_request_decided(String protocol) {
        String request = "GET %s HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: " + protocol
                + "\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n";

        assertThat(RawClient.ask(node.port(), request.formatted("/private")).status())
                .isEqualTo(401);
        assertThat(RawClient.ask(node.port(), request.formatted("/public")).status())
                .isEqualTo(200);
        assertThat(upstream.requests().getFirst().fieldNames())
                .doesNotContain("upgrade", "connection", "http2-settings");
    }

    @Test
    void tunnels_and_event_streams_keep_nobody_from_a_connection() {
        int connections = 4;
        TestNode small = new TestNode(new UpstreamLimits(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(30),
                        64 << 10,
                        connections,
                        64))
                .configure(Config.route(upstream.url()));
        upstream.behave(connection -> {
            for (RawMessage head = connection.next(); head != null; head = connection.next()) {
                switch (head.target()) {
                    case "/socket" -> connection.write(SWITCHED);
                    case "/events" ->
                        connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
                    default -> connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                }
            }
        });
        List<RawClient> open = new ArrayList<>();
        try (small) {
            for (int i = 0; i < 3 * connections; i++) {
                RawClient socket = new RawClient(small.port());
                open.add(socket);
                assertThat(socket.send(handshake("/socket", "Upgrade", ""))
                                .receive()
                                .status())
                        .isEqualTo(101);
                RawClient events = new RawClient(small.port());
                open.add(events);
                assertThat(events.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
                                .receive(RawMessage.Content.NONE)
                                .status())
                        .isEqualTo(200);
            }
            for (int i = 0; i < connections; i++) {
                assertThat(RawClient.ask(small.port(), "GET /private HTTP/1.1\r\nHost: a\r\n\r\n")
                                .status())
                        .isEqualTo(200);
            }
            open.forEach(RawClient::close);
        }
        await().until(() -> upstream.openConnections() == 0);
    }
}
