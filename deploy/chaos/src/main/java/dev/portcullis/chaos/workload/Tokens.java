package dev.portcullis.chaos.workload;

import dev.portcullis.chaos.model.Probe;
import dev.portcullis.chaos.model.RuleState.Issuer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Two issuers with a key each, made anew for each run: A signs with HMAC, B with ECDSA. Holds secrets; prints none. */
public final class Tokens {
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();
    private static final int SECRET_BYTES = 32;
    private static final int COORDINATE_BYTES = 32;
    /** Older than the clock of any node may be behind. */
    private static final Duration AGE = Duration.ofHours(3);

    private static final Duration LIFETIME = Duration.ofDays(1);

    private final Map<Issuer, Map<String, Object>> keys;
    private final Map<Probe.Pass, String> tokens;

    public Tokens() {
        try {
            byte[] secret = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(secret);
            byte[] strangers = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(strangers);
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            ECPublicKey open = (ECPublicKey) pair.getPublic();
            keys = Map.of(
                    Issuer.A,
                    Map.of("kty", "oct", "kid", "a", "alg", "HS256", "k", URL.encodeToString(secret)),
                    Issuer.B,
                    Map.of(
                            "kty", "EC",
                            "kid", "b",
                            "alg", "ES256",
                            "crv", "P-256",
                            "x", coordinate(open.getW().getAffineX().toByteArray()),
                            "y", coordinate(open.getW().getAffineY().toByteArray())));
            Signature ecdsa = Signature.getInstance("SHA256withECDSAinP1363Format");
            ecdsa.initSign(pair.getPrivate());
            String ofB = input("ES256", "b", Issuer.B);
            ecdsa.update(ofB.getBytes(StandardCharsets.US_ASCII));
            tokens = Map.of(
                    Probe.Pass.TOKEN_OF_A,
                    hmac(input("HS256", "a", Issuer.A), secret),
                    Probe.Pass.TOKEN_OF_B,
                    ofB + "." + URL.encodeToString(ecdsa.sign()),
                    Probe.Pass.FORGERY,
                    hmac(input("HS256", "a", Issuer.A), strangers));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256 and HMAC-SHA-256", e);
        }
    }

    /** The {@code iss} of an issuer. */
    static String name(Issuer issuer) {
        return "https://" + issuer.name().toLowerCase(java.util.Locale.ROOT) + ".chaos.example";
    }

    /** The issuer's keys, for a rule. */
    Map<String, Object> jwks(Issuer issuer) {
        return Map.of("keys", List.of(keys.get(issuer)));
    }

    /** What stands in the field {@code Authorization}; empty: there is none. */
    String authorization(Probe.Pass pass) {
        String token = tokens.get(pass);
        return token == null ? "" : "Bearer " + token;
    }

    private static String input(String algorithm, String keyId, Issuer issuer) {
        long now = Instant.now().getEpochSecond();
        return encode("{\"alg\":\"%s\",\"kid\":\"%s\"}".formatted(algorithm, keyId)) + "."
                + encode("{\"iss\":\"%s\",\"iat\":%d,\"exp\":%d}"
                        .formatted(name(issuer), now - AGE.toSeconds(), now + LIFETIME.toSeconds()));
    }

    private static String hmac(String input, byte[] secret) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        return input + "." + URL.encodeToString(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String coordinate(byte[] signed) {
        byte[] exact = new byte[COORDINATE_BYTES];
        int length = Math.min(signed.length, COORDINATE_BYTES);
        System.arraycopy(signed, signed.length - length, exact, COORDINATE_BYTES - length, length);
        return URL.encodeToString(exact);
    }

    private static String encode(String json) {
        return URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
