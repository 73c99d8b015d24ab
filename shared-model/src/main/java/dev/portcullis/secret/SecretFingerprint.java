package dev.portcullis.secret;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A short name for a secret, that may be shown. */
public final class SecretFingerprint {
    private SecretFingerprint() {}

    /**
     * HMAC-SHA-256 of a secret in base64url, so that nobody without the operator's key can try guesses against it.
     *
     * @param operatorKey 32 bytes or more
     */
    public static String of(byte[] secret, byte[] operatorKey) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(operatorKey, "HmacSHA256"));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(secret));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 is part of every Java platform", e);
        }
    }
}
