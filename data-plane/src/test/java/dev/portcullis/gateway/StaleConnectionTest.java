package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.Http2Client;
import dev.portcullis.gateway.peer.RawClient;
import dev.portcullis.gateway.peer.RawMessage;
import dev.portcullis.gateway.peer.RecordingUpstream;
import dev.portcullis.gateway.peer.RecordingUpstream.Connection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kept connections that the upstream closes in the very moment in which they are used again. */
class StaleConnectionTest {
    private static final int KEPT = 12;
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final AtomicBoolean stale = new AtomicBoolean();
    private RecordingUpstream upstream;
    private TestNode node;

    /** How a connection ends without an answer. */
    enum End {
        CLOSED {
            @Override
            void end(Connection connection) throws IOException {
                connection.close();
            }
        },
        RESET {
            @Override
            void end(Connection connection) throws IOException {
                connection.socket().setSoLinger(true, 0);
                connection.close();
            }
        };

        abstract void end(Connection connection) throws IOException;
    }

    @BeforeEach
    void start() {
        upstream = new RecordingUpstream();
        node = new TestNode().configure(Config.route(upstream.url()));
    }

    @AfterEach
    void stop() {
        node.close();
        upstream.close();
    }

    /** The node keeps that many connections; each of them ends at its next request. */
    private void keep(int connections, End end) throws Exception {
        CountDownLatch all = new CountDownLatch(connections);
        upstream.behave(connection -> {
            boolean old = !stale.get();
            for (RawMessage head = connection.nextHead(); head != null; head = connection.nextHead()) {
                if (old && stale.get()) {
                    end.end(connection);
                    return;
                }
                all.countDown();
                awaitAll(all);
                connection.write(OK);
            }
        });
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            clients.add(new RawClient(node.port()).send(request("GET", "")));
        }
        for (RawClient client : clients) {
            assertThat(client.receive().status()).isEqualTo(200);
            client.close();
        }
        assertThat(upstream.connections()).isEqualTo(connections);
        stale.set(true);
        upstream.requests().clear();
    }

    private static void awaitAll(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static String request(String method, String rest) {
        return method + " / HTTP/1.1\r\nHost: a\r\n" + (rest.isEmpty() ? "\r\n" : rest);
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void many_of_them_cost_no_client_anything(End end) throws Exception {
        keep(KEPT, end);
        for (int i = 0; i < KEPT + 1; i++) {
            assertThat(RawClient.ask(node.port(), request("GET", "")).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "OPTIONS", "PUT", "DELETE", "TRACE"})
    void what_may_be_sent_twice_is(String method) throws Exception {
        keep(2, End.RESET);

        assertThat(RawClient.ask(node.port(), request(method, "")).status()).isEqualTo(200);
        assertThat(upstream.requests()).hasSize(2);
    }

    @Test
    void a_body_that_was_not_sent_yet_is_sent_on_the_new_connection() throws Exception {
        keep(2, End.CLOSED);
        try (RawClient client = new RawClient(node.port())) {
            client.send(request("PUT", "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n"));

            assertThat(client.receive().status()).isEqualTo(200);
        }
        assertThat(upstream.requests()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH", "PROPPATCH"})
    void what_may_not_be_is_not(String method) throws Exception {
        keep(2, End.CLOSED);

        assertThat(RawClient.ask(node.port(), request(method, "")).status()).isEqualTo(502);
        assertThat(upstream.requests()).hasSize(1);
    }

    @Test
    void a_body_of_which_something_was_sent_is_not_sent_again() throws Exception {
        keep(2, End.CLOSED);

        assertThat(RawClient.ask(node.port(), request("PUT", "Content-Length: 2\r\n\r\nok"))
                        .status())
                .isEqualTo(502);
        assertThat(upstream.requests()).hasSize(1);
    }

    @Test
    void a_request_of_http_2_is_sent_again_too() throws Exception {
        keep(2, End.CLOSED);
        try (Http2Client client = new Http2Client(node.port())) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.ask(null, ":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a"))
                        .isEqualTo(new Http2Client.Answer(200, "ok"));
            }
        }
    }

    @Test
    void a_new_connection_that_ends_without_an_answer_is_the_last() throws Exception {
        keep(1, End.CLOSED);
        upstream.behave(Connection::nextHead);

        assertThat(RawClient.ask(node.port(), request("GET", "")).status()).isEqualTo(502);
        assertThat(upstream.requests()).hasSize(2);
    }
}
