package dev.portcullis.gateway.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Compact JWS made by hand, so that every part of it can be wrong. */
final class Jws {
    static final String CLAIMS = claims("\"exp\":" + (Stage.NOW_SECONDS + 3_600));

    private Jws() {}

    /** A payload of the usual issuer with more members. */
    static String claims(String more) {
        return claims(Rules.ISSUER, more);
    }

    static String claims(String issuer, String more) {
        return "{\"iss\":\"" + issuer + "\",\"sub\":\"ann\"" + (more.isEmpty() ? "" : "," + more) + "}";
    }

    /** A good header for an algorithm. */
    static String header(String alg, String kid) {
        return "{\"alg\":\"" + alg + "\",\"kid\":\"" + kid + "\",\"typ\":\"JWT\"}";
    }

    static String base64Url(byte[] octets) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }

    static String part(String json) {
        return base64Url(json.getBytes(UTF_8));
    }

    /** Signed by what {@code alg} names, whatever the header says. */
    static String sign(String header, String payload, String alg, KeyPair key) {
        return signParts(part(header), part(payload), alg, key);
    }

    static String signParts(String header, String payload, String alg, KeyPair key) {
        String input = header + "." + payload;
        return input + "." + base64Url(signature(input, alg, key));
    }

    static byte[] signature(String input, String alg, KeyPair key) {
        try {
            String bits = alg.substring(alg.length() - 3);
            Signature engine = Signature.getInstance(
                    switch (alg.substring(0, 2)) {
                        case "RS" -> "SHA" + bits + "withRSA";
                        case "PS" -> "RSASSA-PSS";
                        case "ES" -> "SHA" + bits + "withECDSAinP1363Format";
                        case "DE" -> "SHA" + bits + "withECDSA";
                        default -> "Ed25519";
                    });
            engine.initSign(key.getPrivate());
            if (alg.startsWith("PS")) {
                String hash = "SHA-" + bits;
                engine.setParameter(
                        new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), Integer.parseInt(bits) / 8, 1));
            }
            engine.update(input.getBytes(UTF_8));
            return engine.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** With an HMAC: {@code alg} is HS256, HS384 or HS512. */
    static String mac(String header, String payload, String alg, byte[] secret) {
        String input = part(header) + "." + part(payload);
        try {
            Mac mac = Mac.getInstance("HmacSHA" + alg.substring(2));
            mac.init(new SecretKeySpec(secret, "HMAC"));
            return input + "." + base64Url(mac.doFinal(input.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
