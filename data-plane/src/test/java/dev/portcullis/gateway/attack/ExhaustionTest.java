package dev.portcullis.gateway.attack;

import static dev.portcullis.gateway.attack.Scene.bearer;
import static dev.portcullis.gateway.attack.Scene.get;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.portcullis.model.PathPattern.Match;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@Row("exhaustion")
class ExhaustionTest {
    private static final int KIB = 1 << 10;
    private String good = "";

    @BeforeEach
    void rules(Scene scene) {
        Keys keys = scene.keys();
        scene.configure(
                Rules.rule("jr-1", Keys.jwk(keys.ec, "e1")).except(Match.PREFIX, "/public"),
                Rules.rule("jr-2", Keys.jwk(keys.ec, "e1"))
                        .query("access_token")
                        .except(Match.PREFIX, "/public"),
                Rules.rule("jr-3", Keys.jwk(keys.ec, "e1")).cookie("session").except(Match.PREFIX, "/public"));
        good = Jws.sign(Jws.header("ES256", "e1"), Jws.CLAIMS, "ES256", keys.ec);
    }

    private String signed(Scene scene, String more) {
        String claims = Jws.claims("\"exp\":" + (Stage.NOW_SECONDS + 60) + ",\"x\":" + more);
        return Jws.sign(Jws.header("ES256", "e1"), claims, "ES256", scene.keys().ec);
    }

    @TestFactory
    Stream<DynamicTest> tokens_beyond_the_limits_are_refused(Scene scene) {
        String deepHeader = "{\"alg\":\"ES256\",\"kid\":\"e1\",\"x\":" + "[".repeat(8) + "]".repeat(8) + "}";
        String allowedHeader = "{\"alg\":\"ES256\",\"kid\":\"e1\",\"x\":" + "[".repeat(7) + "]".repeat(7) + "}";
        String wideHeader = "{\"alg\":\"ES256\",\"kid\":\"e1\",\"x\":\"" + "x".repeat(4_100) + "\"}";
        return Stream.of(
                scene.token("31 levels and one", signed(scene, nested(32)), signed(scene, nested(31))),
                scene.token("5,000 levels", signed(scene, nested(5_000)), signed(scene, nested(31))),
                scene.token("objects", signed(scene, "{\"a\":".repeat(1_500) + "1" + "}".repeat(1_500)), good),
                scene.token("brackets that never close", signed(scene, "[".repeat(9_000)), good),
                scene.token(
                        "a deep header",
                        Jws.sign(deepHeader, Jws.CLAIMS, "ES256", scene.keys().ec),
                        Jws.sign(allowedHeader, Jws.CLAIMS, "ES256", scene.keys().ec)),
                scene.token("a wide header", Jws.sign(wideHeader, Jws.CLAIMS, "ES256", scene.keys().ec), good),
                scene.token("dots", ".".repeat(16 * KIB), good),
                scene.token("dots, at the end", good + ".".repeat(10_000), good),
                scene.token("a.a.a.", "a.".repeat(8_000), good),
                scene.token(
                        "16 KiB and one", "A".repeat(16 * KIB + 1), signed(scene, "\"" + "x".repeat(11_900) + "\"")),
                scene.token("60 KiB", "A".repeat(60 * KIB), good),
                scene.token(
                        "a number of 9,000 digits", signed(scene, "1".repeat(9_000)), signed(scene, "1".repeat(300))),
                scene.token("an exponent", signed(scene, "1e999999999"), signed(scene, "1e99")));
    }

    private static String nested(int levels) {
        return "[".repeat(levels) + "]".repeat(levels);
    }

    @TestFactory
    Stream<DynamicTest> requests_beyond_the_limits_are_refused(Scene scene) {
        String twin = get("/admin", bearer(good));
        return Stream.of(
                scene.pair("a token of 1 MiB", get("/admin", bearer("A".repeat(KIB * KIB))), twin, 431, 0),
                scene.pair("a query of 1 MiB", get("/admin?access_token=" + "A".repeat(KIB * KIB)), twin, 414, 431, 0),
                scene.pair(
                        "a cookie of 1 MiB", get("/admin", "Cookie: session=" + "A".repeat(KIB * KIB)), twin, 431, 0),
                scene.pair("a path of 1 MiB", get("/" + "a/".repeat(KIB * KIB / 2)), twin, 414, 431, 0),
                scene.pair(
                        "a path of 8 KiB and one",
                        get("/public/" + "a".repeat(8 * KIB - 7)),
                        get("/public/" + "a".repeat(8 * KIB - 8)),
                        414),
                scene.pair(
                        "a path that is longer only as it is written",
                        get("/public/" + "%61".repeat(8 * KIB - 7)),
                        get("/public/" + "%61".repeat(8 * KIB - 8)),
                        414),
                scene.pair("1,000 fields", get("/admin", fields(1_000)), get("/public", fields(900)), 401, 431, 400),
                scene.pair("100,000 fields", get("/admin", fields(100_000)), get("/public", fields(10)), 431, 0),
                scene.pair("a name of 1 MiB", get("/admin", "X".repeat(KIB * KIB) + ": 1"), twin, 431, 400, 0));
    }

    private static String[] fields(int count) {
        return IntStream.range(0, count).mapToObj(i -> "X-" + i + ": " + i).toArray(String[]::new);
    }

    /** Each is long and all separators: a search that starts over at each of them would take its square. */
    @TestFactory
    Stream<DynamicTest> many_separators_take_no_longer_than_their_number(Scene scene) {
        String many = "&".repeat(50 * KIB);
        return Stream.of(
                scene.pair("ampersands", get("/admin?" + many), get("/admin?" + many + "access_token=" + good), 401),
                scene.pair(
                        "semicolons",
                        get("/admin", "Cookie: " + many.replace('&', ';')),
                        get("/admin", "Cookie: " + many.replace('&', ';') + "session=" + good),
                        401),
                scene.pair("slashes", get(many.replace('&', '/')), get("/public" + "/a".repeat(4 * KIB - 4)), 400),
                scene.pair("dots", get("/a/..".repeat(10 * KIB)), get("/public" + "/a/..".repeat(8 * KIB)), 401, 400),
                scene.pair(
                        "Connection options",
                        get("/admin", "Connection: " + "a,".repeat(20 * KIB)),
                        get("/public", "Connection: " + "a,".repeat(20 * KIB)),
                        401),
                scene.pair("dots in the host", host(".".repeat(1_000)), host("a.".repeat(100) + "example"), 400),
                scene.pair(
                        "cookie fields",
                        get("/admin", cookies("a=1", 4_000)),
                        get("/public", cookies("a=1", 4_000)),
                        401));
    }

    private static String[] cookies(String cookie, int count) {
        return Stream.generate(() -> "Cookie: " + cookie).limit(count).toArray(String[]::new);
    }

    private static String host(String host) {
        return "GET /public HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    }

    @Test
    void half_requests_keep_nobody_else_from_being_served(Scene scene) throws IOException {
        List<Socket> idle = new ArrayList<>();
        try {
            String half =
                    Stream.of("GET /admin HTTP/1.1", "Host: api.example", "X: ").collect(Collectors.joining("\r\n"));
            for (int i = 0; i < 1_000; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), scene.port());
                idle.add(socket);
                if (i % 3 > 0) {
                    socket.getOutputStream()
                            .write((i % 3 == 1 ? half : "POST /admin HTTP/1.1\r\n").getBytes(ISO_8859_1));
                }
            }
            scene.tally().tries();
            scene.admitted(get("/admin", bearer(good)));
            scene.refused(get("/admin"), 401);
            scene.tally().refused();
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    /** More than the node keeps connections to one target: what cannot be forwarded must give its connection back. */
    @Test
    void requests_that_cannot_be_forwarded_use_nothing_up(Scene scene) {
        List<String> odd = List.of(
                "X-Odd: a\u0001b",
                "X-Odd: a\u007fb",
                "X-Odd: a\u00ffb",
                "X(Odd): a",
                "X\u00e9: a",
                "\"X\": a",
                "X@Odd: a",
                "Connection: \u0001");
        for (int i = 0; i < 560; i++) {
            RawHttp.Response response = scene.send(get("/public", odd.get(i % odd.size())));
            int arrived = scene.upstream().take().size();
            if (arrived > 0) {
                scene.countAtUpstream();
            }
            org.assertj.core.api.Assertions.assertThat(response.status())
                    .as(odd.get(i % odd.size()))
                    .isIn(200, 400);
        }
        scene.tally().tries();
        scene.tally().refused();
        scene.admitted(get("/public"));
    }
}
