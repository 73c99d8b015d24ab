package dev.portcullis.gateway.attack;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@Row("kid abuse")
class KidAbuseTest {
    @TestFactory
    Stream<DynamicTest> a_kid_is_a_name_and_nothing_else(Scene scene) {
        Keys keys = scene.keys();
        scene.configure(Rules.rule("jr-1", Keys.jwk(keys.ec, "e1"), keys.oct("h1", "jr-1")));
        String twin = Jws.sign(Jws.header("ES256", "e1"), Jws.CLAIMS, "ES256", keys.ec);
        return Stream.of(
                        "\"../../../../dev/null\"",
                        "\"/proc/self/environ\"",
                        "\"e1' OR '1'='1\"",
                        "\"e1' UNION SELECT 'x';--\"",
                        "\"http://127.0.0.1:9/keys\"",
                        "\"$(id)\"",
                        "\"|id\"",
                        "\"e1\\u0000\"",
                        "\"e1 \"",
                        "\"E1\"",
                        "\"\"",
                        "\"*\"",
                        "\"e1,h1\"",
                        "[\"e1\"]",
                        "{\"e1\":1}",
                        "1",
                        "null",
                        "true",
                        "\"" + "k".repeat(3_000) + "\"",
                        "\"" + "k".repeat(16_384) + "\"",
                        "\"unknown\"",
                        "\"\\ud835\\udd22\\u0031\"")
                .flatMap(kid -> {
                    String header = "{\"alg\":\"ES256\",\"kid\":" + kid + "}";
                    String hmac = "{\"alg\":\"HS256\",\"kid\":" + kid + "}";
                    String name = kid.substring(0, Math.min(kid.length(), 20));
                    return Stream.of(
                            scene.token(name, Jws.sign(header, Jws.CLAIMS, "ES256", keys.ec), twin),
                            scene.token(name + " HMAC", Jws.mac(hmac, Jws.CLAIMS, "HS256", new byte[1]), twin));
                });
    }
}
