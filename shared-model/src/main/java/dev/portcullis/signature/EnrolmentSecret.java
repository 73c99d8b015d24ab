package dev.portcullis.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * A secret that the control plane shares with the nodes that it lets in. It is never sent: what its holder says carries an
 * HMAC-SHA-256 (RFC 2104) under a key that is derived from it, another one for each purpose, by HKDF (RFC 5869). Immutable
 * and thread-safe.
 */
public final class EnrolmentSecret {
    private static final int MIN_BYTES = 16;
    private static final int KEY_BYTES = 32;
    private static final String HMAC = "HmacSHA256";

    private final byte[] secret;

    private EnrolmentSecret(byte[] secret) {
        this.secret = secret;
    }

    /**
     * Reads a secret from configuration.
     *
     * @param text base64 of 16 bytes or more
     * @throws IllegalArgumentException saying what is wrong with it, without quoting it
     */
    public static EnrolmentSecret parse(String text) {
        byte[] secret;
        try {
            secret = Base64.getDecoder().decode(text.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("no base64 (expected: base64 of " + MIN_BYTES + " bytes or more)");
        }
        if (secret.length < MIN_BYTES) {
            throw new IllegalArgumentException(secret.length + " bytes (expected: " + MIN_BYTES + " or more)");
        }
        return new EnrolmentSecret(secret);
    }

    /**
     * Authenticates a message.
     *
     * @param purpose so that what was made for one serves no other
     * @return 32 bytes
     */
    public byte[] mac(String purpose, byte[] message) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key(purpose));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK since 25 has HKDF and HMAC with SHA-256", e);
        }
    }

    /** Whether {@link #mac} of the same secret made it; takes the same time wherever it differs. */
    public boolean verify(String purpose, byte[] message, byte[] mac) {
        return MessageDigest.isEqual(mac(purpose, message), mac);
    }

    private SecretKey key(String purpose) throws GeneralSecurityException {
        HKDFParameterSpec parameters = HKDFParameterSpec.ofExtract()
                .addIKM(secret)
                .thenExpand(purpose.getBytes(StandardCharsets.UTF_8), KEY_BYTES);
        return KDF.getInstance("HKDF-SHA256").deriveKey(HMAC, parameters);
    }

    /** Redacted. */
    @Override
    public String toString() {
        return "EnrolmentSecret[***]";
    }
}
