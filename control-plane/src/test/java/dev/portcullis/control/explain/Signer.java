package dev.portcullis.control.explain;

import dev.portcullis.control.testing.Api;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/** An issuer of tokens, with a P-256 key. */
final class Signer {
    static final String ISSUER = "https://issuer.example";

    private final EllipticCurveJsonWebKey key;

    Signer() {
        try {
            key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId("k1");
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A rule that accepts its tokens. */
    Map<String, Object> rule(String mode) {
        Map<String, Object> rule = Api.rule();
        rule.put("enabled", true);
        rule.put("authorizationMode", mode);
        rule.put("jwks", Map.of("keys", List.of(publicJwk())));
        return rule;
    }

    Map<String, Object> publicJwk() {
        return key.toParams(OutputControlLevel.PUBLIC_ONLY);
    }

    static JwtClaims claims() {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setExpirationTimeMinutesInTheFuture(10);
        return claims;
    }

    String token(JwtClaims claims) {
        return sign(claims, "k1", AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256, key.getEcPrivateKey());
    }

    String token(JwtClaims claims, String kid) {
        return sign(claims, kid, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256, key.getEcPrivateKey());
    }

    static String hmac(JwtClaims claims, byte[] secret) {
        return sign(claims, "s1", AlgorithmIdentifiers.HMAC_SHA256, new HmacKey(secret));
    }

    private static String sign(JwtClaims claims, String kid, String algorithm, java.security.Key key) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setAlgorithmHeaderValue(algorithm);
        signature.setKeyIdHeaderValue(kid);
        signature.setKey(key);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The question about a GET with that token. */
    static Map<String, Object> question(String url, String token) {
        Map<String, Object> question = new HashMap<>(Map.of("url", url));
        question.put("token", token);
        return question;
    }
}
