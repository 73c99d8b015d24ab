package dev.portcullis.policy;

import dev.portcullis.model.JwkItem;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Keys by name, made when first asked for; signs with the JDK, which is not what verifies on most machines. */
final class TestKeys {
    private static final Map<String, TestKeys> KEYS = new ConcurrentHashMap<>();

    private final String name;
    private final Map<String, Object> jwk;
    private final @Nullable PrivateKey privateKey;
    private final byte @Nullable [] secret;

    private TestKeys(String name, Map<String, Object> jwk, @Nullable PrivateKey privateKey, byte @Nullable [] secret) {
        this.name = name;
        this.jwk = jwk;
        this.privateKey = privateKey;
        this.secret = secret;
    }

    /** Names: rsa, rsa2, ec256, ec384, ec521, ed25519, mldsa44, mldsa65, mldsa87, hs256, hs384, hs512; a b behind one makes another key. */
    static TestKeys named(String name) {
        return KEYS.computeIfAbsent(name, TestKeys::make);
    }

    private static TestKeys make(String name) {
        try {
            if (name.startsWith("hs")) {
                byte[] secret = new byte[Integer.parseInt(name.substring(2)) / 8];
                Arrays.fill(secret, (byte) name.charAt(2));
                return new TestKeys(name, jwk("kty", "oct"), null, secret);
            }
            KeyPair pair = pair(name);
            return new TestKeys(name, publicJwk(name, pair), pair.getPrivate(), null);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyPair pair(String name) throws GeneralSecurityException {
        if (name.startsWith("rsa")) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        }
        if (name.startsWith("ec")) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp" + name.substring(2, 5) + "r1"));
            return generator.generateKeyPair();
        }
        String algorithm = name.startsWith("mldsa") ? "ML-DSA-" + name.substring(5, 7) : "Ed25519";
        return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    }

    private static Map<String, Object> publicJwk(String name, KeyPair pair) {
        byte[] spki = pair.getPublic().getEncoded();
        if (pair.getPublic() instanceof RSAPublicKey rsa) {
            return jwk("kty", "RSA", "n", unsigned(rsa.getModulus(), 0), "e", unsigned(rsa.getPublicExponent(), 0));
        }
        if (pair.getPublic() instanceof ECPublicKey ec) {
            int bits = Integer.parseInt(name.substring(2, 5));
            int bytes = (bits + 7) / 8;
            String x = unsigned(ec.getW().getAffineX(), bytes);
            return jwk(
                    "kty",
                    "EC",
                    "crv",
                    "P-" + bits,
                    "x",
                    x,
                    "y",
                    unsigned(ec.getW().getAffineY(), bytes));
        }
        if (name.startsWith("mldsa")) {
            byte[] pub = Arrays.copyOfRange(spki, 22, spki.length);
            return jwk("kty", "AKP", "alg", "ML-DSA-" + name.substring(5, 7), "pub", base64Url(pub));
        }
        return jwk("kty", "OKP", "crv", "Ed25519", "x", base64Url(Arrays.copyOfRange(spki, 12, spki.length)));
    }

    static Map<String, Object> jwk(String... members) {
        Map<String, Object> jwk = new LinkedHashMap<>();
        for (int i = 0; i < members.length; i += 2) {
            jwk.put(members[i], members[i + 1]);
        }
        return jwk;
    }

    /** The key as a JWK, with {@code k} if it is secret, and its name as kid. */
    Map<String, Object> jwk() {
        Map<String, Object> copy = new LinkedHashMap<>(jwk);
        copy.put("kid", name);
        if (secret != null) {
            copy.put("k", base64Url(secret));
        }
        return copy;
    }

    /** The key as it is stored in a rule, with members on top of its own; a null removes one. */
    JwkItem item(String ruleId, Map<String, Object> changes) {
        Map<String, Object> members = new LinkedHashMap<>(jwk);
        members.put("kid", name);
        changes.forEach((member, value) -> {
            if (value == null) {
                members.remove(member);
            } else {
                members.put(member, value);
            }
        });
        return new JwkItem(members, secret == null ? null : Samples.SECRETS.seal(secret, "demo/rule/" + ruleId));
    }

    JwkItem item() {
        return item("jr-1", Map.of());
    }

    PrivateKey privateKey() {
        return Objects.requireNonNull(privateKey);
    }

    byte[] secret() {
        return Objects.requireNonNull(secret).clone();
    }

    /** A compact JWS over exactly these texts. */
    String token(String algorithm, String header, String payload) {
        String input = base64Url(header.getBytes(StandardCharsets.UTF_8)) + "."
                + base64Url(payload.getBytes(StandardCharsets.UTF_8));
        return input + "." + base64Url(sign(algorithm, input));
    }

    /** A token with a plain header and these claims. */
    String token(String algorithm, String payload) {
        return token(algorithm, "{\"alg\":\"" + algorithm + "\",\"kid\":\"" + name + "\"}", payload);
    }

    byte[] sign(String algorithm, String input) {
        byte[] octets = input.getBytes(StandardCharsets.UTF_8);
        try {
            if (algorithm.startsWith("HS")) {
                Mac mac = Mac.getInstance("HmacSHA" + algorithm.substring(2));
                mac.init(new SecretKeySpec(Objects.requireNonNull(secret), "HMAC"));
                return mac.doFinal(octets);
            }
            Signature signer = signer(algorithm);
            signer.initSign(Objects.requireNonNull(privateKey));
            signer.update(octets);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static Signature signer(String algorithm) throws GeneralSecurityException {
        String bits = algorithm.length() == 5 ? algorithm.substring(2) : "";
        return switch (algorithm.substring(0, 2)) {
            case "RS" -> Signature.getInstance("SHA" + bits + "withRSA");
            case "ES" -> Signature.getInstance("SHA" + bits + "withECDSAinP1363Format");
            case "PS" -> {
                Signature pss = Signature.getInstance("RSASSA-PSS");
                String hash = "SHA-" + bits;
                int saltBytes = Integer.parseInt(bits) / 8;
                pss.setParameter(new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), saltBytes, 1));
                yield pss;
            }
            default -> Signature.getInstance(algorithm.startsWith("ML") ? algorithm : "Ed25519");
        };
    }

    private static String unsigned(BigInteger value, int bytes) {
        byte[] octets = value.toByteArray();
        int skip = octets[0] == 0 ? 1 : 0;
        byte[] out = new byte[Math.max(bytes, octets.length - skip)];
        System.arraycopy(octets, skip, out, out.length - (octets.length - skip), octets.length - skip);
        return base64Url(out);
    }

    static String base64Url(byte[] octets) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }
}
