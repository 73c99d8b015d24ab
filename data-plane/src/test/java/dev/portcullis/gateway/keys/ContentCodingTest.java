package dev.portcullis.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.keys.FetchFailure.Reason;
import dev.portcullis.gateway.peer.Provider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ContentCodingTest {
    private static final int LIMIT = 64 * 1024;

    private final KeysBench bench = new KeysBench();
    private final Provider provider = new Provider(Provider.ok("keys: a"));

    @AfterEach
    void close() throws IOException {
        bench.close();
        provider.close();
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream coder = new GZIPOutputStream(out)) {
            coder.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] both(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private static Provider.Script answer(byte[] body, String... headers) {
        return (socket, out) -> {
            out.write(octets("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n" + String.join("\r\n", headers)
                    + (headers.length == 0 ? "\r\n" : "\r\n\r\n")));
            out.write(body);
            out.flush();
        };
    }

    private static String of(int bytes) {
        return "keys: " + "a".repeat(bytes - 6);
    }

    static Stream<Arguments> taken() {
        byte[] coded = gzip(octets("keys: a b"));
        return Stream.of(
                Arguments.of("gzip", answer(coded, "Content-Encoding: gzip")),
                Arguments.of("gzip in other letters", answer(coded, "content-encoding:  GZip ")),
                Arguments.of("x-gzip (RFC 9110 section 8.4.1.3)", answer(coded, "Content-Encoding: x-gzip")),
                Arguments.of("no coding, though it was offered", answer(octets("keys: a b"))),
                Arguments.of("identity", answer(octets("keys: a b"), "Content-Encoding: identity")),
                Arguments.of(
                        "in two members (RFC 1952 section 2.2)",
                        answer(both(gzip(octets("keys: a ")), gzip(octets("b"))), "Content-Encoding: gzip")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("taken")
    void is_offered_and_decoded(String name, Provider.Script script) {
        provider.become(script);

        bench.fetched(KeysBench.at(provider));

        assertThat(bench.kids(KeysBench.at(provider))).as(name).containsExactlyInAnyOrder("a", "b");
        assertThat(provider.heads().getFirst()).containsIgnoringCase("\r\naccept-encoding: gzip\r\n");
    }

    @Test
    void the_largest_set_is_taken_decoded() {
        provider.become(answer(gzip(octets(of(LIMIT))), "Content-Encoding: gzip"));

        bench.fetched(KeysBench.at(provider));

        assertThat(bench.kids(KeysBench.at(provider))).containsExactly("a".repeat(LIMIT - 6));
    }

    static Stream<Arguments> refused() {
        byte[] coded = gzip(octets("keys: a b"));
        byte[] spoilt = coded.clone();
        spoilt[spoilt.length - 6] ^= 1;
        return Stream.of(
                Arguments.of("one octet too many", Reason.TOO_LARGE, answer(gzip(octets(of(LIMIT + 1))), GZIP)),
                Arguments.of("a bomb", Reason.TOO_LARGE, answer(gzip(new byte[60_000_000]), GZIP)),
                Arguments.of("too large as it comes", Reason.TOO_LARGE, answer(new byte[LIMIT + 1], GZIP)),
                Arguments.of("cut off", Reason.ENCODING_REFUSED, answer(Arrays.copyOf(coded, 15), GZIP)),
                Arguments.of("of another checksum", Reason.ENCODING_REFUSED, answer(spoilt, GZIP)),
                Arguments.of("not coded", Reason.ENCODING_REFUSED, answer(octets("keys: a b"), GZIP)),
                Arguments.of("empty", Reason.ENCODING_REFUSED, answer(new byte[0], GZIP)),
                Arguments.of("coded twice", Reason.ENCODING_REFUSED, answer(gzip(coded), GZIP + ", gzip")),
                Arguments.of("coded twice, in two fields", Reason.ENCODING_REFUSED, answer(gzip(coded), GZIP, GZIP)),
                Arguments.of("of another coding", Reason.ENCODING_REFUSED, answer(coded, "Content-Encoding: br")),
                Arguments.of("coded and not said so", Reason.KEY_SET_REFUSED, answer(coded)));
    }

    private static final String GZIP = "Content-Encoding: gzip";

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void is_refused(String name, Reason reason, Provider.Script script) {
        provider.become(script);

        FetchFailure failure = bench.failed(KeysBench.at(provider));

        assertThat(failure.reason()).as(name).isEqualTo(reason);
        assertThat(failure.detail()).contains("(expected: ");
    }
}
