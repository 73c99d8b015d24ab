package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.Http2Client;
import dev.portcullis.gateway.peer.RawMessage;
import dev.portcullis.gateway.peer.RecordingUpstream;
import dev.portcullis.gateway.peer.Tokens;
import dev.portcullis.model.PathPattern;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2 with prior knowledge: the same decisions, and nothing in it that would be another request in HTTP/1.1. */
class Http2Test {
    private static final Tokens TOKENS = new Tokens("https://issuer");
    private static RecordingUpstream upstream;
    private static TestNode node;

    @BeforeAll
    static void start() {
        upstream = new RecordingUpstream();
        node = new TestNode()
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

    private static Http2Client.Answer ask(String method, String path, String body, String... fields)
            throws IOException {
        List<String> all =
                new ArrayList<>(List.of(":method", method, ":scheme", "http", ":path", path, ":authority", "a:80"));
        all.addAll(List.of(fields));
        try (Http2Client client = new Http2Client(node.port())) {
            return client.ask(body.isEmpty() ? null : body, all.toArray(String[]::new));
        }
    }

    @Test
    void requests_are_decided_and_several_go_over_one_connection() throws IOException {
        String token = "Bearer " + TOKENS.token();
        try (Http2Client client = new Http2Client(node.port())) {
            String[] get = {":method", "GET", ":scheme", "http", ":path", "/a", ":authority", "Shop.example"};
            Http2Client.Answer denied = client.ask(null, get);
            assertThat(denied.status()).isEqualTo(401);
            assertThat(denied.body()).contains("TOKEN_MISSING");
            Http2Client.Answer admitted = client.ask(
                    null,
                    ":method",
                    "GET",
                    ":scheme",
                    "http",
                    ":path",
                    "/a",
                    ":authority",
                    "Shop.example",
                    "authorization",
                    token,
                    "cookie",
                    "a=1",
                    "cookie",
                    "b=2");
            assertThat(admitted).isEqualTo(new Http2Client.Answer(200, "hello"));
        }
        RawMessage request = upstream.requests().getFirst();
        assertThat(request.startLine()).isEqualTo("GET /a HTTP/1.1");
        assertThat(request.field("cookie")).isEqualTo("a=1; b=2");
        assertThat(request.field("x-forwarded-host")).isEqualTo("shop.example");
        assertThat(request.fieldNames()).doesNotContain("authorization", "transfer-encoding", ":authority");
    }

    @Test
    void a_body_is_forwarded_with_its_length_or_in_chunks() throws IOException {
        assertThat(ask("POST", "/public", "hello", "content-length", "5").status())
                .isEqualTo(200);
        assertThat(ask("POST", "/public", "hello").status()).isEqualTo(200);

        assertThat(upstream.requests().getFirst().field("content-length")).isEqualTo("5");
        assertThat(upstream.requests().getLast().field("transfer-encoding")).isEqualTo("chunked");
        assertThat(upstream.requests()).extracting(RawMessage::body).containsExactly("hello", "hello");
    }

    @Test
    void an_ipv6_authority_is_read_as_one() throws IOException {
        try (Http2Client client = new Http2Client(node.port())) {
            client.ask(
                    null,
                    ":method",
                    "GET",
                    ":scheme",
                    "http",
                    ":path",
                    "/public",
                    ":authority",
                    "[0:0:0:0:0:0:0:1]:80");
        }
        assertThat(upstream.requests().getFirst().field("x-forwarded-host")).isEqualTo("[::1]");
    }

    static Stream<Arguments> attacks() {
        return Stream.of(
                Arguments.of("a path that only looks public", "/public/../a", new String[] {}, 401),
                Arguments.of(
                        "line ends in the path", "/public HTTP/1.1\r\nHost: a\r\n\r\nGET /a", new String[] {}, 400),
                Arguments.of("a space in the path", "/public /a", new String[] {}, 400),
                Arguments.of("line ends in a value", "/public", new String[] {"x-a", "b\r\nX-C: d"}, 400),
                Arguments.of("NUL in a value", "/public", new String[] {"x-a", "b\0c"}, 400),
                Arguments.of("line ends in a name", "/public", new String[] {"x-a: b\r\nx-c", "d"}, 400),
                Arguments.of("upper case in a name", "/public", new String[] {"X-A", "b"}, 400),
                Arguments.of("a field of the connection", "/public", new String[] {"connection", "x-a"}, 400),
                Arguments.of("a transfer coding", "/public", new String[] {"transfer-encoding", "chunked"}, 400),
                Arguments.of("an upgrade", "/public", new String[] {"upgrade", "websocket"}, 400),
                Arguments.of("TE other than trailers", "/public", new String[] {"te", "gzip"}, 400),
                Arguments.of("a Host that disagrees", "/public", new String[] {"host", "b"}, 400),
                Arguments.of("two Hosts", "/public", new String[] {"host", "a:80", "host", "b"}, 400),
                Arguments.of("content less than its length", "/public", new String[] {"content-length", "5"}, 400),
                Arguments.of(
                        "two lengths", "/public", new String[] {"content-length", "0", "content-length", "1"}, 400),
                Arguments.of("an unknown pseudo-field", "/public", new String[] {":x", "y"}, 400),
                Arguments.of("a second path", "/public", new String[] {":path", "/a"}, 400));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void what_would_be_another_request_in_http_1_1_is_refused(String name, String path, String[] fields, int status)
            throws IOException {
        Http2Client.Answer answer = ask("GET", path, "", fields);

        // Malformed frames are a stream error, which resets the stream without an answer (RFC 9113 section 8.1.1).
        assertThat(answer.status()).isIn(status, null);
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void content_beyond_its_length_never_reaches_the_upstream_as_a_request() throws IOException {
        Http2Client.Answer answer =
                ask("POST", "/public", "helloGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n", "content-length", "5");

        assertThat(answer.status()).isIn(400, null);
        assertThat(upstream.received()).doesNotContain("smuggled");
    }

    @Test
    void two_hosts_without_an_authority_are_refused_and_one_is_not() throws IOException {
        String[] head = {":method", "GET", ":scheme", "http", ":path", "/public"};
        List<String> one = new ArrayList<>(List.of(head));
        one.addAll(List.of("host", "a"));
        for (String second : List.of("a", "b", "")) {
            List<String> two = new ArrayList<>(one);
            two.addAll(List.of("host", second));
            try (Http2Client client = new Http2Client(node.port())) {
                assertThat(client.ask(null, two.toArray(String[]::new)).status())
                        .isEqualTo(400);
                assertThat(upstream.requests()).isEmpty();
                assertThat(client.ask(null, one.toArray(String[]::new)).status())
                        .isEqualTo(200);
            }
            upstream.requests().clear();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {70_000, 100_000, 400_000, 900_000})
    void a_header_that_is_too_large_is_answered_with_431_and_the_connection_goes_on(int bytes) throws IOException {
        String[] get = {":method", "GET", ":scheme", "http", ":path", "/public", ":authority", "a", "x-a", "b"};
        try (Http2Client client = new Http2Client(node.port())) {
            for (int field : List.of(5, 9)) {
                String[] large = get.clone();
                large[field] += "/" + "b".repeat(bytes);
                Http2Client.Answer answer = client.ask(null, large);
                assertThat(answer.status()).isEqualTo(431);
                assertThat(answer.body()).contains("REQUEST_TOO_LARGE");
            }
            get[9] = "b".repeat(60_000);
            assertThat(client.ask(null, get).status()).isEqualTo(200);
        }
        assertThat(upstream.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"HEAD, /private, 401", "HEAD, /public/%zz, 400", "HEAD, /public, 200", "GET, /private, 401"})
    void an_answer_to_head_has_no_content(String method, String path, int status) throws IOException {
        upstream.answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        Http2Client.Answer answer = ask(method, path, "");
        upstream.answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().isEmpty()).isEqualTo(method.equals("HEAD"));
    }

    @ParameterizedTest
    @CsvSource({"5, abc", "5, abcdefg"})
    void a_request_whose_content_is_not_as_long_as_it_says_ends_with_an_error(int length, String content)
            throws IOException {
        upstream.behave(connection -> {
            while (connection.next() != null) {
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
            }
        });
        try (Http2Client client = new Http2Client(node.port())) {
            String[] post = {
                ":method", "POST", ":scheme", "http", ":path", "/public", ":authority", "a", "content-length", ""
            };
            post[9] = Integer.toString(length);
            Http2Client.Answer answer = client.ask(content, post);
            assertThat(answer.status()).isIn(400, null);
            assertThat(answer.status() != null || client.resetCode() > 0)
                    .as("an answer, or a reset that says that something is wrong: %s", client.resetCode())
                    .isTrue();
            post[9] = Integer.toString(content.length());
            assertThat(client.ask(content, post).status()).isEqualTo(200);
        }
    }

    @Test
    void connect_is_refused() throws IOException {
        try (Http2Client client = new Http2Client(node.port())) {
            assertThat(client.ask(null, ":method", "CONNECT", ":authority", "a:80")
                            .status())
                    .isIn(400, null);
        }
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void the_twin_of_all_these_is_let_through() throws IOException {
        Http2Client.Answer answer =
                ask("GET", "/public", "", "x-a", "b", "te", "trailers", "host", "a:80", "content-length", "0");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(upstream.requests()).hasSize(1);
    }
}
