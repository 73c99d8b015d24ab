package dev.portcullis.signature;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * Private Ed25519 keys (RFC 8032). The first one signs; the public keys of all are trusted by their holder, which is how
 * keys are rotated. Immutable and thread-safe.
 */
public final class SigningKeys {
    private final String keyId;
    private final byte[] privateKey;
    private final TrustedKeys trusted;

    private SigningKeys(SequencedMap<String, byte[]> keys) {
        this.keyId = keys.firstEntry().getKey();
        this.privateKey = keys.firstEntry().getValue();
        SequencedMap<String, byte[]> publicKeys = new LinkedHashMap<>();
        keys.forEach((id, key) -> publicKeys.put(id, Ed25519Keys.publicKey(key)));
        this.trusted = new TrustedKeys(publicKeys);
    }

    /**
     * Reads keys from configuration.
     *
     * @param text {@code id:base64[,id:base64…]}, each a private key of 32 bytes; the first one signs
     * @throws IllegalArgumentException naming the entry at fault by its position or id, never by its content
     */
    public static SigningKeys parse(String text) {
        return new SigningKeys(KeyEntries.parse("signing key", text));
    }

    /** A new key, as {@link #parse} reads it. It is a secret. */
    public static String generate(String id) {
        return id + ":" + Base64.getEncoder().encodeToString(Ed25519Keys.newPrivateKey());
    }

    /** The public keys, for those who verify. */
    public TrustedKeys trusted() {
        return trusted;
    }

    /**
     * Signs a payload.
     *
     * @param type what the payload is, so that a signature for one purpose serves no other (RFC 8725 section 3.11)
     * @return a compact JWS (RFC 7515 section 7.1) in ASCII
     */
    public byte[] sign(String type, byte[] payload) {
        return CompactJws.sign(
                new CompactJws.Header(CompactJws.ALGORITHM, keyId, type, null, null), payload, privateKey);
    }

    /** Names no key. */
    @Override
    public String toString() {
        return "SigningKeys[" + trusted.ids().stream().collect(Collectors.joining(",")) + "]";
    }
}
