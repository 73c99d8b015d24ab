package dev.portcullis.gateway.attack;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@Row("unsecured tokens")
class UnsecuredTokensTest {
    @TestFactory
    Stream<DynamicTest> a_token_that_claims_to_need_no_signature_is_refused(Scene scene) {
        Keys keys = scene.keys();
        scene.configure(Rules.rule("jr-1", Keys.jwk(keys.ec, "e1")));
        String twin = Jws.sign(Jws.header("ES256", "e1"), Jws.CLAIMS, "ES256", keys.ec);
        String signature = twin.substring(twin.lastIndexOf('.') + 1);
        return Stream.of(
                        "\"none\"",
                        "\"None\"",
                        "\"NONE\"",
                        "\"nOnE\"",
                        "\"\"",
                        "\" none\"",
                        "\"none\\u0000\"",
                        "\"ES256 \"",
                        "\"es256\"",
                        "null",
                        "0",
                        "true",
                        "[\"ES256\"]",
                        "{\"ES256\":1}",
                        "missing")
                .flatMap(alg -> {
                    String header = alg.equals("missing") ? "{\"kid\":\"e1\"}" : "{\"alg\":" + alg + ",\"kid\":\"e1\"}";
                    String parts = Jws.part(header) + "." + Jws.part(Jws.CLAIMS) + ".";
                    return Stream.of(
                            scene.token("alg " + alg + ", no signature", parts, twin),
                            scene.token("alg " + alg + ", no third part", parts.substring(0, parts.length() - 1), twin),
                            scene.token("alg " + alg + ", signature of another token", parts + signature, twin),
                            scene.token(
                                    "alg " + alg + ", signed by the right key",
                                    Jws.sign(header, Jws.CLAIMS, "ES256", keys.ec),
                                    twin));
                });
    }
}
