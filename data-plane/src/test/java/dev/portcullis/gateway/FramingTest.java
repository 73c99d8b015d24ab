package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.RawClient;
import dev.portcullis.gateway.peer.RawMessage;
import dev.portcullis.gateway.peer.RecordingUpstream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Messages that two readers could cut in different places, over raw sockets. Each case that is refused has a twin that
 * differs by the attack alone and is let through, so that a gateway that refuses everything fails.
 */
class FramingTest {
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

    private static RecordingUpstream upstream;
    private static TestNode node;

    @BeforeAll
    static void start() {
        upstream = new RecordingUpstream();
        node = new TestNode().configure(Config.route(upstream.url()));
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

    /** Name, what is refused, and the twin that is let through. */
    static Stream<Arguments> heads() {
        return Stream.of(
                pair(
                        "both Transfer-Encoding and Content-Length",
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                pair(
                        "Transfer-Encoding first, then Content-Length",
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
                pair(
                        "two Content-Lengths that differ",
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"),
                pair(
                        "a list of Content-Lengths",
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 6\r\n\r\nhello!",
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nhello!"),
                pair(
                        "a Content-Length with a sign",
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nhello",
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"),
                pair(
                        "a negative Content-Length",
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\nhello",
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"),
                pair(
                        "a Content-Length in hexadecimal",
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\nhello",
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 05\r\n\r\nhello"),
                pair(
                        "an empty Content-Length",
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \r\n\r\n",
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"),
                pair(
                        "a Content-Length beyond all numbers",
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab"),
                pair(
                        "an unknown transfer coding",
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                pair(
                        "gzip before chunked",
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\n"),
                pair(
                        "chunked before identity",
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:chunked\r\n\r\n0\r\n\r\n"),
                pair(
                        "two Transfer-Encodings",
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        "POST / HTTP/1.1\r\nHost: a\r\nTE: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                pair(
                        "chunked twice",
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \tchunked \r\n\r\n0\r\n\r\n"),
                pair(
                        "a transfer coding with a control character",
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:  chunked\r\n\r\n0\r\n\r\n"),
                pair(
                        "an empty Transfer-Encoding",
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \r\n\r\n",
                        "POST / HTTP/1.1\r\nHost: a\r\n\r\n"),
                pair(
                        "Transfer-Encoding in HTTP/1.0",
                        "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        "POST / HTTP/1.0\r\nHost: a\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
                pair(
                        "a bare LF after a field",
                        "GET / HTTP/1.1\r\nHost: a\nX-A: b\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n\r\n"),
                pair(
                        "a bare LF after the request line",
                        "GET / HTTP/1.1\nHost: a\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
                pair(
                        "a bare LF as the empty line",
                        "GET / HTTP/1.1\r\nHost: a\r\n\n",
                        "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
                pair(
                        "a bare CR in a value",
                        "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\rTransfer-Encoding: chunked\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: a\r\nX-A: b Transfer-Encoding: chunked\r\n\r\n"),
                pair(
                        "a bare CR before the line's end",
                        "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n\r\n"),
                pair(
                        "NUL in a value",
                        "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\u0000c\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\tc\r\n\r\n"),
                pair(
                        "NUL in a name",
                        "GET / HTTP/1.1\r\nHost: a\r\nX-\u0000A: b\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: a\r\nX-_A: b\r\n\r\n"),
                pair(
                        "a control character in a value",
                        "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\u0001c\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\u00ffc\r\n\r\n"),
                pair(
                        "a space before the colon",
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n\r\nhello",
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"),
                pair(
                        "a tab before the colon",
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n",
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                pair(
                        "a space before the first field's name",
                        "GET / HTTP/1.1\r\n Host: a\r\nHost: b\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: b\r\n\r\n"),
                pair(
                        "a name that is no token",
                        "GET / HTTP/1.1\r\nHost: a\r\nX(A): b\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: a\r\nX-A!#$%&'*+.^_`|~: b\r\n\r\n"),
                pair(
                        "a name with a byte above ASCII",
                        "GET / HTTP/1.1\r\nHost: a\r\nX-\u00e9: b\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: a\r\nX-e: \u00e9\r\n\r\n"),
                pair(
                        "an empty name",
                        "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: a\r\nb: \r\n\r\n"),
                pair(
                        "a line without a colon",
                        "GET / HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: a\r\nnonsense:\r\n\r\n"),
                pair(
                        "two Hosts",
                        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: a\r\nX-Host: b\r\n\r\n"),
                pair(
                        "two Hosts that agree",
                        "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n",
                        "GET / HTTP/1.1\r\nhOST: a\r\n\r\n"),
                pair("no Host", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"),
                pair("an empty Host", "GET / HTTP/1.1\r\nHost: \r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
                pair(
                        "a Host that disagrees with the absolute form",
                        "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n",
                        "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
                pair("HTTP/0.9", "GET /\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"),
                pair("another version", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
                pair(
                        "HTTP/2.0 without its preface",
                        "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
                pair(
                        "a version in lower case",
                        "GET / http/1.1\r\nHost: a\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
                pair("another protocol", "GET / ICAP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
                pair(
                        "a space in the target",
                        "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
                        "GET /a%20b HTTP/1.1\r\nHost: a\r\n\r\n"),
                pair("a fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", "GET /a%23b HTTP/1.1\r\nHost: a\r\n\r\n"),
                pair("CONNECT", "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n", "GET / HTTP/1.1\r\nHost: a:80\r\n\r\n"),
                pair(
                        "a method that is no token",
                        "G<T / HTTP/1.1\r\nHost: a\r\n\r\n",
                        "G!T / HTTP/1.1\r\nHost: a\r\n\r\n"),
                pair(
                        "the handshake of the draft whose content has no length",
                        "GET / HTTP/1.1\r\nHost: a\r\nSec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n\r\n12345678",
                        "GET / HTTP/1.1\r\nHost: a\r\nSec-WebSocket-Key1: 1\r\n\r\n"),
                pair(
                        "an upgrade with content",
                        "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 5\r\n\r\nhello",
                        "GET / HTTP/1.1\r\nHost: a\r\nConnection: X\r\nX: websocket\r\nContent-Length: 5\r\n\r\nhello"),
                pair(
                        "the preface of HTTP/2, cut short",
                        "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n",
                        "PRI / HTTP/1.1\r\nHost: a\r\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"HTTP/9.9", "HTTP/1.2", "HTTP/2.0", "HTTP/3.0", "HTTP/0.9", "http/1.1", "ICAP/1.0", "HTTP/1.1"})
    void a_request_in_any_version_is_answered_in_one_that_we_speak(String version) {
        for (String fault : new String[] {"", "X: a\u0001\r\n"}) {
            RawMessage answer = RawClient.ask(node.port(), "GET / " + version + "\r\nHost: a\r\n" + fault + "\r\n");

            assertThat(answer.startLine()).startsWith("HTTP/1.1 ");
            assertThat(answer.status()).isEqualTo(version.equals("HTTP/1.1") && fault.isEmpty() ? 200 : 400);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("heads")
    void an_ambiguous_head_is_refused_and_the_connection_closed(String name, String attack, String twin) {
        try (RawClient client = new RawClient(node.port())) {
            RawMessage answer = client.send(attack + SMUGGLED).receive();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.field("content-type")).isEqualTo("application/problem+json");
            assertThat(answer.body()).contains("\"code\":\"AMBIGUOUS_REQUEST\"");
            assertThat(client.receiveToTheEnd()).isEmpty();
        }
        assertThat(upstream.requests()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("heads")
    void its_twin_is_let_through(String name, String attack, String twin) {
        RawMessage answer = RawClient.ask(node.port(), twin);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(upstream.requests()).hasSize(1);
    }

    static Stream<Arguments> chunks() {
        return Stream.of(
                Arguments.of("an empty size", "\r\nhello\r\n0\r\n\r\n"),
                Arguments.of("a size that is no number", "x\r\nhello\r\n0\r\n\r\n"),
                Arguments.of("a size with a sign", "+5\r\nhello\r\n0\r\n\r\n"),
                Arguments.of("a negative size", "-5\r\nhello\r\n0\r\n\r\n"),
                Arguments.of("a size with a prefix", "0x5\r\nhello\r\n0\r\n\r\n"),
                Arguments.of("a size with a space before it", " 5\r\nhello\r\n0\r\n\r\n"),
                Arguments.of("a size with a space behind it", "5 \r\nhello\r\n0\r\n\r\n"),
                Arguments.of("a size that overflows", "ffffffffffffffff5\r\nhello\r\n0\r\n\r\n"),
                Arguments.of("a size that overflows an int", "100000005\r\nhello\r\n0\r\n\r\n"),
                Arguments.of("a bare LF behind the size", "5\nhello\r\n0\r\n\r\n"),
                Arguments.of("a bare LF in an extension", "5;a\nb\r\nhello\r\n0\r\n\r\n"),
                Arguments.of("a bare CR in an extension", "5;a\rb\r\nhello\r\n0\r\n\r\n"),
                Arguments.of("content longer than its size", "5\r\nhello!\r\n0\r\n\r\n"),
                Arguments.of("a bare LF behind the content", "5\r\nhello\n0\r\n\r\n"),
                Arguments.of("a bare LF behind the last chunk", "5\r\nhello\r\n0\n\r\n"),
                Arguments.of("a bare LF in a trailer", "5\r\nhello\r\n0\r\nX-A: b\n\r\n"),
                Arguments.of("a trailer without a colon", "5\r\nhello\r\n0\r\nnonsense\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("chunks")
    void a_broken_chunk_ends_the_connection_and_nothing_behind_it_is_a_request(String name, String chunks) {
        try (RawClient client = new RawClient(node.port())) {
            RawMessage answer = client.send(
                            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + SMUGGLED)
                    .receive();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(client.receiveToTheEnd()).isEmpty();
        }
        assertThat(upstream.requests()).extracting(RawMessage::target).doesNotContain("/smuggled");
    }

    @Test
    void a_chunk_with_an_extension_and_a_trailer_is_let_through_without_them() {
        RawMessage answer = RawClient.ask(
                node.port(),
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "5;a=\"b\"\r\nhello\r\n0\r\nX-Trailer: t\r\n\r\n");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(upstream.requests()).singleElement().satisfies(request -> {
            assertThat(request.body()).isEqualTo("hello");
            assertThat(request.fieldNames()).doesNotContain("x-trailer", "trailer");
        });
    }

    @Test
    void a_field_folded_over_two_lines_reaches_the_upstream_on_one() {
        RawMessage answer =
                RawClient.ask(node.port(), "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n Content-Length: 5\r\n\r\n");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(upstream.requests().getFirst().field("x-a")).isEqualTo("b Content-Length: 5");
        assertThat(upstream.requests().getFirst().field("content-length")).isNull();
    }

    @Test
    void requests_in_a_row_on_one_connection_are_answered_in_order() {
        try (RawClient client = new RawClient(node.port())) {
            client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
                    + "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
                    + "GET /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

            assertThat(client.receive().status()).isEqualTo(200);
            assertThat(client.receive().status()).isEqualTo(200);
            assertThat(client.receive().status()).isEqualTo(200);
            assertThat(client.receiveToTheEnd()).isEmpty();
        }
        assertThat(upstream.requests()).extracting(RawMessage::target).containsExactly("/1", "/2", "/3");
    }

    @Test
    void what_stands_in_the_content_is_no_request() {
        try (RawClient client = new RawClient(node.port())) {
            client.send("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: " + SMUGGLED.length() + "\r\n\r\n" + SMUGGLED);
            assertThat(client.receive().status()).isEqualTo(200);
            client.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.receive().status()).isEqualTo(200);
        }
        assertThat(upstream.requests()).extracting(RawMessage::target).containsExactly("/1", "/2");
    }

    @Test
    void options_for_the_server_as_a_whole_is_answered_by_the_node() {
        RawMessage answer = RawClient.ask(node.port(), "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void a_token_of_the_largest_size_fits_into_a_field_and_into_the_target() {
        String token = "t".repeat(16 << 10);

        RawMessage inField = RawClient.ask(node.port(), "GET / HTTP/1.1\r\nHost: a\r\nX-A: " + token + "\r\n\r\n");
        RawMessage inTarget = RawClient.ask(node.port(), "GET /?t=" + token + " HTTP/1.1\r\nHost: a\r\n\r\n");

        assertThat(inField.status()).isEqualTo(200);
        assertThat(inTarget.status()).isEqualTo(200);
        assertThat(upstream.requests().getFirst().field("x-a")).isEqualTo(token);
        assertThat(upstream.requests().getLast().target()).isEqualTo("/?t=" + token);
    }

    @Test
    void a_header_beyond_the_limit_is_answered_431_and_the_connection_closed() {
        try (RawClient client = new RawClient(node.port())) {
            RawMessage answer = client.send("GET / HTTP/1.1\r\nHost: a\r\nX-A: " + "a".repeat(70_000) + "\r\n\r\n")
                    .receive();

            assertThat(answer.status()).isEqualTo(431);
            assertThat(answer.body()).contains("\"code\":\"REQUEST_TOO_LARGE\"");
            assertThat(client.receiveToTheEnd()).isEmpty();
        }
    }

    @Test
    void a_request_line_beyond_the_limit_is_answered_414_and_the_connection_closed() {
        try (RawClient client = new RawClient(node.port())) {
            RawMessage answer = client.send("GET /" + "a".repeat(70_000) + " HTTP/1.1\r\nHost: a\r\n\r\n")
                    .receive();

            assertThat(answer.status()).isEqualTo(414);
            assertThat(answer.body()).contains("\"code\":\"REQUEST_TOO_LARGE\"");
            assertThat(client.receiveToTheEnd()).isEmpty();
        }
    }

    private static Arguments pair(String name, String attack, String twin) {
        return Arguments.of(name, attack, twin);
    }
}
