package dev.portcullis.gateway.attack;

import static dev.portcullis.gateway.attack.Scene.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.portcullis.gateway.attack.RawHttp.Response;
import dev.portcullis.model.PathPattern.Match;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@Row("host confusion")
class HostConfusionTest {
    private static final String OPEN = "open.example";
    private static final String SAFE = "safe.example";

    private static String get(String target, String... fields) {
        return "GET " + target + " HTTP/1.1\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
    }

    /** Requests that name the protected host in some way, or both hosts. */
    private static List<String> tricks() {
        return List.of(
                get("/", "Host: SAFE.example"),
                get("/", "Host: sAfE.ExAmPlE"),
                get("/", "Host: safe.example."),
                get("/", "Host: safe.example:80"),
                get("/", "Host: safe.example:"),
                get("/", "Host: safe.example.:8080"),
                get("/", "Host: safe.example.."),
                get("/", "Host: .safe.example"),
                get("/", "Host: safe..example"),
                get("/", "Host: safe.example:80:80"),
                get("/", "Host: safe.example:99999"),
                get("/", "Host: safe.example:8o"),
                get("/", "Host: safe.example:-1"),
                get("/", "Host: open.example@safe.example"),
                get("/", "Host: safe.example@open.example"),
                get("/", "Host: open.example:80@safe.example"),
                get("/", "Host: open.example#@safe.example"),
                get("/", "Host: open.example/safe.example"),
                get("/", "Host: open.example\\safe.example"),
                get("/", "Host: open.example?safe.example"),
                get("/", "Host: open.example,safe.example"),
                get("/", "Host: open.example, safe.example"),
                get("/", "Host: open.example safe.example"),
                get("/", "Host: open.example\tsafe.example"),
                get("/", "Host: open.example;safe.example"),
                get("/", "Host: open.example%2esafe.example"),
                get("/", "Host: %73afe.example"),
                get("/", "Host: safe.example%00"),
                get("/", "Host: open.example", "Host: safe.example"),
                get("/", "Host: safe.example", "Host: open.example"),
                get("/", "Host: open.example", "host: safe.example"),
                get("/", "Host: open.example", "HOST:safe.example"),
                get("/", "Host: open.example", "Host: open.example"),
                get("/", "Host: open.example", "Host:"),
                get("/", "Host:", "Host: open.example"),
                get("/", "Host:"),
                get("/", "X: y"),
                get("http://safe.example/", "Host: open.example"),
                get("http://open.example/", "Host: safe.example"),
                get("http://safe.example/", "Host: safe.example"),
                get("http://SAFE.example:80/", "Host: safe.example"),
                get("http://safe.example:81/", "Host: safe.example"),
                get("http://open.example@safe.example/", "Host: safe.example"),
                get("http://safe.example@open.example/", "Host: open.example"),
                get("http://safe.example\\@open.example/", "Host: open.example"),
                get("http://safe.example", "Host: safe.example"),
                get("http://safe.example?x", "Host: safe.example"),
                get("http:///", "Host: open.example"),
                get("http://:80/", "Host: open.example"),
                get("http://safe.example/"),
                get("//safe.example/", "Host: open.example"),
                get("safe.example:80", "Host: open.example"),
                get("/", "Host: [::1]"),
                get("/", "Host: [0:0:0:0:0:0:0:1]:80"),
                get("/", "Host: [0000::0001]"),
                get("/", "Host: [::0.0.0.1]"),
                get("/", "Host: [::1%25eth0]"),
                get("/", "Host: ::1"),
                get("/", "Host: [::1"),
                get("/", "Host: [::1]x"),
                get("/", "Host: [v1.x]"),
                get("/", "Host: [safe.example]"),
                get("/", "Host: 127.0.0.1"),
                get("/", "Host: 127.1"),
                get("/", "Host: 0x7f.0.0.1"),
                get("/", "Host: 0177.0.0.1"),
                get("/", "Host: 2130706433"),
                get("/", "Host: 127.0.0.1."),
                get("/", "Host: 127.0.0.256"),
                get("/", "Host: b\u00c3\u00bccher.example"),
                get("/", "Host: B\u00c3\u009cCHER.example"),
                get("/", "Host: xn--bcher-kva.example"),
                get("/", "Host: XN--BCHER-KVA.example."),
                get("/", "Host: xn--bcher-kva\u00e3\u0080\u0082example"),
                get("/", "Host: b\u00fccher.example"),
                get("/", "Host: sa\u00c2\u00adfe.example"),
                get("/", "Host: \u00ef\u00bd\u0093afe.example"),
                get("/", "Host: \u00c5\u00bfafe.example"),
                get("/", "Host: " + "\u00c3\u00bc".repeat(1_020)),
                get("/", "Host: " + "\u00ef\u00b7\u00ba".repeat(100)),
                get("/", "Host: " + "a".repeat(254)),
                get("/", "Host: " + "a".repeat(64) + ".example"),
                get("/", "Host: sub.wild.example"),
                get("/", "Host: SUB.WILD.example."),
                get("/", "Host: a.b.wild.example:1"),
                get("/", "Host: open.example", "X-Forwarded-Host: safe.example"),
                get("/", "Host: open.example", "Forwarded: host=safe.example"),
                get("/", "Host: open.example", ":authority: safe.example"),
                get("/", "Host : safe.example", "Host: open.example"),
                get("/", "Host: open.example\r\n folded"),
                "GET / HTTP/1.0\r\n\r\n",
                "GET / HTTP/1.0\r\nHost: SAFE.example\r\n\r\n",
                "GET http://safe.example/ HTTP/1.0\r\n\r\n");
    }

    private static final List<String> PROTECTED =
            List.of(SAFE, "[::1]", "127.0.0.1", "xn--bcher-kva.example", "sub.wild.example", "a.b.wild.example");

    @TestFactory
    Stream<DynamicTest> a_protected_host_has_no_unprotected_spelling(Scene scene) {
        Rules rule = Rules.rule("jr-1", Keys.jwk(scene.keys().ec, "e1"));
        for (String host : List.of(SAFE, "::1", "127.0.0.1", "xn--bcher-kva.example", "*.wild.example")) {
            rule.blacklist(host, Match.PREFIX, "/");
        }
        scene.configure(rule);
        return tricks(scene, host -> !PROTECTED.contains(host));
    }

    @TestFactory
    Stream<DynamicTest> what_is_open_under_one_host_is_so_under_no_other(Scene scene) {
        scene.configure(Rules.rule("jr-1", Keys.jwk(scene.keys().ec, "e1")).except(OPEN, Match.PREFIX, "/"));
        return tricks(scene, OPEN::equals);
    }

    private static Stream<DynamicTest> tricks(Scene scene, Predicate<String> open) {
        String token = Jws.sign(Jws.header("ES256", "e1"), Jws.CLAIMS, "ES256", scene.keys().ec);
        return tricks().stream()
                .map(request -> dynamicTest(request.replace("\r\n", " | "), () -> {
                    scene.admitted(get("/", "Host: safe.example", bearer(token)));
                    Response response = scene.send(request);
                    switch (response.status()) {
                        case 200 -> {
                            scene.countAtUpstream();
                            String arrived = scene.harmless(request).toLowerCase(Locale.ROOT);
                            int at = arrived.indexOf("\r\nhost: ") + 8;
                            String host = arrived.substring(at, arrived.indexOf("\r\n", at));
                            boolean unnamed = request.startsWith("GET / HTTP/1.0\r\n\r\n");
                            assertThat(unnamed || open.test(host)).as(arrived).isTrue();
                            assertThat(arrived).doesNotContain(unnamed ? "safe" : "\r\n" + "forwarded:");
                        }
                        case 401 -> {
                            scene.refused(request, 401);
                            int end = request.indexOf("\r\n\r\n");
                            scene.admitted(request.substring(0, end) + "\r\n" + bearer(token) + "\r\n\r\n");
                        }
                        default -> scene.refused(request, 400);
                    }
                }));
    }
}
