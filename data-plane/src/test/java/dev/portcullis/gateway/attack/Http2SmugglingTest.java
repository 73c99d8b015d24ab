package dev.portcullis.gateway.attack;

import static dev.portcullis.gateway.attack.Scene.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.portcullis.gateway.peer.Http2Client;
import dev.portcullis.model.PathPattern.Match;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** HTTP/2 carries what HTTP/1.1 cannot, and would be another request there. */
@Row("request smuggling, HTTP/2")
class Http2SmugglingTest {
    private static final String ABSENT = "absent";
    private static final String LINES = " HTTP/1.1\r\nHost: api.example\r\n\r\nGET /admin";

    /** Pseudo-fields by name, and other fields behind them; {@link #ABSENT} leaves one out. */
    private static Map<String, String> fields(String... changes) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(":method", "GET");
        fields.put(":scheme", "http");
        fields.put(":path", "/public");
        fields.put(":authority", "api.example");
        for (int i = 0; i < changes.length; i += 2) {
            fields.put(changes[i], changes[i + 1]);
        }
        return fields;
    }

    private static Map<String, Map<String, String>> attacks() {
        Map<String, Map<String, String>> attacks = new LinkedHashMap<>();
        attacks.put("a request in the path", fields(":path", "/public" + LINES));
        attacks.put("a space in the path", fields(":path", "/public /admin"));
        attacks.put("a tab in the path", fields(":path", "/public\t/admin"));
        attacks.put("a fragment", fields(":path", "/public#/admin"));
        attacks.put("dots in the path", fields(":path", "/public/../admin"));
        attacks.put("an encoded slash", fields(":path", "/public%2f..%2fadmin"));
        attacks.put("NUL in the path", fields(":path", "/public\0"));
        attacks.put("a path without its slash", fields(":path", "public"));
        attacks.put("an absolute path", fields(":path", "http://api.example/public"));
        attacks.put("two slashes", fields(":path", "//api.example/public"));
        attacks.put("an empty path", fields(":path", ""));
        attacks.put("a star", fields(":path", "*"));
        attacks.put("a request in the method", fields(":method", "GET /admin HTTP/1.1\r\nX:"));
        attacks.put("a space in the method", fields(":method", "GET /admin"));
        attacks.put("an empty method", fields(":method", ""));
        attacks.put("a method in lower case", fields(":method", "get"));
        attacks.put("CONNECT", fields(":method", "CONNECT", ":scheme", ABSENT, ":path", ABSENT));
        attacks.put("CONNECT with a protocol", fields(":method", "CONNECT", ":protocol", "websocket"));
        attacks.put("a line in the authority", fields(":authority", "api.example\r\nX: y"));
        attacks.put("user information", fields(":authority", "a@api.example"));
        attacks.put("an empty authority", fields(":authority", ""));
        attacks.put("no authority", fields(":authority", ABSENT));
        attacks.put("a Host that disagrees", fields("host", "other.example"));
        attacks.put("an empty Host", fields("host", ""));
        attacks.put("a line in a value", fields("x-a", "b\r\nX-C: d"));
        attacks.put("a line feed in a value", fields("x-a", "b\nX-C: d"));
        attacks.put("a line in a name", fields("x-a: b\r\nx-c", "d"));
        attacks.put("a colon in a name", fields("x-a:", "d"));
        attacks.put("a space in a name", fields("x a", "d"));
        attacks.put("upper case in a name", fields("X-A", "d"));
        attacks.put("an empty name", fields("", "d"));
        attacks.put("chunked", fields("transfer-encoding", "chunked"));
        attacks.put("connection", fields("connection", "x-a"));
        attacks.put("keep-alive", fields("keep-alive", "timeout=5"));
        attacks.put("proxy-connection", fields("proxy-connection", "x"));
        attacks.put("upgrade", fields("upgrade", "websocket"));
        attacks.put("te", fields("te", "chunked"));
        attacks.put("content less than its length", fields("content-length", "5"));
        attacks.put("a length with a sign", fields("content-length", "+0"));
        attacks.put("a pseudo-field behind a field", fields("x-a", "b", ":authority2", "y"));
        attacks.put("a pseudo-field of responses", fields(":status", "200"));
        return attacks;
    }

    private static Http2Client.Answer ask(Scene scene, Map<String, String> fields) throws IOException {
        List<String> all = new ArrayList<>();
        fields.forEach((name, value) -> {
            if (!value.equals(ABSENT)) {
                all.add(name);
                all.add(value);
            }
        });
        try (Http2Client client = new Http2Client(scene.port())) {
            return client.ask(null, all.toArray(String[]::new));
        }
    }

    @TestFactory
    Stream<DynamicTest> what_would_be_another_request_in_http_1_1_is_refused(Scene scene) {
        scene.configure(Rules.rule("jr-1", Keys.jwk(scene.keys().ec, "e1")).except(Match.PREFIX, "/public"));
        return attacks().entrySet().stream()
                .map(attack -> dynamicTest(attack.getKey(), () -> {
                    scene.upstream().take();
                    assertThat(ask(scene, fields("x-a", "b", "te", "trailers", "host", "api.example"))
                                    .status())
                            .isEqualTo(200);
                    scene.countAtUpstream();
                    scene.tally().twin();
                    scene.upstream().take();

                    scene.tally().tries();
                    // Malformed frames are a stream error, which resets the stream without an answer (RFC 9113 section
                    // 8.1.1).
                    assertThat(ask(scene, attack.getValue()).status()).isIn(400, 401, null);
                    assertThat(scene.upstream().take()).isEmpty();
                    scene.tally().refused();
                    scene.admitted(get("/public"));
                }));
    }
}
