package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.Http2Client;
import dev.portcullis.gateway.peer.RawClient;
import dev.portcullis.gateway.peer.RawMessage;
import dev.portcullis.gateway.peer.RecordingUpstream;
import dev.portcullis.gateway.upstream.UpstreamLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A connection to the upstream is used again only after an exchange that ended cleanly in both directions: nobody's request
 * is spoilt by what another one left behind.
 */
class EndedExchangeTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    private static final String SECOND = "HTTP/1.1 200 OK\r\n";
    private static final String FIRST = "/first HTTP/1.1\r\nHost: a\r\n";
    private static final String STRANGER = "GET /stranger HTTP/1.1\r\nHost: b\r\n\r\n";

    private RecordingUpstream upstream;
    private TestNode node;

    @BeforeEach
    void start() {
        upstream = new RecordingUpstream();
        node = node(64);
    }

    @AfterEach
    void stop() {
        node.close();
        upstream.close();
    }

    private TestNode node(int connections) {
        return new TestNode(new UpstreamLimits(
                        Duration.ofSeconds(20),
                        Duration.ofMillis(1500),
                        Duration.ofSeconds(30),
                        64 << 10,
                        connections,
                        64))
                .configure(Config.route(upstream.url()));
    }

    /** What the client sends, what the upstream does with it, and whether the client stays to see. */
    static Stream<Arguments> unclean() {
        String body = "x".repeat(1000);
        return Stream.of(
                ended(
                        "an upload with a length, refused early",
                        "POST " + FIRST + "Content-Length: 1000000\r\n\r\n" + body,
                        answer("HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\nno"),
                        true),
                ended(
                        "an upload in chunks, refused early",
                        "POST " + FIRST + "Transfer-Encoding: chunked\r\n\r\n3e8\r\n" + body + "\r\n",
                        answer("HTTP/1.1 405 No\r\nContent-Length: 2\r\n\r\nno"),
                        true),
                ended(
                        "an upload that was not even begun",
                        "PUT " + FIRST + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n",
                        answer("HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\nno"),
                        true),
                ended(
                        "an early answer without content",
                        "POST " + FIRST + "Content-Length: 1000000\r\n\r\n" + body,
                        answer("HTTP/1.1 204 No\r\n\r\n"),
                        true),
                ended(
                        "a client that goes away in its body",
                        "POST " + FIRST + "Content-Length: 1000000\r\n\r\n" + body,
                        connection -> {},
                        false),
                ended("a client that goes away before the answer", "GET " + FIRST + "\r\n", connection -> {}, false),
                ended(
                        "a client that goes away in the answer",
                        "GET " + FIRST + "\r\n",
                        answer("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhello"),
                        false),
                ended("no answer in time", "GET " + FIRST + "\r\n", connection -> {}, true),
                ended(
                        "no end of the answer in time",
                        "GET " + FIRST + "\r\n",
                        answer("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhello"),
                        true),
                ended("garbage", "GET " + FIRST + "\r\n", answer("nonsense\r\n\r\n"), true),
                ended(
                        "an answer with two lengths",
                        "GET " + FIRST + "\r\n",
                        answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"),
                        true),
                ended(
                        "a change of the protocol that nobody asked for",
                        "GET " + FIRST + "\r\n",
                        answer("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"),
                        true),
                ended("a second answer", "GET " + FIRST + "\r\n", answer(OK + OK), true),
                ended("bytes behind the answer", "GET " + FIRST + "\r\n", answer(OK + "x"), true),
                ended("the first line of a second answer", "GET " + FIRST + "\r\n", answer(OK + SECOND), true),
                ended(
                        "half the header of a second answer",
                        "GET " + FIRST + "\r\n",
                        answer(OK + SECOND + "X-A: poison\r\n"),
                        true),
                ended("content in the answer to HEAD", "HEAD " + FIRST + "\r\n", answer(OK), true),
                ended(
                        "an answer that says close among other things",
                        "GET " + FIRST + "\r\n",
                        answer("HTTP/1.1 200 OK\r\nConnection: X-A, close\r\nContent-Length: 2\r\n\r\nok"),
                        true),
                ended(
                        "an answer of HTTP/1.0",
                        "GET " + FIRST + "\r\n",
                        answer("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"),
                        true));
    }

    private static Arguments ended(String name, String request, RecordingUpstream.Behaviour answer, boolean stays) {
        return Arguments.of(name, request, answer, stays);
    }

    private static RecordingUpstream.Behaviour answer(String bytes) {
        return connection -> connection.write(bytes);
    }

    /** Answers strangers with the number of the connection; what comes behind another request is never answered. */
    private void serve(RecordingUpstream.Behaviour first) {
        AtomicInteger numbers = new AtomicInteger();
        upstream.behave(connection -> {
            int number = numbers.incrementAndGet();
            for (RawMessage head = connection.nextHead(); head != null; head = connection.nextHead()) {
                if (head.target().equals("/first")) {
                    first.serve(connection);
                    connection.awaitEnd();
                    return;
                }
                answerWith(connection, number);
            }
        });
    }

    private static void answerWith(RecordingUpstream.Connection connection, int number) throws IOException {
        connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + number);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unclean")
    void after_an_exchange_that_did_not_end_cleanly_a_stranger_gets_another_connection(
            String name, String request, RecordingUpstream.Behaviour first, boolean stays) {
        serve(first);
        assertThat(RawClient.ask(node.port(), STRANGER).body()).isEqualTo("1");

        try (RawClient client = new RawClient(node.port())) {
            client.send(request);
            await().until(() ->
                    upstream.requests().stream().anyMatch(read -> read.target().equals("/first")));
            if (stays) {
                client.receive(RawMessage.Content.NONE);
            }
            assertThat(RawClient.ask(node.port(), STRANGER).body()).isIn("2", "3");
        }
        String another = RawClient.ask(node.port(), STRANGER).body();
        assertThat(another).isIn("2", "3");
        await().until(() -> upstream.openConnections() == 1);
        assertThat(RawClient.ask(node.port(), STRANGER).body()).isEqualTo(another);
    }

    @Test
    void after_one_that_did_the_connection_is_used_again() {
        AtomicInteger numbers = new AtomicInteger();
        upstream.behave(connection -> {
            int number = numbers.incrementAndGet();
            while (connection.next() != null) {
                answerWith(connection, number);
            }
        });
        String body = "Content-Length: 5\r\n\r\nhello";

        for (String method : new String[] {"POST ", "PUT ", "GET ", "DELETE "}) {
            assertThat(RawClient.ask(node.port(), method + FIRST + body).body()).isEqualTo("1");
            assertThat(RawClient.ask(node.port(), STRANGER).body()).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST"})
    void after_one_over_http_2_that_did_it_is_too(String method) throws Exception {
        try (Http2Client client = new Http2Client(node.port())) {
            upstream.answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            for (int i = 0; i < 5; i++) {
                assertThat(client.ask(null, ":method", method, ":scheme", "http", ":path", "/", ":authority", "a")
                                .status())
                        .isEqualTo(200);
            }
        }
        assertThat(upstream.connections()).isEqualTo(1);
    }

    @Test
    void a_request_that_waits_for_the_connection_does_not_get_the_second_answer_of_another() throws Exception {
        node.close();
        node = node(1);
        CountDownLatch answer = new CountDownLatch(1);
        upstream.behave(connection -> {
            for (RawMessage head = connection.next(); head != null; head = connection.next()) {
                if (head.target().equals("/first")) {
                    awaitUninterruptibly(answer);
                    connection.write(OK + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
                } else {
                    connection.write(OK);
                }
            }
        });
        try (RawClient client = new RawClient(node.port());
                RawClient stranger = new RawClient(node.port())) {
            client.send("GET " + FIRST + "\r\n");
            await().until(() -> !upstream.requests().isEmpty());
            stranger.send(STRANGER);
            // What the node answers itself tells that its only event loop has come that far.
            for (int i = 0; i < 2; i++) {
                assertThat(RawClient.ask(node.port(), "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")
                                .status())
                        .isEqualTo(204);
            }
            answer.countDown();

            assertThat(client.receive().body()).isEqualTo("hello");
            assertThat(stranger.receive().body()).isEqualTo("hello");
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void a_client_whose_body_was_not_waited_for_is_told_that_its_connection_ends() {
        serve(answer("HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\nno"));
        try (RawClient client = new RawClient(node.port())) {
            RawMessage answer = client.send("POST " + FIRST + "Content-Length: 1000000\r\n\r\nhello")
                    .receive();

            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.field("connection")).isEqualTo("close");
        }
    }

    @Test
    void what_a_client_still_sends_is_read_so_that_it_does_not_lose_the_answer() {
        serve(answer("HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\nno"));
        try (RawClient client = new RawClient(node.port())) {
            assertThat(client.send("POST " + FIRST + "Content-Length: 200005\r\n\r\nhello")
                            .receive()
                            .status())
                    .isEqualTo(413);
            for (int i = 0; i < 20; i++) {
                client.send("x".repeat(10_000));
            }
            assertThat(client.receiveToTheEnd()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", SECOND, SECOND + "X-A: poison\r\n", OK, "HTTP/1.1 100 Continue\r\n\r\n", "x\r\n\r\n"})
    void what_comes_on_a_kept_connection_ends_it(String late) throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        serve(connection -> {
            connection.write(OK);
            awaitUninterruptibly(answered);
            connection.write(late);
            connection.awaitEnd();
            ended.countDown();
        });
        assertThat(RawClient.ask(node.port(), "GET " + FIRST + "\r\n").body()).isEqualTo("hello");
        answered.countDown();

        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(RawClient.ask(node.port(), STRANGER).body()).isEqualTo("2");
    }

    @Test
    void a_connection_is_not_kept_longer_than_the_upstream_says() {
        upstream.answer("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1, max=9\r\nContent-Length: 2\r\n\r\nok");
        for (int i = 0; i < 3; i++) {
            RawClient.ask(node.port(), STRANGER);
        }
        assertThat(upstream.connections()).isEqualTo(3);

        upstream.answer("HTTP/1.1 200 OK\r\nKeep-Alive: max=9, timeout=19\r\nContent-Length: 2\r\n\r\nok");
        for (int i = 0; i < 3; i++) {
            RawClient.ask(node.port(), STRANGER);
        }
        assertThat(upstream.connections()).isEqualTo(4);
    }
}
