package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.gateway.peer.ClosedPort;
import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.RawClient;
import dev.portcullis.gateway.peer.RawMessage;
import dev.portcullis.gateway.peer.RecordingUpstream;
import dev.portcullis.gateway.upstream.UpstreamLimits;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What reaches the upstream, what comes back, and what happens when the upstream or the client misbehaves. */
class UpstreamTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private static TestNode node;
    private RecordingUpstream upstream;

    @BeforeAll
    static void startNode() {
        node = new TestNode(new UpstreamLimits(
                Duration.ofSeconds(2), Duration.ofMillis(1500), Duration.ofSeconds(30), 64 << 10, 64, 64));
    }

    @AfterAll
    static void stopNode() {
        node.close();
    }

    @BeforeEach
    void start() {
        upstream = new RecordingUpstream();
        node.configure(Config.route(upstream.url()));
    }

    @AfterEach
    void stop() {
        upstream.close();
    }

    @Test
    void fields_of_the_connection_end_at_the_gateway_in_both_directions() {
        upstream.answer(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive, X-Hop\r\nX-Hop: 1\r\n"
                        + "Keep-Alive: timeout=5\r\nProxy-Authenticate: Basic\r\nProxy-Authentication-Info: a=b\r\nX-End: 2\r\n\r\nok");

        RawMessage answer = RawClient.ask(
                node.port(),
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\n"
                        + "Proxy-Authorization: Basic x\r\nProxy-Connection: close\r\nTrailer: X\r\nUpgrade: h2c\r\n"
                        + "HTTP2-Settings: AAMA\r\nX-End: 2\r\n\r\n");

        assertThat(answer.fieldNames())
                .contains("x-end")
                .doesNotContain("x-hop", "keep-alive", "proxy-authenticate", "proxy-authentication-info");
        assertThat(answer.field("connection")).isEqualTo("close");
        RawMessage request = upstream.requests().getFirst();
        assertThat(request.fieldNames())
                .contains("x-end")
                .doesNotContain(
                        "connection",
                        "x-hop",
                        "keep-alive",
                        "te",
                        "proxy-authorization",
                        "proxy-connection",
                        "trailer",
                        "upgrade",
                        "http2-settings");
    }

    @Test
    void what_the_client_says_of_earlier_proxies_is_replaced() {
        RawClient.ask(
                node.port(),
                "GET / HTTP/1.1\r\nHost: Shop.Example:8443\r\nX-Forwarded-For: 9.9.9.9\r\nX-Forwarded-Proto: https\r\n"
                        + "X-Forwarded-Host: evil\r\nX_Forwarded_For: 9.9.9.9\r\nX-Forwarded-Prefix: /x\r\n"
                        + "Forwarded: for=9.9.9.9\r\n\r\n");

        RawMessage request = upstream.requests().getFirst();
        assertThat(request.field("x-forwarded-for")).isEqualTo("127.0.0.1");
        assertThat(request.field("x-forwarded-proto")).isEqualTo("http");
        assertThat(request.field("x-forwarded-host")).isEqualTo("shop.example");
        assertThat(request.fieldNames()).doesNotContain("forwarded", "x-forwarded-prefix", "x_forwarded_for");
    }

    @Test
    void the_upstream_gets_its_own_name_as_host_or_the_canonical_one_if_the_route_says_so() {
        RawClient.ask(node.port(), "GET / HTTP/1.1\r\nHost: Shop.Example.:80\r\n\r\n");
        node.configure(Config.route(true, upstream.url()));
        RawClient.ask(node.port(), "GET / HTTP/1.1\r\nHost: Shop.Example.:80\r\n\r\n");

        assertThat(upstream.requests().getFirst().field("host")).isEqualTo("127.0.0.1:" + upstream.port());
        assertThat(upstream.requests().getLast().field("host")).isEqualTo("shop.example");
    }

    @Test
    void the_target_is_forwarded_in_its_canonical_form_and_the_query_as_it_came() {
        RawClient.ask(node.port(), "GET /a/./%62/../c%20d?x=%zz&y=/../%2f HTTP/1.1\r\nHost: a\r\n\r\n");

        assertThat(upstream.requests().getFirst().target()).isEqualTo("/a/c%20d?x=%zz&y=/../%2f");
    }

    @Test
    void bodies_stream_both_ways_without_being_held_back() throws Exception {
        upstream.behave(connection -> {
            connection.nextHead();
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            // What comes in chunked goes out chunked, piece by piece.
            assertThat(connection.read(8)).isEqualTo("3\r\none\r\n");
            connection.write("3\r\nONE\r\n");
            assertThat(connection.read(8)).isEqualTo("3\r\ntwo\r\n");
            connection.write("3\r\nTWO\r\n0\r\n\r\n");
            assertThat(connection.read(5)).isEqualTo("0\r\n\r\n");
            connection.awaitEnd();
        });
        try (RawClient client = new RawClient(node.port())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
            RawMessage head = client.receive(RawMessage.Content.NONE);
            assertThat(head.field("transfer-encoding")).isEqualTo("chunked");
            assertThat(client.receive(8)).isEqualTo("3\r\nONE\r\n");
            client.send("3\r\ntwo\r\n0\r\n\r\n");
            assertThat(client.receive(13)).isEqualTo("3\r\nTWO\r\n0\r\n\r\n");
        }
    }

    @Test
    void an_upstream_that_does_not_read_holds_the_client_up_and_not_the_memory() throws Exception {
        AtomicBoolean read = new AtomicBoolean();
        upstream.behave(connection -> {
            connection.nextHead();
            await().atMost(Duration.ofSeconds(20)).untilTrue(read);
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            connection.awaitEnd();
        });
        AtomicLong written = new AtomicLong();
        AtomicLong seen = new AtomicLong();
        long size = 512L << 20;
        Thread writer;
        try (RawClient client = new RawClient(node.port())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n");
            writer = Thread.ofVirtual().start(() -> {
                String chunk = "x".repeat(1 << 20);
                try {
                    while (written.get() < size) {
                        client.send(chunk);
                        written.addAndGet(chunk.length());
                    }
                } catch (UncheckedIOException e) {
                    // The connection was closed below.
                }
            });
            await().during(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> written.get() > 0 && written.get() == seen.getAndSet(written.get()));
            assertThat(written.get()).isLessThan(64 << 20);
        } finally {
            read.set(true);
        }
        writer.join();
    }

    @Test
    void an_answer_to_head_has_the_fields_of_get_and_no_body() {
        upstream.answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: \"x\"\r\n\r\n");
        try (RawClient client = new RawClient(node.port())) {
            RawMessage answer =
                    client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").receive(RawMessage.Content.NONE);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.field("content-length")).isEqualTo("5");
            assertThat(answer.field("etag")).isEqualTo("\"x\"");

            // The connection goes on behind it.
            upstream.answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
            assertThat(client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
                            .receive(RawMessage.Content.NONE)
                            .status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void an_answer_that_can_have_no_body_has_none(int status) {
        upstream.answer("HTTP/1.1 " + status + " Fine\r\nETag: \"x\"\r\n\r\n");
        try (RawClient client = new RawClient(node.port())) {
            for (int i = 0; i < 2; i++) {
                RawMessage answer = client.send(GET).receive();
                assertThat(answer.status()).isEqualTo(status);
                assertThat(answer.fieldNames()).contains("etag").doesNotContain("transfer-encoding", "content-length");
            }
        }
    }

    @Test
    void trailers_of_the_response_are_forwarded() {
        upstream.answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 7\r\n\r\n");

        assertThat(RawClient.ask(node.port(), GET).body()).isEqualToIgnoringCase("okX-Sum: 7\r\n");
    }

    @Test
    void a_client_of_http_1_0_gets_a_body_of_unknown_length_up_to_the_end_of_the_connection() {
        upstream.answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");

        RawMessage answer = RawClient.ask(node.port(), "GET / HTTP/1.0\r\nHost: a\r\n\r\n");

        assertThat(answer.body()).isEqualTo("ok");
        assertThat(answer.fieldNames()).doesNotContain("transfer-encoding");
    }

    @Test
    void a_body_that_ends_with_the_upstreams_connection_reaches_the_client_whole() {
        upstream.behave(connection -> {
            connection.next();
            connection.write("HTTP/1.1 200 OK\r\n\r\nhello");
        });

        assertThat(RawClient.ask(node.port(), GET).body()).isEqualTo("hello");
    }

    @Test
    void connections_to_the_upstream_are_used_again() {
        for (int i = 0; i < 5; i++) {
            assertThat(RawClient.ask(node.port(), GET).status()).isEqualTo(200);
        }
        assertThat(upstream.requests()).hasSize(5);
        assertThat(upstream.connections()).isEqualTo(1);
    }

    @Test
    void an_upstream_that_is_not_there_is_a_502() throws Exception {
        try (ClosedPort closed = new ClosedPort()) {
            node.configure(Config.route("http://127.0.0.1:" + closed.number()));

            assertProblem(RawClient.ask(node.port(), GET), 502, "UPSTREAM_UNREACHABLE");
        }
    }

    @Test
    void a_target_that_is_not_there_is_made_up_for_by_another() throws Exception {
        try (ClosedPort closed = new ClosedPort()) {
            node.configure(Config.route("http://127.0.0.1:" + closed.number(), upstream.url()));
            for (int i = 0; i < 10; i++) {
                assertThat(RawClient.ask(node.port(), GET).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void an_upstream_that_closes_without_an_answer_is_a_502_and_not_asked_again() {
        upstream.behave(RecordingUpstream.Connection::next);

        assertProblem(RawClient.ask(node.port(), GET), 502, "UPSTREAM_UNREACHABLE");
        assertThat(upstream.requests()).hasSize(1);
    }

    @Test
    void an_upstream_that_says_nothing_is_a_504() {
        upstream.behave(connection -> {
            connection.next();
            connection.awaitEnd();
        });

        assertProblem(RawClient.ask(node.port(), GET), 504, "UPSTREAM_TIMEOUT");
        await().until(() -> upstream.openConnections() == 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked, chunked, identity\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
                "HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "SSH-2.0-OpenSSH\r\n"
            })
    void an_upstream_that_answers_nonsense_is_a_502(String nonsense) {
        upstream.behave(connection -> {
            connection.next();
            connection.write(nonsense);
            connection.awaitEnd();
        });

        RawMessage answer = RawClient.ask(node.port(), GET);
        assertThat(answer.status()).isIn(502, 504);
        assertThat(answer.body()).contains("\"code\":\"UPSTREAM_");
    }

    @Test
    void an_upstream_with_a_huge_header_is_a_502() {
        upstream.answer("HTTP/1.1 200 OK\r\nX-A: " + "a".repeat(70_000) + "\r\nContent-Length: 0\r\n\r\n");

        assertProblem(RawClient.ask(node.port(), GET), 502, "UPSTREAM_UNREACHABLE");
    }

    @Test
    void half_a_response_does_not_look_like_a_whole_one() {
        upstream.behave(connection -> {
            connection.next();
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        });
        try (RawClient client = new RawClient(node.port())) {
            String all = client.send(GET).receiveToTheEnd();

            assertThat(all).contains("hello").doesNotContain("0\r\n\r\n");
        }
    }

    @Test
    void a_response_that_stops_in_the_middle_ends_the_clients_connection() {
        upstream.behave(connection -> {
            connection.next();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
            connection.awaitEnd();
        });
        try (RawClient client = new RawClient(node.port())) {
            assertThat(client.send(GET).receiveToTheEnd()).endsWith("hello");
        }
        await().until(() -> upstream.openConnections() == 0);
    }

    @Test
    void bytes_behind_a_response_are_not_taken_for_the_next_one() {
        upstream.behave(connection -> {
            while (connection.next() != null) {
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                        + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
            }
        });
        for (int i = 0; i < 5; i++) {
            assertThat(RawClient.ask(node.port(), GET).body()).isNotEqualTo("poison");
        }
    }

    @Test
    void a_client_that_goes_away_takes_its_request_to_the_upstream_with_it() {
        upstream.behave(connection -> {
            connection.next();
            connection.awaitEnd();
        });
        try (RawClient client = new RawClient(node.port())) {
            client.send(GET);
            await().until(() -> upstream.requests().size() == 1);
        }
        await().atMost(Duration.ofSeconds(1)).until(() -> upstream.openConnections() == 0);
    }

    @Test
    void a_client_that_goes_away_in_its_body_takes_its_request_to_the_upstream_with_it() {
        upstream.behave(connection -> {
            connection.nextHead();
            connection.awaitEnd();
        });
        try (RawClient client = new RawClient(node.port())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello");
            await().until(() -> upstream.requests().size() == 1);
        }
        await().atMost(Duration.ofSeconds(1)).until(() -> upstream.openConnections() == 0);
    }

    @Test
    void a_client_that_is_told_to_go_on_by_the_upstream_goes_on() {
        upstream.behave(connection -> {
            RawMessage head = Objects.requireNonNull(connection.nextHead());
            assertThat(head.field("expect")).isEqualTo("100-continue");
            connection.write("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(connection.read(5)).isEqualTo("hello");
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            connection.awaitEnd();
        });
        try (RawClient client = new RawClient(node.port())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.receive().status()).isEqualTo(100);
            client.send("hello");
            assertThat(client.receive().body()).isEqualTo("ok");
        }
    }

    @Test
    void a_client_whose_expectation_the_upstream_ignores_is_told_to_go_on_all_the_same() {
        try (RawClient client = new RawClient(node.port())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.receive().status()).isEqualTo(100);
            client.send("hello");
            assertThat(client.receive().status()).isEqualTo(200);
        }
        assertThat(upstream.requests().getFirst().body()).isEqualTo("hello");
    }

    @Test
    void a_client_whose_expectation_is_refused_by_the_upstream_is_told_so_without_sending() {
        upstream.behave(connection -> {
            connection.nextHead();
            connection.write("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
            connection.awaitEnd();
        });
        try (RawClient client = new RawClient(node.port())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.receive().status()).isEqualTo(413);
            assertThat(client.receiveToTheEnd()).isEmpty();
        }
    }

    @Test
    void an_answer_that_comes_before_the_whole_body_reaches_the_client() {
        upstream.behave(connection -> {
            connection.nextHead();
            connection.write("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
        });
        try (RawClient client = new RawClient(node.port())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nhello");
            RawMessage answer = client.receive();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).isEqualTo("no");
        }
    }

    @Test
    void what_was_sent_to_one_client_does_not_reach_another() throws Exception {
        // Many at once over few connections: each gets the answer to its own question.
        upstream.behave(connection -> {
            for (RawMessage request = connection.next(); request != null; request = connection.next()) {
                String body = request.target();
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            }
        });
        AtomicInteger wrong = new AtomicInteger();
        Thread[] clients = new Thread[20];
        for (int i = 0; i < clients.length; i++) {
            String path = "/" + i;
            clients[i] = Thread.ofVirtual().start(() -> {
                try (RawClient client = new RawClient(node.port())) {
                    for (int k = 0; k < 15; k++) {
                        String body = client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n")
                                .receive()
                                .body();
                        wrong.addAndGet(body.equals(path) ? 0 : 1);
                    }
                }
            });
        }
        for (Thread client : clients) {
            client.join();
        }
        assertThat(wrong).hasValue(0);
        assertThat(upstream.requests()).hasSize(300);
    }

    private static void assertProblem(RawMessage answer, int status, String code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.field("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
    }
}
