package dev.portcullis.gateway.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.model.JwsAlgorithm;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@Row("algorithm confusion")
class AlgorithmConfusionTest {
    @TestFactory
    Stream<DynamicTest> the_text_of_a_public_key_is_no_secret(Scene scene) throws JsonProcessingException {
        Keys keys = scene.keys();
        // With a secret key in the set HMAC is allowed, so that only the choice of the key stands in the way.
        scene.configure(Rules.rule("jr-1", Keys.jwk(keys.rsa, "r1"), Keys.jwk(keys.ec, "e1"), keys.oct("h1", "jr-1")));
        List<DynamicTest> tests = new ArrayList<>();
        for (String kid : List.of("r1", "e1")) {
            KeyPair pair = kid.equals("r1") ? keys.rsa : keys.ec;
            String alg = kid.equals("r1") ? "RS256" : "ES256";
            String twin = Jws.sign(Jws.header(alg, kid), Jws.CLAIMS, alg, pair);
            texts(pair, kid).forEach((name, secret) -> {
                for (String hmac : List.of("HS256", "HS384", "HS512")) {
                    String named = Jws.mac(Jws.header(hmac, kid), Jws.CLAIMS, hmac, secret);
                    String unnamed = Jws.mac("{\"alg\":\"" + hmac + "\"}", Jws.CLAIMS, hmac, secret);
                    String secretKid = Jws.mac(Jws.header(hmac, "h1"), Jws.CLAIMS, hmac, secret);
                    tests.add(scene.token(hmac + " by " + name + " of " + kid, named, twin));
                    tests.add(scene.token(hmac + " by " + name + " of " + kid + " without kid", unnamed, twin));
                    tests.add(scene.token(hmac + " by " + name + " of " + kid + " as h1", secretKid, twin));
                }
            });
        }
        return tests.stream();
    }

    private static Map<String, byte[]> texts(KeyPair pair, String kid) throws JsonProcessingException {
        byte[] der = pair.getPublic().getEncoded();
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        String pem = "-----BEGIN PUBLIC KEY-----\n" + lines + "\n-----END PUBLIC KEY-----";
        String jwk = new ObjectMapper().writeValueAsString(Keys.members(pair.getPublic(), kid));
        Map<String, byte[]> texts = new LinkedHashMap<>();
        texts.put("the DER", der);
        texts.put("the PEM", pem.getBytes(UTF_8));
        texts.put("the PEM with line end", (pem + "\n").getBytes(UTF_8));
        texts.put("the PEM's base64", Base64.getEncoder().encode(der));
        texts.put("the JWK", jwk.getBytes(UTF_8));
        texts.put("the set", ("{\"keys\":[" + jwk + "]}").getBytes(UTF_8));
        texts.put("zeros", new byte[64]);
        texts.put("nothing but a zero", new byte[1]);
        if (pair.getPublic() instanceof RSAPublicKey rsa) {
            texts.put("the modulus", rsa.getModulus().toByteArray());
        }
        return texts;
    }

    @TestFactory
    Stream<DynamicTest> a_key_serves_the_algorithms_that_it_and_the_rule_name_and_no_others(Scene scene) {
        Keys keys = scene.keys();
        scene.configure(Rules.rule(
                "jr-1",
                Keys.jwk(keys.rsa, "r1", "alg", "RS256"),
                Keys.jwk(keys.ec, "e1"),
                Keys.jwk(keys.ec384, "e3"),
                Keys.jwk(keys.ed, "d1")));
        String rsa = Jws.sign(Jws.header("RS256", "r1"), Jws.CLAIMS, "RS256", keys.rsa);
        String ec = Jws.sign(Jws.header("ES256", "e1"), Jws.CLAIMS, "ES256", keys.ec);
        String ed = Jws.sign(Jws.header("EdDSA", "d1"), Jws.CLAIMS, "EdDSA", keys.ed);
        List<DynamicTest> tests = new ArrayList<>();
        for (String alg : List.of("RS384", "RS512", "PS256", "PS384", "PS512")) {
            tests.add(scene.token(
                    alg + " for a key of RS256", Jws.sign(Jws.header(alg, "r1"), Jws.CLAIMS, alg, keys.rsa), rsa));
        }
        for (String alg : List.of("ES256", "ES384", "ES512", "EdDSA", "HS256", "ML-DSA-44")) {
            tests.add(scene.token(
                    "an RSA signature called " + alg,
                    Jws.sign(Jws.header(alg, "r1"), Jws.CLAIMS, "RS256", keys.rsa),
                    rsa));
        }
        tests.add(scene.token(
                "P-256 called ES384", Jws.sign(Jws.header("ES384", "e1"), Jws.CLAIMS, "ES384", keys.ec), ec));
        tests.add(scene.token(
                "P-384 called ES256", Jws.sign(Jws.header("ES256", "e3"), Jws.CLAIMS, "ES256", keys.ec384), ec));
        tests.add(scene.token(
                "an ES256 signature called RS256",
                Jws.sign(Jws.header("RS256", "e1"), Jws.CLAIMS, "ES256", keys.ec),
                ec));
        tests.add(scene.token(
                "an Ed25519 signature called ES256",
                Jws.sign(Jws.header("ES256", "d1"), Jws.CLAIMS, "EdDSA", keys.ed),
                ed));
        tests.add(scene.token(
                "an Ed25519 signature called Ed448",
                Jws.sign(Jws.header("Ed448", "d1"), Jws.CLAIMS, "EdDSA", keys.ed),
                ed));
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> a_rule_that_names_its_algorithms_takes_no_other(Scene scene) {
        Keys keys = scene.keys();
        scene.configure(Rules.rule("jr-1", Keys.jwk(keys.rsa, "r1"), keys.oct("h1", "jr-1"))
                .algorithms(JwsAlgorithm.PS256));
        String twin = Jws.sign(Jws.header("PS256", "r1"), Jws.CLAIMS, "PS256", keys.rsa);
        return Stream.of(
                scene.token("RS256", Jws.sign(Jws.header("RS256", "r1"), Jws.CLAIMS, "RS256", keys.rsa), twin),
                scene.token("PS512", Jws.sign(Jws.header("PS512", "r1"), Jws.CLAIMS, "PS512", keys.rsa), twin),
                scene.token("HS256", Jws.mac(Jws.header("HS256", "h1"), Jws.CLAIMS, "HS256", keys.secret), twin));
    }
}
