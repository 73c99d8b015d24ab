package dev.portcullis.policy.jwk;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Short names for keys: by their numbers, and as RFC 7638 has it. */
public final class KeyIdentity {
    private KeyIdentity() {}

    /** For use inside this process: equal for equal numbers. Of a secret key it is a plain hash, so it is never shown. */
    static String of(KeyMaterial material) {
        return switch (material) {
            case KeyMaterial.Rsa rsa ->
                "RSA." + rsa.modulus().toString(16) + "." + rsa.exponent().toString(16);
            case KeyMaterial.Ec ec ->
                ec.curve() + "." + ec.x().toString(16) + "." + ec.y().toString(16);
            case KeyMaterial.Ed25519 ed25519 -> "Ed25519." + base64Url(ed25519.x());
            case KeyMaterial.MlDsa mlDsa -> mlDsa.algorithm() + "." + base64Url(sha256(mlDsa.pub()));
            case KeyMaterial.Secret secret -> "oct." + base64Url(sha256(secret.k()));
            case KeyMaterial.Sealed ignored -> "sealed";
        };
    }

    /** RFC 7638 (and RFC 9964 for AKP) over SHA-256; null where the type is not known or a member is no plain text. */
    public static @Nullable String thumbprint(Map<String, Object> members) {
        if (!(members.get("kty") instanceof String kty)) {
            return null;
        }
        List<String> required = switch (kty) {
            case "RSA" -> List.of("e", "kty", "n");
            case "EC" -> List.of("crv", "kty", "x", "y");
            case "OKP" -> List.of("crv", "kty", "x");
            case "AKP" -> List.of("alg", "kty", "pub");
            default -> List.of();
        };
        if (required.isEmpty()) {
            return null;
        }
        StringBuilder json = new StringBuilder("{");
        for (String name : required) {
            if (!(members.get(name) instanceof String value) || !isPlain(value)) {
                return null;
            }
            json.append(json.length() > 1 ? ",\"" : "\"")
                    .append(name)
                    .append("\":\"")
                    .append(value)
                    .append('"');
        }
        return base64Url(sha256(json.append('}').toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether the text needs no escape in JSON. */
    private static boolean isPlain(String value) {
        return value.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\');
    }

    private static byte[] sha256(byte[] input) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(input);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a JDK without SHA-256", e);
        }
    }

    private static String base64Url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
