package dev.portcullis.gateway.attack;

import static dev.portcullis.gateway.attack.Scene.bearer;
import static dev.portcullis.gateway.attack.Scene.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.model.JwkItem;
import dev.portcullis.secret.SecretKeyRing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@Row("no keys")
class NoKeysTest {
    private static final String EXP = "\"exp\":" + (Stage.NOW_SECONDS + 3_600);

    @TestFactory
    Stream<DynamicTest> a_rule_without_usable_keys_has_no_key_to_fall_back_to(Scene scene) {
        Keys keys = scene.keys();
        scene.configure(
                Rules.rule(
                        "jr-1",
                        new JwkItem(Map.of("kty", "EC", "kid", "e1", "crv", "P-256", "x", "AA", "y", "AA"), null)),
                Rules.rule("jr-2", Keys.jwk(keys.ec, "e1")).issuer("https://other.example"));
        String twin = Jws.sign(Jws.header("ES256", "e1"), Jws.claims("https://other.example", EXP), "ES256", keys.ec);
        List<DynamicTest> tests = new ArrayList<>();
        for (String secret : List.of(
                "", "secret", "changeme", "default", "0", "null", Rules.ISSUER, "jr-1", "portcullis", Rules.INSTANCE)) {
            byte[] octets = secret.isEmpty() ? new byte[32] : secret.getBytes(StandardCharsets.UTF_8);
            tests.add(scene.token(
                    "HMAC by " + secret, Jws.mac(Jws.header("HS256", "e1"), Jws.CLAIMS, "HS256", octets), twin));
            tests.add(scene.token(
                    "HMAC by " + secret + " without kid",
                    Jws.mac("{\"alg\":\"HS256\"}", Jws.CLAIMS, "HS256", octets),
                    twin));
        }
        tests.add(scene.token(
                "the other rule's key", Jws.sign("{\"alg\":\"ES256\"}", Jws.CLAIMS, "ES256", keys.ec), twin));
        return tests.stream();
    }

    @Test
    void a_secret_that_does_not_open_here_denies_its_own_rule_alone(Scene scene) {
        Keys keys = scene.keys();
        SecretKeyRing strange = SecretKeyRing.parse("k1:"
                + Base64.getEncoder()
                        .encodeToString("another key of thirty-two octets".getBytes(StandardCharsets.UTF_8)));
        JwkItem sealed = new JwkItem(
                Map.of("kty", "oct", "kid", "h1"), strange.seal(keys.secret, Rules.INSTANCE + "/rule/jr-1"));
        JwkItem elsewhere = keys.oct("h2", "jr-2");
        scene.configure(
                Rules.rule("jr-1", sealed, elsewhere),
                Rules.rule("jr-2", Keys.jwk(keys.ec, "e1")).issuer("https://other.example"));
        String other = Jws.sign(Jws.header("ES256", "e1"), Jws.claims("https://other.example", EXP), "ES256", keys.ec);
        for (String kid : List.of("h1", "h2")) {
            String token = Jws.mac(Jws.header("HS256", kid), Jws.CLAIMS, "HS256", keys.secret);
            assertThat(scene.refused(get("/admin", bearer(token)), 503).code()).isEqualTo("KEYS_UNAVAILABLE");
            scene.admitted(get("/admin", bearer(other)));
        }
        String zeros = Jws.mac("{\"alg\":\"HS256\"}", Jws.CLAIMS, "HS256", new byte[32]);
        scene.refused(get("/admin", bearer(zeros)), 503);
    }

    @Test
    void without_a_configuration_nothing_passes(Scene scene) {
        Keys keys = scene.keys();
        String token = Jws.sign(Jws.header("ES256", "e1"), Jws.CLAIMS, "ES256", keys.ec);
        scene.live().absent();
        for (String target : List.of("/", "/public", "/health", "/metrics", "*")) {
            scene.refused(get(target, bearer(token)), 503, 400);
        }
        scene.configure(Rules.rule("jr-1", Keys.jwk(keys.ec, "e1")));
        scene.admitted(get("/", bearer(token)));
    }
}
