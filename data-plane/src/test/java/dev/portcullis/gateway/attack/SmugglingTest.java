package dev.portcullis.gateway.attack;

import static dev.portcullis.gateway.attack.Scene.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.portcullis.model.PathPattern.Match;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A request inside or behind another one, cut so that node and upstream might find different ends of the first. */
@Row("request smuggling")
class SmugglingTest {
    private static final String SMUGGLED = "GET /admin HTTP/1.1\r\nHost: api.example\r\nX-Smuggled: 1\r\n\r\n";
    private static final String OPEN = "GET /public/2 HTTP/1.1\r\nHost: api.example\r\n\r\n";

    private static void protect(Scene scene) {
        scene.configure(Rules.rule("jr-1", Keys.jwk(scene.keys().ec, "e1")).except(Match.PREFIX, "/public"));
    }

    private static String post(String... fields) {
        return request("POST", "/public", fields);
    }

    private static String length(String body) {
        return "Content-Length: " + body.length();
    }

    /** What is ambiguous, and a twin that is not; the body of both is what a reader of chunks takes for empty. */
    private static Map<String, String> ambiguous() {
        String end = "0\r\n\r\n";
        Map<String, String> cases = new TreeMap<>();
        cases.put("TE and CL", post("Transfer-Encoding: chunked", length(end + SMUGGLED)) + end);
        cases.put("CL and TE", post("Content-Length: 5", "Transfer-Encoding: chunked") + end);
        cases.put("TE and CL of zero", post("Transfer-Encoding: chunked", "Content-Length: 0") + end);
        cases.put("TE folded, and CL", post("Transfer-Encoding:\r\n chunked", "Content-Length: 5") + end);
        cases.put("TE folded", post("Transfer-Encoding:\r\n chunked") + end);
        cases.put("TE twice", post("Transfer-Encoding: chunked", "Transfer-Encoding: x") + end);
        cases.put("TE x, chunked", post("Transfer-Encoding: x, chunked") + end);
        cases.put("TE chunked, x", post("Transfer-Encoding: chunked, x") + end);
        cases.put("TE with a parameter", post("Transfer-Encoding: chunked;q=1") + end);
        cases.put("TE in quotes", post("Transfer-Encoding: \"chunked\"") + end);
        cases.put("TE xchunked", post("Transfer-Encoding: xchunked") + end);
        cases.put("TE identity", post("Transfer-Encoding: identity", "Content-Length: 5") + end);
        cases.put("TE with NUL", post("Transfer-Encoding: chunked\0") + end);
        cases.put("TE behind a vertical tab", post("Transfer-Encoding: \u000bchunked") + end);
        cases.put("TE with a space before the colon", post("Transfer-Encoding : chunked", "Content-Length: 5") + end);
        cases.put("TE behind a bare LF", post("X: y\nTransfer-Encoding: chunked", "Content-Length: 5") + end);
        cases.put("TE behind a bare CR", post("X: y\rTransfer-Encoding: chunked", "Content-Length: 5") + end);
        cases.put("TE in HTTP/1.0", post("Transfer-Encoding: chunked").replace("1.1\r\n", "1.0\r\n") + end);
        cases.put("two CLs", post("Content-Length: 5", "Content-Length: 0") + end);
        cases.put("two CLs that agree", post("Content-Length: 5", "Content-Length: 5") + end);
        cases.put("a list of CLs", post("Content-Length: 5, 5") + end);
        cases.put("CL with a sign", post("Content-Length: +5") + end);
        cases.put("CL below zero", post("Content-Length: -5") + end);
        cases.put("CL in hexadecimal", post("Content-Length: 0x5") + end);
        cases.put("CL with a fraction", post("Content-Length: 5.0") + end);
        cases.put("CL with a space inside", post("Content-Length: 5 0") + end);
        cases.put("CL folded", post("Content-Length: 5\r\n 0") + end);
        cases.put("CL beyond all numbers", post("Content-Length: 18446744073709551621") + end);
        cases.put("chunk size with a prefix", post("Transfer-Encoding: chunked") + "0x0\r\n\r\n");
        cases.put("chunk size that overflows", post("Transfer-Encoding: chunked") + "10000000000000000\r\n\r\n");
        cases.put("chunk size below zero", post("Transfer-Encoding: chunked") + "-0\r\n\r\n");
        cases.put("chunk size behind a bare LF", post("Transfer-Encoding: chunked") + "0\n\r\n");
        cases.put("two Hosts", post("Host: api.example", "Content-Length: 0"));
        cases.put("no Host", post("Content-Length: 0").replace("Host: api.example\r\n", ""));
        cases.put("a line of nothing but a space", post("Content-Length: 0").replace("\r\nHost", "\r\n \r\nHost"));
        cases.put("HTTP/0.9", "GET /public\r\n\r\n");
        cases.put("a version of its own", request("GET", "/public").replace("HTTP/1.1", "HTTP/1.10"));
        return cases;
    }

    @TestFactory
    Stream<DynamicTest> what_could_be_cut_in_two_ways_is_refused_with_all_that_follows(Scene scene) {
        protect(scene);
        return ambiguous().entrySet().stream()
                .map(one -> dynamicTest(one.getKey(), () -> {
                    scene.admitted(post("Transfer-Encoding: chunked") + "0\r\n\r\n");
                    scene.refused(one.getValue() + SMUGGLED, 400);
                }));
    }

    /** The same bytes at the upstream, whichever way they are cut: the smuggled request is content or is dropped. */
    @TestFactory
    Stream<DynamicTest> what_can_be_cut_in_one_way_only_arrives_as_one_request(Scene scene) {
        protect(scene);
        String chunk = Integer.toHexString(SMUGGLED.length()) + "\r\n" + SMUGGLED + "\r\n0\r\n";
        Map<String, String> cases = new TreeMap<>();
        cases.put("in the content", post(length(SMUGGLED)) + SMUGGLED);
        cases.put("in a chunk", post("Transfer-Encoding: chunked") + chunk + "\r\n");
        cases.put(
                "in a chunk with an extension",
                post("Transfer-Encoding: chunked") + chunk.replaceFirst("\r", ";a=\"b\"\r") + "\r\n");
        cases.put(
                "behind trailers that frame",
                post("Transfer-Encoding: chunked") + chunk
                        + "Content-Length: 0\r\nTransfer-Encoding: chunked\r\nHost: other\r\n\r\n");
        cases.put("in the content of GET", request("GET", "/public", length(SMUGGLED)) + SMUGGLED);
        cases.put("in the content of HEAD", request("HEAD", "/public", length(SMUGGLED)) + SMUGGLED);
        cases.put("in the content of DELETE", request("DELETE", "/public", length(SMUGGLED)) + SMUGGLED);
        cases.put("CL named in Connection", post("Connection: Content-Length", length(SMUGGLED)) + SMUGGLED);
        cases.put("CL named behind close", post("Connection: close, content-length", length(SMUGGLED)) + SMUGGLED);
        cases.put(
                "TE named in Connection",
                post("Connection: Transfer-Encoding", "Transfer-Encoding: chunked") + chunk + "\r\n");
        cases.put("Host named in Connection", post("Connection: Host", length(SMUGGLED)) + SMUGGLED);
        cases.put("a length with zeros before it", post("Content-Length: 000" + SMUGGLED.length()) + SMUGGLED);
        cases.put(
                "TE folded into another field",
                post("X: y\r\n Transfer-Encoding: chunked", length(SMUGGLED)) + SMUGGLED);
        cases.put(
                "TE and CL with underscores",
                post("Transfer_Encoding: chunked", "Content_Length: 0", length(SMUGGLED)) + SMUGGLED);
        cases.put("empty lines before it", "\r\n\r\n" + post(length(SMUGGLED)) + SMUGGLED);
        cases.put("a pipelined request", request("GET", "/public") + SMUGGLED);
        cases.put(
                "HTTP/1.0, kept alive",
                request("GET", "/public", "Connection: keep-alive").replace("1.1\r\n", "1.0\r\n") + SMUGGLED);
        cases.put(
                "behind a refused upgrade",
                request("GET", "/public", "Connection: Upgrade", "Upgrade: h2c") + SMUGGLED);
        return cases.entrySet().stream()
                .map(one -> dynamicTest(one.getKey(), () -> {
                    String arrived = scene.harmless(one.getValue());
                    int end = arrived.indexOf("\r\n\r\n");
                    assertThat(arrived.substring(0, end))
                            .contains(" /public HTTP/1.1")
                            .doesNotContainIgnoringCase("smuggled");
                    assertThat(arrived.substring(end + 4)).isIn("", SMUGGLED, chunk + "\r\n");
                    scene.admitted(post(length("ok")) + "ok");
                }));
    }

    @TestFactory
    Stream<DynamicTest> the_content_of_a_request_that_goes_no_further_is_no_request(Scene scene) {
        protect(scene);
        String chunk = Integer.toHexString(OPEN.length()) + "\r\n" + OPEN + "\r\n0\r\n\r\n";
        return Stream.of("POST /admin", "GET /admin", "HEAD /admin", "OPTIONS *", "POST /public/../admin")
                .flatMap(line -> Stream.of(
                                length(OPEN), "Transfer-Encoding: chunked", "Expect: 100-continue\r\n" + length(OPEN))
                        .map(framing -> dynamicTest(line + " " + framing, () -> {
                            String[] parts = line.split(" ");
                            String head = request(parts[0], parts[1], framing);
                            String content = framing.startsWith("Transfer") ? chunk : OPEN;
                            scene.refused(head + content, 401, 204);
                            scene.admitted(OPEN);
                        })));
    }
}
