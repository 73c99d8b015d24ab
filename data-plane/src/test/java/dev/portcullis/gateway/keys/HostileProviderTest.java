package dev.portcullis.gateway.keys;

import static dev.portcullis.gateway.keys.KeysBench.at;
import static dev.portcullis.gateway.keys.KeysBench.eventually;
import static dev.portcullis.gateway.keys.KeysBench.source;
import static dev.portcullis.gateway.peer.Provider.endless;
import static dev.portcullis.gateway.peer.Provider.ok;
import static dev.portcullis.gateway.peer.Provider.sendAndHang;
import static dev.portcullis.gateway.peer.Provider.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.keys.FetchFailure.Reason;
import dev.portcullis.gateway.keys.RemoteKeySource.FetchHeader;
import dev.portcullis.gateway.peer.ClosedPort;
import dev.portcullis.gateway.peer.Provider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What providers may send instead of a key set. Every one of them comes back with a good set, which is taken. */
class HostileProviderTest {
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final int LIMIT = 64 * 1024;

    private final KeysBench bench = new KeysBench();
    private final Provider provider = new Provider(ok("keys: a"));
    private final RemoteKeySource source = at(provider);

    @AfterEach
    void close() throws IOException {
        bench.close();
        provider.close();
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                hostile(
                        "a redirect to the metadata address",
                        Reason.REDIRECTED,
                        status("302 Found", "hunter2", "Location: http://169.254.169.254/latest/meta-data")),
                hostile("a permanent redirect", Reason.REDIRECTED, status("308 Go", "keys: hunter2", "Location: /")),
                hostile("not found", Reason.STATUS_NOT_OK, status("404 hunter2", "keys: hunter2")),
                hostile("a success that is not 200", Reason.STATUS_NOT_OK, status("206 Partial", "keys: hunter2")),
                hostile(
                        "an interim answer that ends the exchange",
                        Reason.STATUS_NOT_OK,
                        sendAndHang("HTTP/1.1 102 On\r\n\r\n")),
                hostile("a body that is no set", Reason.KEY_SET_REFUSED, ok("<html>hunter2")),
                hostile("an empty body", Reason.KEY_SET_REFUSED, ok("")),
                hostile(
                        "a compressed body",
                        Reason.ENCODING_REFUSED,
                        ok("\u001f\u008bhunter2", "Content-Encoding: gzip")),
                hostile("one octet too many", Reason.TOO_LARGE, ok(bodyOf(LIMIT + 1))),
                hostile(
                        "a huge promise that is not kept",
                        Reason.TOO_LARGE,
                        endless("HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\nkeys: ", "hunter2 ")),
                hostile("an endless body in chunks", Reason.TOO_LARGE, endless(CHUNKED, "7\r\nhunter2\r\n")),
                hostile(
                        "an endless body without length",
                        Reason.TOO_LARGE,
                        endless("HTTP/1.1 200 OK\r\n\r\n", "hunter2")),
                hostile("endless headers", Reason.CONNECTION_LOST, endless("HTTP/1.1 200 OK\r\n", "X-A: hunter2\r\n")),
                hostile("an endless status line", Reason.CONNECTION_LOST, endless("HTTP/1.1 200 ", "hunter2")),
                hostile("another protocol", Reason.CONNECTION_LOST, sendAndHang("SSH-2.0-hunter2\r\n\r\n")),
                hostile("nothing at all", Reason.CONNECTION_LOST, (socket, out) -> {}),
                hostile(
                        "less than promised",
                        Reason.CONNECTION_LOST,
                        (socket, out) -> out.write("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nkeys: hunter2"
                                .getBytes(StandardCharsets.US_ASCII))),
                hostile(
                        "a chunk that breaks off",
                        Reason.CONNECTION_LOST,
                        (socket, out) ->
                                out.write((CHUNKED + "20\r\nkeys: hunter2").getBytes(StandardCharsets.US_ASCII))),
                hostile(
                        "a chunk of nonsensical length",
                        Reason.CONNECTION_LOST,
                        sendAndHang(CHUNKED + "hunter2\r\nkeys:")),
                hostile("a reset", Reason.CONNECTION_LOST, (socket, out) -> {
                    socket.setSoLinger(true, 0);
                    socket.close();
                }));
    }

    private static Arguments hostile(String name, Reason reason, Provider.Script script) {
        return Arguments.of(name, reason, script);
    }

    private static String bodyOf(int bytes) {
        return "keys: " + "a".repeat(bytes - 6);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void is_refused_without_quoting_it_and_a_good_set_is_taken_afterwards(
            String name, Reason reason, Provider.Script script) {
        provider.become(script);

        FetchFailure failure = bench.failed(source);

        assertThat(failure.reason()).as(name).isEqualTo(reason);
        assertThat(bench.status(source).toString()).doesNotContain("hunter2");
        assertThat(bench.kids(source)).isEmpty();
        assertThat(provider.requests()).isEqualTo(1);
        provider.become(ok("keys: a"));
        bench.timers.advance(Duration.ofSeconds(1));
        bench.awaitState(source, KeySetState.FRESH);
        assertThat(bench.kids(source)).containsExactly("a");
    }

    static Stream<Arguments> slowAnswers() {
        return Stream.of(
                Arguments.of("nothing", sendAndHang("")),
                Arguments.of("half a head", sendAndHang("HTTP/1.1 200 OK\r\nX-A:")),
                Arguments.of("half a body", sendAndHang("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nkeys: hunter2")),
                Arguments.of("interim answers", sendAndHang("HTTP/1.1 100 Continue\r\n\r\n".repeat(10))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("slowAnswers")
    void is_waited_for_up_to_the_limit_and_then_hung_up_on(String name, Provider.Script script) {
        provider.become(script);
        bench.keys.retain(Set.of(source), Set.of());
        eventually().until(() -> provider.requests() == 1);

        bench.timers.advance(Duration.ofSeconds(10).minusMillis(1));
        bench.settle();
        assertThat(bench.status(source).state()).as(name).isEqualTo(KeySetState.FETCHING);
        bench.timers.advance(Duration.ofMillis(1));

        assertThat(bench.failed(source))
                .isEqualTo(new FetchFailure(Reason.TIMED_OUT, "no complete answer (expected: one within 10000 ms)"));
        eventually().until(() -> provider.lostPeers() == 1);
        provider.become(ok("keys: a"));
        bench.timers.advance(Duration.ofSeconds(1));
        bench.awaitState(source, KeySetState.FRESH);
    }

    @Test
    void an_endless_peer_is_hung_up_on() {
        provider.become(endless(CHUNKED, "7\r\nhunter2\r\n"));

        bench.failed(source);

        eventually().until(() -> provider.lostPeers() == 1);
    }

    @Test
    void the_largest_body_is_taken() {
        provider.become(ok(bodyOf(LIMIT)));

        bench.fetched(source);

        assertThat(bench.kids(source)).containsExactly("a".repeat(LIMIT - 6));
    }

    @Test
    void a_body_in_chunks_is_taken() {
        provider.become((socket, out) ->
                out.write((CHUNKED + "5\r\nkeys:\r\n4\r\n a b\r\n0\r\n\r\n").getBytes(StandardCharsets.US_ASCII)));

        bench.fetched(source);

        assertThat(bench.kids(source)).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void the_target_of_a_redirect_never_hears_of_us() throws IOException {
        try (Provider target = new Provider(ok("keys: evil"))) {
            provider.become(status("307 Go", "", "Location: http://127.0.0.1:" + target.port() + "/jwks"));

            assertThat(bench.failed(source).reason()).isEqualTo(Reason.REDIRECTED);

            assertThat(target.connections()).isZero();
        }
    }

    @Test
    void a_port_where_nobody_listens_is_a_failure_and_the_next_address_of_the_name_is_tried() throws IOException {
        try (ClosedPort closed = new ClosedPort()) {
            RemoteKeySource gone = source("http://keys.test:" + closed.number() + "/jwks");
            assertThat(bench.failed(gone).reason()).isEqualTo(Reason.CONNECT_FAILED);
        }

        try (Provider other = new Provider(Provider.plainListener("127.0.0.3"), ok("keys: a"))) {
            bench.names.put("keys.test", List.of("127.0.0.1", "127.0.0.2", "127.0.0.3"));
            bench.fetched(at(other));
            assertThat(other.requests()).isEqualTo(1);
        }
    }

    @Test
    void a_name_without_address_is_a_failure() {
        assertThat(bench.failed(source("http://nowhere.test/jwks")).reason()).isEqualTo(Reason.NAME_NOT_RESOLVED);
        bench.names.put("empty.test", List.of());
        assertThat(bench.failed(source("http://empty.test/jwks")).reason()).isEqualTo(Reason.NAME_NOT_RESOLVED);
    }

    @Test
    void the_request_says_what_the_operator_wants_it_to_and_little_else() {
        RemoteKeySource asked = new RemoteKeySource(
                new RemoteKeySource.Location.KeySetUrl("http://keys.test:" + provider.port() + "/a%20b?x=1"),
                List.of(new FetchHeader("X-Api-Key", "hunter2")),
                null);
        bench.fetched(asked);

        assertThat(provider.heads().getFirst().lines().sorted())
                .containsExactlyInAnyOrder(
                        "",
                        "GET /a%20b?x=1 HTTP/1.1",
                        "Accept: application/jwk-set+json, application/json",
                        "Accept-Encoding: gzip",
                        "connection: close",
                        "host: keys.test:" + provider.port(),
                        "user-agent: portcullis",
                        "X-Api-Key: hunter2");
    }
}
