package dev.portcullis.control.testing;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;

/** Tokens of the management API, signed with a key pair that lives as long as the test run. */
public final class Tokens {
    private static final KeyPair KEYS = newKeys();
    private static final long LIFETIME_SECONDS = 600;

    private Tokens() {}

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public key, as {@code mp.jwt.verify.publickey} wants it. */
    public static String publicKeyPem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(KEYS.getPublic().getEncoded()) + "\n-----END PUBLIC KEY-----";
    }

    /** A token in a role; for all instances if none are named. */
    public static String of(String role, String... instances) {
        JwtClaimsBuilder claims = claims(role);
        return sign(instances.length == 0 ? claims : claims.claim("instances", List.of(instances)));
    }

    /** The claims of a good token, to be made worse. */
    public static JwtClaimsBuilder claims(String role) {
        return Jwt.issuer("https://portcullis.local")
                .audience("portcullis")
                .subject("tester")
                .groups(role)
                .expiresIn(LIFETIME_SECONDS);
    }

    public static String sign(JwtClaimsBuilder claims) {
        return claims.jws().algorithm(SignatureAlgorithm.ES256).sign(KEYS.getPrivate());
    }
}
