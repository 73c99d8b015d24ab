package dev.portcullis.gateway.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@Row("encoding")
class EncodingTest {
    private static final String HEADER = Jws.header("ES256", "e1");
    private static final long EXP = Stage.NOW_SECONDS + 3_600;

    private static void configure(Scene scene) {
        scene.configure(Rules.rule("jr-1", Keys.jwk(scene.keys().ec, "e1")));
    }

    private static String good(Scene scene, String payload) {
        return Jws.sign(HEADER, payload, "ES256", scene.keys().ec);
    }

    @TestFactory
    Stream<DynamicTest> a_part_has_one_spelling(Scene scene) {
        configure(scene);
        // The payload's length makes padding necessary, and its octets make standard base64 look different.
        String payload = Jws.claims("\"exp\":" + EXP + ",\"x\":\"\u00bf\u00ff\u00fb\u00bf~~?>?>~\"");
        while (payload.getBytes(java.nio.charset.StandardCharsets.UTF_8).length % 3 != 1) {
            payload = payload.replace("\"x\":\"", "\"x\":\"a");
        }
        String header = Jws.part(HEADER);
        String claims = Jws.part(payload);
        String twin = good(scene, payload);
        String signature = twin.substring(twin.lastIndexOf('.') + 1);
        String standard = Base64.getEncoder()
                .withoutPadding()
                .encodeToString(payload.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        List<DynamicTest> tests = new ArrayList<>();
        for (String one : List.of(
                claims + "=",
                claims + "==",
                standard,
                claims.substring(0, 4) + " " + claims.substring(4),
                claims.substring(0, 4) + "\t" + claims.substring(4),
                claims.substring(0, 4) + "%2b" + claims.substring(4),
                claims.substring(0, 4) + "\u00e4" + claims.substring(4),
                claims.substring(0, 4) + "*" + claims.substring(4),
                claims.substring(0, claims.length() - 1) + stray(claims.charAt(claims.length() - 1)),
                claims + "A",
                claims + "AAAA")) {
            // Signed anew over the very spelling, so that only the spelling stands against it.
            tests.add(scene.token("payload", Jws.signParts(header, one, "ES256", scene.keys().ec), twin));
        }
        for (String one : List.of(
                signature + "==",
                signature.substring(0, signature.length() - 1) + stray(signature.charAt(signature.length() - 1)),
                signature.substring(0, 9) + " " + signature.substring(9),
                signature + "A",
                signature + "\u00b2")) {
            tests.add(scene.token("signature", header + "." + claims + "." + one, twin));
        }
        tests.add(scene.token("header padded", Jws.signParts(header + "=", claims, "ES256", scene.keys().ec), twin));
        return tests.stream();
    }

    /** A character whose first bits are the same and whose last, unused ones are not. */
    private static char stray(char c) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return alphabet.charAt(alphabet.indexOf(c) ^ 1);
    }

    @TestFactory
    Stream<DynamicTest> claims_are_strict_json(Scene scene) {
        configure(scene);
        String exp = "\"exp\":" + EXP;
        String twin = good(scene, Jws.claims("\"exp\":" + EXP + ".5,\"x\":{\"a\":1},\"y\":{\"a\":2}"));
        return Stream.of(
                        Jws.claims(exp + ",\"exp\":" + (EXP + 1)),
                        Jws.claims("\"exp\":1," + exp),
                        Jws.claims(exp + ",\"\\u0065xp\":" + EXP),
                        Jws.claims(exp + ",\"iss\":\"" + Rules.ISSUER + "\""),
                        Jws.claims(exp + ",\"x\":{\"a\":1,\"a\":2}"),
                        Jws.claims("\"exp\":NaN"),
                        Jws.claims("\"exp\":Infinity"),
                        Jws.claims("\"exp\":-Infinity"),
                        Jws.claims("\"exp\":\"" + EXP + "\""),
                        Jws.claims("\"exp\":-" + EXP),
                        Jws.claims("\"exp\":1e400"),
                        Jws.claims("\"exp\":-1e400"),
                        Jws.claims("\"exp\":0x7fffffff"),
                        Jws.claims("\"exp\":+" + EXP),
                        Jws.claims("\"exp\":0" + EXP),
                        Jws.claims("\"exp\":" + EXP + "."),
                        Jws.claims("\"exp\":null"),
                        Jws.claims("\"exp\":true"),
                        Jws.claims("\"exp\":[" + EXP + "]"),
                        Jws.claims("\"exp\":{\"$numberLong\":\"" + EXP + "\"}"),
                        Jws.claims(exp + ",\"nbf\":\"0\""),
                        Jws.claims(exp + ",\"nbf\":null"),
                        Jws.claims(exp + ",\"iat\":[]"),
                        Jws.claims(exp + ",\"nbf\":1e400"),
                        Jws.claims(exp + ",\"x\":NaN"),
                        Jws.claims(exp + ",\"x\":'a'"),
                        Jws.claims(exp + ",x:1"),
                        Jws.claims(exp + ",\"x\":1,"),
                        Jws.claims(exp + ",\"x\":1/*c*/"),
                        Jws.claims(exp + ",\"x\":\"\u0001\""),
                        Jws.claims(exp + ",\"x\":\"\\ud800\""),
                        Jws.claims(exp + ",\"x\":\"\\u006\u0563\""),
                        Jws.claims(exp) + "{}",
                        Jws.claims(exp) + "\u0000",
                        Jws.claims(exp) + "]",
                        "\ufeff" + Jws.claims(exp),
                        Jws.claims(exp).substring(1),
                        Jws.claims(exp).substring(0, 50),
                        "null",
                        "\"\"",
                        "1")
                .map(payload -> scene.token(payload, good(scene, payload), twin));
    }

    @TestFactory
    Stream<DynamicTest> octets_that_are_no_utf8_are_refused(Scene scene) {
        configure(scene);
        String claims = Jws.claims("\"exp\":" + EXP + ",\"x\":\"\u00e9\"");
        String twin = good(scene, claims);
        String overlong = claims.replace("\u00e9", "\u00c0\u00af");
        String surrogate = claims.replace("\u00e9", "\u00ed\u00a0\u0080");
        return Stream.of(
                        claims.getBytes(ISO_8859_1),
                        claims.getBytes(UTF_16),
                        overlong.getBytes(ISO_8859_1),
                        surrogate.getBytes(ISO_8859_1))
                .map(octets -> scene.token(
                        "payload of " + octets.length,
                        Jws.signParts(Jws.part(HEADER), Jws.base64Url(octets), "ES256", scene.keys().ec),
                        twin));
    }

    @TestFactory
    Stream<DynamicTest> headers_are_strict_json(Scene scene) {
        configure(scene);
        String twin = Jws.sign(" {\"alg\" : \"ES256\", \"kid\":\"e1\"} ", Jws.CLAIMS, "ES256", scene.keys().ec);
        return Stream.of(
                        "{\"alg\":\"none\",\"alg\":\"ES256\",\"kid\":\"e1\"}",
                        "{\"alg\":\"ES256\",\"alg\":\"ES256\",\"kid\":\"e1\"}",
                        "{\"alg\":\"ES256\",\"\\u0061lg\":\"none\",\"kid\":\"e1\"}",
                        "{\"alg\":\"ES256\",\"kid\":\"x\",\"kid\":\"e1\"}",
                        "{\"alg\":\"ES256\",\"kid\":\"e1\"}{}",
                        "{\"alg\":\"ES256\",\"kid\":\"e1\",}",
                        "{\"alg\":\"ES256\",\"kid\":\"e1\"",
                        "[\"alg\",\"ES256\"]",
                        "\"ES256\"",
                        "null",
                        "\ufeff{\"alg\":\"ES256\",\"kid\":\"e1\"}",
                        "{'alg':'ES256','kid':'e1'}")
                .map(header -> scene.token(header, Jws.sign(header, Jws.CLAIMS, "ES256", scene.keys().ec), twin));
    }
}
