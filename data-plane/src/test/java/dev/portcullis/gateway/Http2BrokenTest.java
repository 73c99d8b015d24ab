package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.Http2Client;
import dev.portcullis.gateway.peer.RecordingUpstream;
import dev.portcullis.gateway.peer.RecordingUpstream.Connection;
import dev.portcullis.gateway.upstream.UpstreamLimits;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is broken looks broken over HTTP/2, whichever side broke it. */
class Http2BrokenTest {
    private static final int PROTOCOL_ERROR = 1;
    private static final int INTERNAL_ERROR = 2;
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private RecordingUpstream upstream;
    private TestNode node;

    /** What an upstream does in the middle of its response. */
    enum End {
        CLOSES {
            @Override
            void end(Connection connection) {}
        },
        RESETS {
            @Override
            void end(Connection connection) throws IOException {
                connection.socket().setSoLinger(true, 0);
            }
        },
        STOPS {
            @Override
            void end(Connection connection) throws IOException {
                connection.awaitEnd();
            }
        },
        TALKS_NONSENSE {
            @Override
            void end(Connection connection) throws IOException {
                connection.write("nonsense\r\n");
                connection.awaitEnd();
            }
        };

        abstract void end(Connection connection) throws IOException;
    }

    @BeforeEach
    void start() {
        upstream = new RecordingUpstream();
        node = new TestNode(new UpstreamLimits(
                        Duration.ofSeconds(2), Duration.ofMillis(1500), Duration.ofSeconds(30), 64 << 10, 64, 64))
                .configure(Config.route(upstream.url()));
    }

    @AfterEach
    void stop() {
        node.close();
        upstream.close();
    }

    private static String[] request(String method, String... more) {
        String[] fields = new String[8 + more.length];
        String[] first = {":method", method, ":scheme", "http", ":path", "/", ":authority", "a"};
        System.arraycopy(first, 0, fields, 0, 8);
        System.arraycopy(more, 0, fields, 8, more.length);
        return fields;
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void half_a_response_ends_with_an_error(End end) throws Exception {
        upstream.behave(connection -> {
            connection.next();
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            end.end(connection);
        });
        try (Http2Client client = new Http2Client(node.port())) {
            assertThat(client.ask(null, request("GET"))).isEqualTo(new Http2Client.Answer(200, "reset"));
            assertThat(client.resetCode()).isEqualTo(INTERNAL_ERROR);

            // Other streams of the connection go on.
            upstream.answer(OK);
            assertThat(client.ask(null, request("GET")).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({"CLOSES, 502", "RESETS, 502", "STOPS, 504", "TALKS_NONSENSE, 502"})
    void none_at_all_is_answered(End end, int status) throws Exception {
        upstream.behave(connection -> {
            connection.nextHead();
            end.end(connection);
        });
        try (Http2Client client = new Http2Client(node.port())) {
            int stream = client.begin(request("POST", "content-length", "10"));
            client.data(stream, "hello", false);
            if (end == End.STOPS) {
                client.data(stream, "world", true);
            }
            assertThat(client.answer(stream).status()).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "DELETE"})
    void a_body_that_is_shorter_than_its_length_is_an_error_and_no_request(String method) throws Exception {
        try (Http2Client client = new Http2Client(node.port())) {
            int stream = client.begin(request(method, "content-length", "5"));
            client.data(stream, "hel", false);
            client.data(stream, "", true);

            Http2Client.Answer answer = client.answer(stream);
            assertThat(answer.status()).isIn(400, null);
            assertThat(answer.status() == null ? client.resetCode() : PROTOCOL_ERROR)
                    .isEqualTo(PROTOCOL_ERROR);
        }
    }

    /** When the surplus comes: with the rest, behind it, once the upstream has it all, or once it has answered. */
    enum When {
        AT_ONCE,
        BEHIND,
        WHEN_FORWARDED,
        WHEN_ANSWERED
    }

    @ParameterizedTest
    @CsvSource({
        "POST, 5, AT_ONCE", "POST, 5, BEHIND", "POST, 5, WHEN_FORWARDED", "POST, 5, WHEN_ANSWERED",
        "POST, 0, AT_ONCE", "POST, 0, BEHIND", "POST, 0, WHEN_FORWARDED", "POST, 0, WHEN_ANSWERED",
        "GET, 5, AT_ONCE", "GET, 5, BEHIND", "GET, 5, WHEN_FORWARDED", "GET, 5, WHEN_ANSWERED",
        "GET, 0, AT_ONCE", "GET, 0, BEHIND", "GET, 0, WHEN_FORWARDED", "GET, 0, WHEN_ANSWERED"
    })
    void data_beyond_the_length_is_an_error_whenever_it_comes(String method, int length, When when) throws Exception {
        upstream.behave(connection -> {
            while (connection.next() != null) {
                if (when != When.WHEN_FORWARDED) {
                    connection.write(OK);
                }
            }
        });
        String body = "x".repeat(length);
        try (Http2Client client = new Http2Client(node.port())) {
            int stream = client.begin(request(method, "content-length", String.valueOf(length)));
            if (when == When.AT_ONCE) {
                client.data(stream, body + "GET /surplus", true);
            } else {
                client.data(stream, body, false);
                switch (when) {
                    case AT_ONCE, BEHIND -> {}
                    case WHEN_FORWARDED ->
                        await().until(() -> upstream.requests().size() == 1);
                    case WHEN_ANSWERED ->
                        assertThat(client.answer(stream)).isEqualTo(new Http2Client.Answer(200, "ok"));
                }
                client.data(stream, "GET /surplus", true);
            }
            if (when != When.WHEN_ANSWERED) {
                Http2Client.Answer answer = client.answer(stream);
                assertThat(answer.status()).isIn(200, 400, null);
                assertThat(answer.status() == null ? client.resetCode() : PROTOCOL_ERROR)
                        .isEqualTo(PROTOCOL_ERROR);
            }
            upstream.answer(OK);
            assertThat(client.ask(null, request("GET")).status()).isEqualTo(200);
        }
        assertThat(upstream.received()).doesNotContain("surplus");
    }

    @Test
    void data_of_a_request_that_was_taken_for_one_without_is_an_error() throws Exception {
        upstream.behave(connection -> {
            while (connection.next() != null) {
                if (upstream.requests().size() > 1) {
                    connection.write(OK);
                }
            }
        });
        try (Http2Client client = new Http2Client(node.port())) {
            int stream = client.begin(request("GET"));
            await().until(() -> upstream.requests().size() == 1);
            client.data(stream, "GET /surplus", true);
            assertThat(client.answer(stream)).isEqualTo(new Http2Client.Answer(null, "reset"));
            assertThat(client.resetCode()).isEqualTo(PROTOCOL_ERROR);

            assertThat(client.ask(null, request("GET")).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST", "DELETE"})
    void a_request_that_ends_with_an_empty_frame_is_forwarded(String method) throws Exception {
        upstream.answer(OK.replace("ok", method.equals("HEAD") ? "" : "ok"));
        try (Http2Client client = new Http2Client(node.port())) {
            int stream = client.begin(request(method));
            client.data(stream, "", true);

            assertThat(client.answer(stream).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void a_request_without_content_whose_answer_does_not_come_is_answered_too(End end) throws Exception {
        upstream.behave(connection -> {
            connection.nextHead();
            end.end(connection);
        });
        try (Http2Client client = new Http2Client(node.port())) {
            assertThat(client.ask(null, request("GET")).status()).isIn(502, 504);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void a_stream_that_the_client_takes_back_spoils_no_other(String method) throws Exception {
        try (RecordingUpstream own = new RecordingUpstream();
                Http2Client client = new Http2Client(node.port())) {
            own.behave(connection -> {
                while (connection.nextHead() != null) {
                    if (own.requests().size() > 1) {
                        connection.write(OK);
                    }
                }
            });
            node.configure(Config.route(own.url()));
            int stream = client.begin(request(method, "content-length", "10"));
            client.data(stream, "hello", false);
            await().until(() -> own.requests().size() == 1);
            client.reset(stream);

            assertThat(client.ask(null, request("GET"))).isEqualTo(new Http2Client.Answer(200, "ok"));
            await().until(() -> own.openConnections() == 1);
        } finally {
            node.configure(Config.route(upstream.url()));
        }
    }

    @Test
    void a_body_as_long_as_it_says_is_forwarded() throws Exception {
        upstream.answer(OK);
        try (Http2Client client = new Http2Client(node.port())) {
            int stream = client.begin(request("POST", "content-length", "5"));
            client.data(stream, "hel", false);
            client.data(stream, "lo", true);

            assertThat(client.answer(stream)).isEqualTo(new Http2Client.Answer(200, "ok"));
        }
        assertThat(upstream.requests().getFirst().body()).isEqualTo("hello");
    }
}
