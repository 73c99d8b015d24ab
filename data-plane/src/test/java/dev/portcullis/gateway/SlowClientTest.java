package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.Http2Client;
import dev.portcullis.gateway.peer.RawClient;
import dev.portcullis.gateway.peer.RecordingUpstream;
import dev.portcullis.gateway.upstream.UpstreamLimits;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that take their time keep nobody else from the upstream, and no stream is held for ever. */
class SlowClientTest {
    private static final long CANCEL = 8;

    private RecordingUpstream upstream;
    private TestNode node;

    @BeforeEach
    void start() {
        upstream = new RecordingUpstream();
        node = new TestNode(new UpstreamLimits(
                        Duration.ofSeconds(10), Duration.ofMillis(1500), Duration.ofSeconds(30), 64 << 10, 1, 64))
                .configure(Config.route(upstream.url()));
    }

    @AfterEach
    void stop() {
        node.close();
        upstream.close();
    }

    @Test
    void a_slow_upload_does_not_keep_others_from_a_connection_and_goes_on() {
        try (RawClient client = new RawClient(node.port())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello");
            await().until(() -> upstream.received().endsWith("hello"));

            assertThat(RawClient.ask(node.port(), "GET / HTTP/1.1\r\nHost: b\r\n\r\n")
                            .status())
                    .isEqualTo(200);
            assertThat(client.send("hello").receive().status()).isEqualTo(200);
        }
    }

    @Test
    void a_stream_whose_body_does_not_come_ends() throws Exception {
        try (Http2Client client = new Http2Client(node.port())) {
            int stream = client.begin(":method", "POST", ":scheme", "http", ":path", "/", ":authority", "a");
            client.data(stream, "hello", false);

            assertThat(client.answer(stream).status()).isNull();
            assertThat(client.resetCode()).isEqualTo(CANCEL);
            await().until(() -> upstream.openConnections() == 0);
        }
    }

    @Test
    void a_stream_whose_answer_is_not_read_ends() throws Exception {
        upstream.answer("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(1_000_000));
        try (Http2Client client = new Http2Client(node.port())) {
            // It widens no window.
            client.ask(null, ":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a");

            assertThat(client.resetCode()).isEqualTo(CANCEL);
            await().until(() -> upstream.openConnections() == 0);
        }
    }
}
