package dev.portcullis.signature;

import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Public Ed25519 keys (RFC 8032) by id: what one of them has signed counts. Immutable and thread-safe. */
public final class TrustedKeys {
    private final Map<String, byte[]> keys;

    TrustedKeys(Map<String, byte[]> keys) {
        this.keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    }

    /**
     * Reads keys from configuration.
     *
     * @param text {@code id:base64[,id:base64…]}, each a public key of 32 bytes
     * @throws IllegalArgumentException naming the entry at fault by its position or id
     */
    public static TrustedKeys parse(String text) {
        return new TrustedKeys(KeyEntries.parse("trusted key", text));
    }

    public Set<String> ids() {
        return keys.keySet();
    }

    /** As {@link #parse} reads it. */
    public String text() {
        return keys.entrySet().stream()
                .map(key -> key.getKey() + ":" + Base64.getEncoder().encodeToString(key.getValue()))
                .collect(Collectors.joining(","));
    }

    /**
     * Verifies a compact JWS (RFC 7515 section 5.2) that {@link SigningKeys#sign} made.
     *
     * @param type that the payload must have been signed as
     */
    public SignedPayload verify(String type, byte[] jws) {
        CompactJws read = CompactJws.read(jws);
        if (read == null) {
            return new SignedPayload.Untrusted(SignedPayload.Reason.NOT_SIGNED);
        }
        if (!type.equals(read.header().typ())) {
            return new SignedPayload.Untrusted(SignedPayload.Reason.OTHER_TYPE);
        }
        byte[] key = read.header().kid() == null ? null : keys.get(read.header().kid());
        if (key == null) {
            return new SignedPayload.Untrusted(SignedPayload.Reason.UNKNOWN_KEY);
        }
        return read.isSignedBy(key)
                ? new SignedPayload.Trusted(read.payload())
                : new SignedPayload.Untrusted(SignedPayload.Reason.BAD_SIGNATURE);
    }

    @Override
    public String toString() {
        return "TrustedKeys" + ids();
    }
}
