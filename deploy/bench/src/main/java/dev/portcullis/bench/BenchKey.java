package dev.portcullis.bench;

import dev.portcullis.model.JwkItem;
import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.secret.SecretKeyRing;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A key made for one run: signs tokens, and is written into rules. */
final class BenchKey {
    private static final int ED25519_BYTES = 32;
    private static final int ML_DSA_65_BYTES = 1_952;
    private static final int P256_BYTES = 32;

    private final JwsAlgorithm algorithm;
    private final @Nullable KeyPair pair;
    private final byte[] secret = new byte[32];

    private BenchKey(JwsAlgorithm algorithm, @Nullable KeyPair pair) {
        this.algorithm = algorithm;
        this.pair = pair;
        Arrays.fill(secret, (byte) 's');
    }

    /** @param algorithm HS256, RS256, PS256, ES256, EdDSA or ML-DSA-65 */
    static BenchKey make(JwsAlgorithm algorithm) throws GeneralSecurityException {
        if (algorithm == JwsAlgorithm.HS256) {
            return new BenchKey(algorithm, null);
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance(keyType(algorithm));
        if (algorithm == JwsAlgorithm.ES256) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        } else if (keyType(algorithm).equals("RSA")) {
            generator.initialize(2_048);
        }
        return new BenchKey(algorithm, generator.generateKeyPair());
    }

    private static String keyType(JwsAlgorithm algorithm) {
        return switch (algorithm) {
            case RS256, PS256 -> "RSA";
            case ES256 -> "EC";
            case EDDSA -> "Ed25519";
            case ML_DSA_65 -> "ML-DSA-65";
            case HS256, HS384, HS512, RS384, RS512, PS384, PS512, ES384, ES512, ED25519, ML_DSA_44, ML_DSA_87 ->
                throw new IllegalArgumentException("algorithm: " + algorithm + " (expected: one that is measured)");
        };
    }

    JwsAlgorithm algorithm() {
        return algorithm;
    }

    byte[] secret() {
        return secret.clone();
    }

    KeyPair pair() {
        return Objects.requireNonNull(pair, "a secret key has no pair");
    }

    /** As it is stored in a rule. */
    JwkItem item(SecretKeyRing secrets, String place) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("kid", "k1");
        if (pair == null) {
            members.put("kty", "oct");
            return new JwkItem(members, secrets.seal(secret, place));
        }
        byte[] spki = pair.getPublic().getEncoded();
        if (pair.getPublic() instanceof RSAPublicKey rsa) {
            members.put("kty", "RSA");
            members.put("n", unsigned(rsa.getModulus(), 256));
            members.put("e", "AQAB");
        } else if (pair.getPublic() instanceof ECPublicKey ec) {
            members.put("kty", "EC");
            members.put("crv", "P-256");
            members.put("x", unsigned(ec.getW().getAffineX(), P256_BYTES));
            members.put("y", unsigned(ec.getW().getAffineY(), P256_BYTES));
        } else if (algorithm == JwsAlgorithm.EDDSA) {
            members.put("kty", "OKP");
            members.put("crv", "Ed25519");
            members.put("x", base64Url(Arrays.copyOfRange(spki, spki.length - ED25519_BYTES, spki.length)));
        } else {
            members.put("kty", "AKP");
            members.put("alg", algorithm.joseName());
            members.put("pub", base64Url(Arrays.copyOfRange(spki, spki.length - ML_DSA_65_BYTES, spki.length)));
        }
        return new JwkItem(members, null);
    }

    /** A token such as identity providers issue: nine claims, two of them structured. */
    String token(String issuer, int number) {
        String header = "{\"alg\":\"" + algorithm.joseName() + "\",\"typ\":\"JWT\",\"kid\":\"k1\"}";
        String payload = "{\"iss\":\"" + issuer + "\",\"sub\":\"user-" + number + "\",\"aud\":[\"orders\",\"billing\"]"
                + ",\"exp\":" + (Scene.NOW_SECONDS + 300) + ",\"nbf\":" + Scene.NOW_SECONDS + ",\"iat\":"
                + Scene.NOW_SECONDS + ",\"jti\":\"0b1e1f9c-6f5a-4c58-9d5b-" + number
                + "\",\"scope\":\"orders:read orders:write profile\",\"realm_access\":{\"roles\":[\"clerk\",\"auditor\"]}}";
        String input = base64Url(header.getBytes(StandardCharsets.UTF_8)) + "."
                + base64Url(payload.getBytes(StandardCharsets.UTF_8));
        try {
            return input + "." + base64Url(sign(input.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that was made for signing", e);
        }
    }

    private byte[] sign(byte[] input) throws GeneralSecurityException {
        if (pair == null) {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(input);
        }
        Signature signature = BareCheck.engine(algorithm, null);
        signature.initSign(pair.getPrivate());
        signature.update(input);
        return signature.sign();
    }

    private static String unsigned(BigInteger value, int bytes) {
        byte[] octets = value.toByteArray();
        byte[] out = new byte[bytes];
        int length = Math.min(octets.length, bytes);
        System.arraycopy(octets, octets.length - length, out, bytes - length, length);
        return base64Url(out);
    }

    private static String base64Url(byte[] octets) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }
}
