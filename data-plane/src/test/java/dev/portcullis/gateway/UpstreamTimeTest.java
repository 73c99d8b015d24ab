package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.peer.ClosedPort;
import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.RawClient;
import dev.portcullis.gateway.peer.RecordingUpstream;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What {@code portcullis_upstream_seconds} measures: the upstream, up to the head of its response. */
class UpstreamTimeTest {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    private final RecordingUpstream upstream = new RecordingUpstream();
    private final TestNode node = new TestNode();

    @AfterEach
    void stop() {
        node.close();
        upstream.close();
    }

    private long measured(String code) {
        return node.metrics()
                .registry()
                .get("portcullis.upstream")
                .tag("code", code)
                .timer()
                .count();
    }

    @Test
    void the_time_is_taken_at_the_head_of_a_response_whose_content_is_still_to_come() {
        CountDownLatch mayEnd = new CountDownLatch(1);
        upstream.behave(connection -> {
            connection.next();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na");
            awaitQuietly(mayEnd);
            connection.write("b");
        });
        node.configure(Config.route(upstream.url()));

        try (RawClient client = new RawClient(node.port())) {
            assertThat(client.send(REQUEST).receive(12)).isEqualTo("HTTP/1.1 200");
            assertThat(measured("")).isEqualTo(1);

            mayEnd.countDown();
            assertThat(client.receiveToTheEnd()).endsWith("ab");
        }
        assertThat(measured("")).as("and once only").isEqualTo(1);
    }

    @Test
    void the_time_of_an_upstream_that_fails_is_taken_too() throws IOException {
        try (ClosedPort closed = new ClosedPort()) {
            node.configure(Config.route("http://127.0.0.1:" + closed.number()));

            assertThat(RawClient.ask(node.port(), REQUEST).status()).isEqualTo(502);
        }

        assertThat(measured("UPSTREAM_UNREACHABLE")).isEqualTo(1);
        assertThat(measured("")).isZero();
    }

    private static void awaitQuietly(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
