package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.Nginx;
import dev.portcullis.gateway.peer.RawClient;
import dev.portcullis.gateway.peer.RecordingUpstream;
import dev.portcullis.gateway.upstream.UpstreamLimits;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real nginx as the upstream, in front of one that records where something is to be seen. */
class NginxUpstreamTest {
    private static final int CONNECTIONS = 4;
    private static final String GET = "GET /ok HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String FORWARDED = "proxy_http_version 1.1; proxy_set_header Connection $http_connection;"
            + " proxy_set_header Upgrade $http_upgrade; proxy_pass ";

    private final RecordingUpstream behind = new RecordingUpstream();
    private Nginx nginx;
    private TestNode node;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        nginx = Nginx.start(
                folder,
                "client_max_body_size 1m; location = /ok { return 200 ok; } location /files { root .; } location /deep { "
                        + FORWARDED + behind.url() + "; }");
        node = TestNode.withLoops(
                        2,
                        new UpstreamLimits(
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(30),
                                64 << 10,
                                CONNECTIONS,
                                64))
                .configure(Config.route(nginx.url()));
    }

    @AfterEach
    void stop() {
        if (node != null) {
            node.close();
            nginx.close();
        }
        behind.close();
    }

    private void assertAllFine(int requests) {
        for (int i = 0; i < requests; i++) {
            assertThat(RawClient.ask(node.port(), GET).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PUT /files/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
                "PUT /files/x HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n",
                "POST /deep HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n",
                "POST /deep HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\nExpect: 100-continue\r\n\r\n",
            })
    void an_upload_that_it_refuses_early_spoils_nobodys_request(String upload) {
        assertAllFine(4);
        for (int i = 0; i < 3; i++) {
            try (RawClient client = new RawClient(node.port())) {
                client.send(upload);
                send3Megabytes(client, upload);
                assertThat(client.receive().status()).isIn(405, 413);
            }
            assertAllFine(6);
        }
    }

    private static void send3Megabytes(RawClient client, String upload) {
        if (upload.contains("Expect")) {
            return;
        }
        String piece = "x".repeat(100_000);
        try {
            for (int i = 0; i < 30; i++) {
                client.send(upload.contains("chunked") ? "186a0\r\n" + piece + "\r\n" : piece);
            }
            client.send(upload.contains("chunked") ? "0\r\n\r\n" : "");
        } catch (UncheckedIOException e) {
            // It did not want the rest, and says so in its answer.
        }
    }

    @Test
    void connections_that_it_closes_because_it_has_waited_long_enough_cost_nobody_anything() throws Exception {
        for (int round = 0; round < 5; round++) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 2 * CONNECTIONS; i++) {
                clients.add(new RawClient(node.port()).send(GET));
            }
            for (RawClient client : clients) {
                assertThat(client.receive().status()).isEqualTo(200);
            }
            nginx.reload();
            for (RawClient client : clients) {
                assertThat(client.send(GET).receive().status()).isEqualTo(200);
                assertThat(client.send("PUT /ok HTTP/1.1\r\nHost: a\r\n\r\n")
                                .receive()
                                .status())
                        .isEqualTo(200);
                client.close();
            }
        }
    }

    @Test
    void websockets_through_it_keep_nobody_from_a_connection() {
        behind.behave(connection -> {
            connection.next();
            connection.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
            connection.awaitEnd();
        });
        List<RawClient> sockets = new ArrayList<>();
        for (int i = 0; i < 5 * CONNECTIONS; i++) {
            RawClient socket = new RawClient(node.port());
            sockets.add(socket);
            socket.send("GET /deep HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertThat(socket.receive().status()).isEqualTo(101);
        }
        assertAllFine(4);
        sockets.forEach(RawClient::close);
    }

    @Test
    void its_word_to_go_on_reaches_the_client() {
        try (RawClient client = new RawClient(node.port())) {
            client.send("POST /deep HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.receive().status()).isEqualTo(100);
            assertThat(client.send("hello").receive().status()).isEqualTo(200);
        }
        assertThat(behind.requests().getFirst().body()).isEqualTo("hello");
    }
}
