package dev.portcullis.gateway.attack;

import static dev.portcullis.gateway.attack.Scene.bearer;
import static dev.portcullis.gateway.attack.Scene.get;
import static dev.portcullis.gateway.peer.Provider.endless;
import static dev.portcullis.gateway.peer.Provider.ok;
import static dev.portcullis.gateway.peer.Provider.sendAndHang;
import static dev.portcullis.gateway.peer.Provider.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.gateway.peer.Provider;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The node may dial 127.0.0.1 for keys and nothing else inside; 127.0.0.2 has what the attacker wants it to find. */
@Row("JWKS fetch")
class KeyFetchTest {
    private static final String OTHER = "https://other.example";
    private static final String EXP = "\"exp\":" + (Stage.NOW_SECONDS + 3_600);
    private static final String SECRET = "hunter2";

    private final Provider provider = new Provider(ok("{\"keys\":[]}"));
    private final Provider inside = new Provider(Provider.plainListener("127.0.0.2"), ok("{\"keys\":[]}"));

    @AfterEach
    void nothing_inside_was_dialled() throws IOException {
        assertThat(inside.connections()).isZero();
        inside.close();
        provider.close();
    }

    private static String jwk(KeyPair key, String kid) {
        try {
            return new ObjectMapper().writeValueAsString(Keys.members(key.getPublic(), kid));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static String set(String... keys) {
        return "{\"keys\":[" + String.join(",", keys) + "]}";
    }

    /** Of the usual issuer, whose keys are published. */
    private static String token(String kid, KeyPair key) {
        return Jws.sign(Jws.header("ES256", kid), Jws.CLAIMS, "ES256", key);
    }

    /** Of the issuer whose key stands in its rule. */
    private static String others(Scene scene) {
        return Jws.sign(Jws.header("ES256", "e1"), Jws.claims(OTHER, EXP), "ES256", scene.keys().ec);
    }

    private static void configure(Scene scene, String url, long refreshCounter) {
        scene.configure(
                Rules.rule("jr-1").keysAt(url, refreshCounter),
                Rules.rule("jr-2", Keys.jwk(scene.keys().ec, "e1")).issuer(OTHER));
    }

    @TestFactory
    Stream<DynamicTest> an_address_inside_is_not_dialled(Scene scene) {
        String attack = get("/admin", bearer(token("e1", scene.keys().attackerEc)));
        String twin = get("/admin", bearer(others(scene)));
        inside.become(ok(set(jwk(scene.keys().attackerEc, "e1"))));
        String port = ":" + inside.port() + "/jwks";
        return Stream.of(
                        "http://169.254.169.254/latest/meta-data/",
                        "http://[fd00:ec2::254]/latest/meta-data/",
                        "http://100.100.100.200/latest/meta-data/",
                        "http://10.0.0.1/",
                        "http://192.168.0.1/",
                        "http://0.0.0.0" + port,
                        "http://[::1]" + port,
                        "http://[fe80::1%25lo]" + port,
                        "http://127.0.0.2" + port,
                        "http://[::ffff:127.0.0.2]" + port,
                        "http://[64:ff9b::7f00:2]" + port,
                        "http://[2002:7f00:2::]" + port,
                        "http://2130706434" + port,
                        "http://0x7f000002" + port,
                        "http://0177.0.0.2" + port,
                        "http://127.2" + port,
                        "http://127.0.0.2." + port,
                        "http://127.0.0.1@127.0.0.2" + port,
                        "http://127.0.0.1#@127.0.0.2" + port,
                        "http://127.0.0.1\\@127.0.0.2" + port,
                        "https://127.0.0.2" + port,
                        "gopher://127.0.0.2" + port,
                        "ftp://127.0.0.2" + port,
                        "file:///etc/passwd",
                        "//127.0.0.2" + port,
                        "127.0.0.2" + port,
                        "")
                .map(url -> dynamicTest("at " + url, () -> {
                    configure(scene, url, 0);
                    scene.admitted(twin);
                    scene.refused(attack, 503);
                    scene.awaitFailedFetch(url);
                    scene.refused(attack, 503);
                    scene.admitted(twin);
                }));
    }

    /** Each offers the attacker's key in a way that a lax reader would take. */
    private Map<String, Provider.Script> hostileAnswers(Keys keys) {
        String evil = jwk(keys.attackerEc, "e1");
        String set = set(evil);
        String away = "Location: http://127.0.0.2:" + inside.port() + "/jwks";
        Map<String, Provider.Script> answers = new LinkedHashMap<>();
        answers.put("302 to an address inside", status("302 Found", set, away));
        answers.put("301 to the metadata", status("301 Moved", set, "Location: http://169.254.169.254/"));
        answers.put("308 to a file", status("308 Moved", set, "Location: file:///etc/passwd"));
        answers.put("a refresh header", status("204 No", "", "Refresh: 0; url=" + away.substring(10)));
        answers.put("404 with a set", status("404 Not Found", set));
        answers.put("500 with a set", status("500 " + SECRET, set));
        answers.put("206 with a set", status("206 Partial", set));
        answers.put("no JSON", ok("<html>" + SECRET + set));
        answers.put("more than JSON", ok(set + SECRET));
        answers.put("keys twice", ok("{\"keys\":[],\"keys\":[" + evil + "]}"));
        answers.put("a list", ok("[" + evil + "]"));
        answers.put("a key alone", ok(evil));
        answers.put("a text", ok("\"" + SECRET + "\""));
        answers.put(
                "101 keys", ok(set(IntStream.range(0, 101).mapToObj(i -> evil).toArray(String[]::new))));
        answers.put("a set that is too large", ok("{\"x\":\"" + SECRET.repeat(10_000) + "\"," + set.substring(1)));
        answers.put("a set without end", endless("HTTP/1.1 200 OK\r\n\r\n" + set, " "));
        answers.put("headers without end", endless("HTTP/1.1 200 OK\r\n", "X-A: " + SECRET + "\r\n"));
        answers.put(
                "less than promised",
                (socket, out) -> out.write(("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + set).getBytes(UTF_8)));
        answers.put("another protocol", (socket, out) -> out.write("SSH-2.0-x\r\n\r\n".getBytes(UTF_8)));
        answers.put("nothing", (socket, out) -> {});
        return answers;
    }

    /** Key sets that hold no key which could serve here. */
    private static Map<String, Provider.Script> emptySets(Keys keys) {
        String evil = jwk(keys.attackerEc, "e1");
        return Map.of(
                "an empty set",
                ok(set()),
                "a key for encryption",
                ok(set(evil.replaceFirst("\\{", "{\"use\":\"enc\","))),
                "a private key",
                ok(set(evil.replaceFirst("\\{", "{\"d\":\"AQ\","))),
                "a secret key",
                ok("{\"keys\":[{\"kty\":\"oct\",\"kid\":\"e1\",\"k\":\"" + "A".repeat(86) + "\"}]}"));
    }

    @TestFactory
    Stream<DynamicTest> a_set_without_a_usable_key_lets_nobody_in_and_revokes_what_was_there(Scene scene) {
        String attack = get("/admin", bearer(token("e1", scene.keys().attackerEc)));
        String mac = get("/admin", bearer(Jws.mac(Jws.header("HS256", "e1"), Jws.CLAIMS, "HS256", new byte[64])));
        String before = get("/admin", bearer(token("e1", scene.keys().ec)));
        String twin = get("/admin", bearer(others(scene)));
        return emptySets(scene.keys()).entrySet().stream()
                .map(empty -> dynamicTest(empty.getKey(), () -> {
                    String url = provider.url() + "?" + empty.getKey().hashCode();
                    provider.become(ok(set(jwk(scene.keys().ec, "e1"))));
                    configure(scene, url, 0);
                    scene.awaitKeys(provider.url());
                    scene.admitted(before);
                    provider.become(empty.getValue());
                    configure(scene, url, 1);
                    scene.awaitNoUsableKey(provider.url());
                    for (String token : List.of(before, attack, mac)) {
                        assertThat(scene.refused(token, 401).code()).isEqualTo("ALGORITHM_NOT_ALLOWED");
                    }
                    scene.admitted(twin);
                }));
    }

    @TestFactory
    Stream<DynamicTest> an_answer_that_is_no_key_set_is_refused_and_quoted_nowhere(Scene scene) {
        String attack = get("/admin", bearer(token("e1", scene.keys().attackerEc)));
        String mac = get("/admin", bearer(Jws.mac(Jws.header("HS256", "e1"), Jws.CLAIMS, "HS256", new byte[64])));
        String twin = get("/admin", bearer(others(scene)));
        return hostileAnswers(scene.keys()).entrySet().stream()
                .map(hostile -> dynamicTest(hostile.getKey(), () -> {
                    provider.become(hostile.getValue());
                    configure(scene, provider.url() + "?" + hostile.getKey().hashCode(), 0);
                    scene.awaitFailedFetch(provider.url());
                    scene.admitted(twin);
                    RawHttp.Response refused = scene.refused(attack, 503);
                    assertThat(refused.code()).isEqualTo("KEYS_UNAVAILABLE");
                    assertThat(refused.head() + refused.body() + scene.standings())
                            .doesNotContain(SECRET);
                    scene.refused(mac, 503);
                }));
    }

    @TestFactory
    Stream<DynamicTest> a_provider_that_turns_hostile_changes_nothing(Scene scene) {
        String attack = get("/admin", bearer(token("e1", scene.keys().attackerEc)));
        String twin = get("/admin", bearer(token("e1", scene.keys().ec)));
        return hostileAnswers(scene.keys()).entrySet().stream()
                .map(hostile -> dynamicTest(hostile.getKey(), () -> {
                    String url = provider.url() + "?" + hostile.getKey().hashCode();
                    provider.become(ok(set(jwk(scene.keys().ec, "e1"))));
                    configure(scene, url, 0);
                    scene.awaitKeys(provider.url());
                    provider.become(hostile.getValue());
                    configure(scene, url, 1);
                    scene.awaitFailedFetch(provider.url());
                    scene.admitted(twin);
                    scene.refused(attack, 401);
                }));
    }

    @TestFactory
    Stream<DynamicTest> a_provider_that_is_slow_holds_up_no_other_rule(Scene scene) {
        String attack = get("/admin", bearer(token("e1", scene.keys().attackerEc)));
        String twin = get("/admin", bearer(others(scene)));
        return Stream.of("", "HTTP/1.1 200 OK\r\nX-A:", "HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{\"keys\":[")
                .map(start -> dynamicTest("stops after " + start.length(), () -> {
                    int before = provider.requests();
                    provider.become(sendAndHang(start));
                    configure(scene, provider.url() + "?" + start.length(), 0);
                    await().atMost(Duration.ofSeconds(60)).until(() -> provider.requests() > before);
                    scene.admitted(twin);
                    scene.refused(attack, 503);
                    scene.admitted(twin);
                }));
    }

    @Test
    void a_thousand_unknown_kids_cause_one_fetch(Scene scene) {
        provider.become(ok(set(jwk(scene.keys().ec, "e1"))));
        configure(scene, provider.url(), 0);
        scene.awaitKeys(provider.url());
        String twin = get("/admin", bearer(token("e1", scene.keys().ec)));
        for (int i = 0; i < 1_000; i++) {
            RawHttp.Response refused =
                    scene.refused(get("/admin", bearer(token("unknown-" + i, scene.keys().attackerEc))), 401);
            assertThat(refused.code()).isEqualTo("KEY_NOT_FOUND");
            if (i % 100 == 0) {
                scene.admitted(twin);
            }
        }
        assertThat(provider.requests()).isEqualTo(2);
    }

    @TestFactory
    Stream<DynamicTest> no_token_says_where_keys_are_fetched(Scene scene) {
        Keys keys = scene.keys();
        inside.become(ok(set(jwk(keys.attackerEc, "x1"))));
        provider.become(ok(set(jwk(keys.ec, "e1"))));
        configure(scene, provider.url(), 0);
        scene.awaitKeys(provider.url());
        String url = "\"http://127.0.0.2:" + inside.port() + "/jwks\"";
        return Stream.of(
                        "\"kid\":\"e1\",\"jku\":" + url,
                        "\"kid\":\"e1\",\"x5u\":" + url,
                        "\"kid\":\"e1\",\"jwks_uri\":" + url,
                        "\"kid\":\"e1\",\"jwk\":" + jwk(keys.attackerEc, "e1"),
                        "\"kid\":\"e1\",\"x5c\":[\"AAAA\"],\"x5u\":" + url)
                .map(offer -> {
                    String header = "{\"alg\":\"ES256\"," + offer + "}";
                    return dynamicTest(offer.substring(0, 18), () -> {
                        scene.admitted(get("/admin", bearer(Jws.sign(header, Jws.CLAIMS, "ES256", keys.ec))));
                        scene.refused(
                                get("/admin", bearer(Jws.sign(header, Jws.CLAIMS, "ES256", keys.attackerEc))), 401);
                        assertThat(provider.requests())
                                .as("a known kid is no reason to fetch")
                                .isEqualTo(1);
                    });
                });
    }

    @TestFactory
    Stream<DynamicTest> a_kid_is_not_where_keys_are_fetched(Scene scene) {
        Keys keys = scene.keys();
        inside.become(ok(set(jwk(keys.attackerEc, "x1"))));
        provider.become(ok(set(jwk(keys.ec, "e1"))));
        configure(scene, provider.url(), 0);
        scene.awaitKeys(provider.url());
        String twin = get("/admin", bearer(token("e1", keys.ec)));
        return Stream.of(
                        "http://127.0.0.2:" + inside.port() + "/jwks", "//127.0.0.2:" + inside.port(), "../x1", "e1?x1")
                .map(kid -> scene.pair(kid, get("/admin", bearer(token(kid, keys.attackerEc))), twin, 401));
    }

    @TestFactory
    Stream<DynamicTest> published_keys_verify_tokens_of_their_own_issuer_alone(Scene scene) throws IOException {
        Keys keys = scene.keys();
        provider.become((socket, out) -> {
            boolean first = provider.heads().getLast().startsWith("GET /jwks?first ");
            ok(set(first ? jwk(keys.ec, "a1") : jwk(keys.attackerEc, "b1"))).answer(socket, out);
        });
        scene.configure(
                Rules.rule("jr-1").keysAt(provider.url() + "?first", 0),
                Rules.rule("jr-2").keysAt(provider.url() + "?second", 0).issuer(OTHER));
        scene.awaitKeys(provider.url());
        String first = token("a1", keys.ec);
        String second = Jws.sign(Jws.header("ES256", "b1"), Jws.claims(OTHER, EXP), "ES256", keys.attackerEc);
        return Stream.of(
                scene.token("B signs as A", token("b1", keys.attackerEc), first),
                scene.token("B signs as A by A's kid", token("a1", keys.attackerEc), first),
                scene.token(
                        "B signs as A without kid",
                        Jws.sign("{\"alg\":\"ES256\"}", Jws.CLAIMS, "ES256", keys.attackerEc),
                        first),
                scene.token(
                        "A signs as B",
                        Jws.sign(Jws.header("ES256", "a1"), Jws.claims(OTHER, EXP), "ES256", keys.ec),
                        second));
    }

    @Test
    void a_key_that_is_withdrawn_admits_nothing_that_it_once_did(Scene scene) {
        Keys keys = scene.keys();
        String request = get("/admin", bearer(token("e1", keys.ec)));
        provider.become(ok(set(jwk(keys.ec, "e1"), jwk(keys.attackerEc, "e2"))));
        configure(scene, provider.url(), 0);
        scene.awaitKeys(provider.url());
        scene.admitted(request);
        provider.become(ok(set(jwk(keys.attackerEc, "e2"))));
        configure(scene, provider.url(), 1);
        await().atMost(Duration.ofSeconds(60)).until(() -> provider.requests() == 2);
        scene.awaitKeys(provider.url());
        scene.refused(request, 401);
        scene.admitted(get("/admin", bearer(token("e2", keys.attackerEc))));
    }
}
