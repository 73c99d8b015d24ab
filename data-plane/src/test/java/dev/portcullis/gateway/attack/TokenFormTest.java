package dev.portcullis.gateway.attack;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@Row("crit, b64, zip, JWE, nested, parts")
class TokenFormTest {
    @TestFactory
    Stream<DynamicTest> extensions_that_change_what_a_token_means_are_refused(Scene scene) {
        Keys keys = scene.keys();
        scene.configure(Rules.rule("jr-1", Keys.jwk(keys.ec, "e1")));
        String twin = Jws.sign("{\"alg\":\"ES256\",\"kid\":\"e1\",\"b64\":true}", Jws.CLAIMS, "ES256", keys.ec);
        return Stream.of(
                        "\"crit\":[]",
                        "\"crit\":[\"exp\"]",
                        "\"crit\":[\"b64\"],\"b64\":true",
                        "\"crit\":[\"b64\"],\"b64\":false",
                        "\"crit\":null",
                        "\"crit\":\"exp\"",
                        "\"crit\":[\"http://example/x\"]",
                        "\"cri\\u0074\":[\"x\"]",
                        "\"b64\":false",
                        "\"b64\":null",
                        "\"b64\":\"false\"",
                        "\"b64\":0",
                        "\"zip\":\"DEF\"",
                        "\"zip\":null",
                        "\"enc\":\"A128GCM\"",
                        "\"enc\":\"\"")
                .map(more -> scene.token(
                        more,
                        Jws.sign("{\"alg\":\"ES256\",\"kid\":\"e1\"," + more + "}", Jws.CLAIMS, "ES256", keys.ec),
                        twin));
    }

    @TestFactory
    Stream<DynamicTest> anything_but_three_parts_of_a_signed_token_is_refused(Scene scene) {
        Keys keys = scene.keys();
        scene.configure(Rules.rule("jr-1", Keys.jwk(keys.ec, "e1")));
        String header = Jws.header("ES256", "e1");
        String twin = Jws.sign(header, Jws.CLAIMS, "ES256", keys.ec);
        String[] parts = twin.split("\\.");
        String jwe = Jws.part("{\"alg\":\"RSA-OAEP\",\"enc\":\"A128GCM\"}");
        String unencoded = Jws.part(header) + "." + Jws.CLAIMS;
        return Stream.of(
                        new String[] {"two parts", parts[0] + "." + parts[1]},
                        new String[] {"one part", parts[0]},
                        new String[] {"four parts", twin + ".x"},
                        new String[] {"a fourth part, empty", twin + "."},
                        new String[] {"an empty part before", "." + twin},
                        new String[] {"five parts", twin + "." + parts[1] + "." + parts[2]},
                        new String[] {"JWE", jwe + ".AAAA.AAAA.AAAA.AAAA"},
                        new String[] {"JWE around a token", jwe + ".." + "AAAA." + Jws.part(twin) + ".AAAA"},
                        new String[] {"JWE of three parts", jwe + "." + parts[1] + "." + parts[2]},
                        new String[] {"empty header", "." + parts[1] + "." + parts[2]},
                        new String[] {"empty payload", parts[0] + ".." + parts[2]},
                        new String[] {"detached payload", Jws.signParts(parts[0], "", "ES256", keys.ec)},
                        new String[] {"empty signature", parts[0] + "." + parts[1] + "."},
                        new String[] {"all parts empty", ".."},
                        new String[] {"a token as payload", Jws.sign(header, twin, "ES256", keys.ec)},
                        new String[] {"a token as a JSON string", Jws.sign(header, "\"" + twin + "\"", "ES256", keys.ec)
                        },
                        new String[] {"a list as payload", Jws.sign(header, "[" + Jws.CLAIMS + "]", "ES256", keys.ec)},
                        new String[] {"an unencoded payload", unencoded + "." + parts[2]},
                        new String[] {"JSON serialisation", "{\"payload\":\"" + parts[1] + "\",\"signatures\":[]}"},
                        new String[] {"two tokens in one", twin + twin},
                        new String[] {"header and payload exchanged", parts[1] + "." + parts[0] + "." + parts[2]},
                        new String[] {"payload of another token", parts[0] + "." + Jws.part("{}") + "." + parts[2]})
                .map(one -> scene.token(one[0], one[1], twin));
    }
}
