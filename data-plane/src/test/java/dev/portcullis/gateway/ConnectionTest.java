package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.gateway.framing.ClientLimits;
import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.RawClient;
import dev.portcullis.gateway.peer.RecordingUpstream;
import dev.portcullis.gateway.upstream.UpstreamLimits;
import io.vertx.core.Future;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Connections that are slow, idle, many, or there when the node ends. */
class ConnectionTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private static ClientLimits limits(Duration head, Duration idle) {
        return new ClientLimits(head, idle, idle);
    }

    @Test
    void a_header_that_never_ends_ends_the_connection_and_a_slow_one_does_not() {
        try (RecordingUpstream upstream = new RecordingUpstream();
                TestNode node = new TestNode(
                                limits(Duration.ofMillis(700), ClientLimits.USUAL.idle()), UpstreamLimits.USUAL)
                        .configure(Config.route(upstream.url()));
                RawClient never = new RawClient(node.port());
                RawClient half = new RawClient(node.port());
                RawClient slow = new RawClient(node.port())) {
            half.send("PRI * HT");
            never.send("GET / HTTP/1.1\r\nHost: a\r\nX-A: ");
            slow.send("GET / HTTP/1.1\r\nHost: a\r\n");
            slow.send("\r\n");

            assertThat(slow.receive().status()).isEqualTo(200);
            assertThat(never.receive().status()).isEqualTo(408);
            assertThat(never.receiveToTheEnd()).isEmpty();
            assertThat(half.receive().status()).isEqualTo(408);
            // Between two requests a client may take its time.
            await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(5)).until(() -> true);
            assertThat(slow.send(GET).receive().status()).isEqualTo(200);
        }
    }

    @Test
    void clients_that_hold_connections_open_keep_nobody_out() {
        List<RawClient> idle = new ArrayList<>();
        try (RecordingUpstream upstream = new RecordingUpstream();
                TestNode node = new TestNode().configure(Config.route(upstream.url()))) {
            for (int i = 0; i < 1_000; i++) {
                idle.add(new RawClient(node.port()).send(i % 2 == 0 ? "" : "GET / HTTP/1.1\r\nX: "));
            }
            assertThat(RawClient.ask(node.port(), GET).status()).isEqualTo(200);
            idle.forEach(RawClient::close);
        }
    }

    @Test
    void a_thousand_fields_are_no_trouble() {
        try (RecordingUpstream upstream = new RecordingUpstream();
                TestNode node = new TestNode().configure(Config.route(upstream.url()))) {
            StringBuilder request = new StringBuilder("GET / HTTP/1.1\r\nHost: a\r\n");
            for (int i = 0; i < 1_000; i++) {
                request.append("X-").append(i).append(": ").append(i).append("\r\n");
            }
            assertThat(RawClient.ask(node.port(), request.append("\r\n").toString())
                            .status())
                    .isEqualTo(200);
            assertThat(upstream.requests().getFirst().field("x-999")).isEqualTo("999");
        }
    }

    @Test
    void a_node_that_ends_lets_requests_end_and_takes_no_more_connections() throws Exception {
        AtomicBoolean answer = new AtomicBoolean();
        try (RecordingUpstream upstream = new RecordingUpstream()) {
            upstream.behave(connection -> {
                connection.next();
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                connection.next();
                await().atMost(Duration.ofSeconds(30)).untilTrue(answer);
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                connection.awaitEnd();
            });
            TestNode node = new TestNode().configure(Config.route(upstream.url()));
            try (RawClient client = new RawClient(node.port());
                    RawClient idle = new RawClient(node.port());
                    RawClient silent = new RawClient(node.port())) {
                assertThat(idle.send(GET).receive().status()).isEqualTo(200);
                client.send(GET);
                await().until(() -> upstream.requests().size() == 2);

                Future<Void> closed = node.vertx().close();

                assertThat(idle.receiveToTheEnd()).isEmpty();
                assertThat(silent.receiveToTheEnd()).isEmpty();
                await().until(() -> isRefused(node.port()));
                answer.set(true);
                assertThat(client.receive().body()).isEqualTo("ok");
                assertThat(client.receiveToTheEnd()).isEmpty();
                closed.await(10, TimeUnit.SECONDS);
            }
        }
    }

    private static boolean isRefused(int port) {
        try {
            new RawClient(port).close();
            return false;
        } catch (UncheckedIOException e) {
            return true;
        }
    }
}
