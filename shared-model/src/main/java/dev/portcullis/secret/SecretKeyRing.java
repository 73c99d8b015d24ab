package dev.portcullis.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals and opens secrets with AES-256-GCM (NIST SP 800-38D): a fresh 96-bit nonce for each, a 128-bit tag, and the place
 * that the secret belongs to as associated data, so that a sealed secret copied elsewhere does not open. The first key of
 * the ring seals; every key of it opens, which is how keys are rotated. Immutable and thread-safe.
 *
 * <p>A sealed secret reads {@code v1.{keyId}.{base64url(nonce ‖ ciphertext ‖ tag)}}.
 */
public final class SecretKeyRing {
    private static final String VERSION = "v1";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String KEY_ID = "[A-Za-z0-9_-]{1,32}";

    private final LinkedHashMap<String, SecretKeySpec> keys;
    private final String sealingKeyId;
    private final SecureRandom random = new SecureRandom();

    private SecretKeyRing(LinkedHashMap<String, SecretKeySpec> keys, String sealingKeyId) {
        this.keys = keys;
        this.sealingKeyId = sealingKeyId;
    }

    /**
     * Reads a ring from configuration.
     *
     * @param text {@code id:base64key[,id:base64key…]}, each key 32 bytes, the first one seals
     * @throws IllegalArgumentException naming the entry at fault by its position or id, never by its content
     */
    public static SecretKeyRing parse(String text) {
        LinkedHashMap<String, SecretKeySpec> keys = new LinkedHashMap<>();
        String first = "";
        String[] entries = text.strip().split(",", -1);
        for (int i = 0; i < entries.length; i++) {
            String entry = entries[i].strip();
            int colon = entry.indexOf(':');
            String id = colon < 0 ? "" : entry.substring(0, colon);
            if (!id.matches(KEY_ID)) {
                throw new IllegalArgumentException("secret key " + (i + 1) + ": no usable id (expected: id:base64)");
            }
            byte[] key = decode(id, entry.substring(colon + 1));
            if (keys.put(id, new SecretKeySpec(key, "AES")) != null) {
                throw new IllegalArgumentException(
                        "secret key " + id + ": there twice (expected: one key for each id)");
            }
            first = i == 0 ? id : first;
        }
        return new SecretKeyRing(keys, first);
    }

    private static byte[] decode(String id, String base64) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("secret key " + id + ": no base64 (expected: base64 of 32 bytes)");
        }
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException(
                    "secret key " + id + ": " + key.length + " bytes (expected: " + KEY_BYTES + ")");
        }
        return key;
    }

    /**
     * Seals a secret with the ring's first key.
     *
     * @param place what the secret belongs to, for example {@code demo/rule/jr-1}; needed again to open it
     */
    public String seal(byte[] secret, String place) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, sealingKeyId, nonce, secret, 0, secret.length, place);
        byte[] whole = new byte[NONCE_BYTES + sealed.length];
        System.arraycopy(nonce, 0, whole, 0, NONCE_BYTES);
        System.arraycopy(sealed, 0, whole, NONCE_BYTES, sealed.length);
        return VERSION + "." + sealingKeyId + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    }

    /**
     * Opens a sealed secret.
     *
     * @throws IllegalArgumentException if it was not sealed for this place by a key of this ring
     */
    public byte[] open(String sealed, String place) {
        String[] parts = sealed.split("\\.", -1);
        if (parts.length != 3 || !parts[0].equals(VERSION)) {
            throw new IllegalArgumentException("sealed secret: unknown form (expected: v1.keyId.content)");
        }
        if (!keys.containsKey(parts[1])) {
            throw new IllegalArgumentException("sealed secret: key " + parts[1] + " is not in the ring");
        }
        byte[] whole = Base64.getUrlDecoder().decode(parts[2]);
        if (whole.length < NONCE_BYTES + TAG_BITS / 8) {
            throw new IllegalArgumentException("sealed secret: too short");
        }
        byte[] nonce = java.util.Arrays.copyOf(whole, NONCE_BYTES);
        return run(Cipher.DECRYPT_MODE, parts[1], nonce, whole, NONCE_BYTES, whole.length - NONCE_BYTES, place);
    }

    /** The id of the key that sealed a secret, as the secret says; empty if it is none. */
    public static String keyIdOf(String sealed) {
        String[] parts = sealed.split("\\.", -1);
        return parts.length == 3 && parts[0].equals(VERSION) && parts[1].matches(KEY_ID) ? parts[1] : "";
    }

    /**
     * A sealed secret as the ring's first key seals it: the same text if that key has sealed it, else sealed anew.
     *
     * @throws IllegalArgumentException if it was not sealed for this place by a key of this ring
     */
    public String renew(String sealed, String place) {
        byte[] secret = open(sealed, place);
        return sealed.startsWith(VERSION + "." + sealingKeyId + ".") ? sealed : seal(secret, place);
    }

    private byte[] run(int mode, String keyId, byte[] nonce, byte[] input, int offset, int length, String place) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, keys.get(keyId), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input, offset, length);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("sealed secret: does not open here with key " + keyId);
        }
    }

    /**
     * A key of 32 bytes for another purpose, derived from the ring's last key (HMAC-SHA-256), which stays when newer ones
     * are put before it.
     *
     * @param purpose keeps derived keys apart, for example {@code fingerprint}
     */
    public byte[] derive(String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(keys.sequencedValues().getLast().getEncoded(), "HmacSHA256"));
            return mac.doFinal(("portcullis " + purpose).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 is part of every Java platform", e);
        }
    }

    /** Names no key. */
    @Override
    public String toString() {
        return "SecretKeyRing[" + keys.size() + " keys]";
    }
}
