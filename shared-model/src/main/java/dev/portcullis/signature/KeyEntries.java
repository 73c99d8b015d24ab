package dev.portcullis.signature;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Reads {@code id:base64[,id:base64…]}, each of 32 bytes. */
final class KeyEntries {
    private static final String KEY_ID = "[A-Za-z0-9_-]{1,32}";

    private KeyEntries() {}

    /**
     * The keys by id, in their order.
     *
     * @param kind what the keys are, for messages
     * @throws IllegalArgumentException naming the entry at fault by its position or id, never by its content
     */
    static SequencedMap<String, byte[]> parse(String kind, String text) {
        SequencedMap<String, byte[]> keys = new LinkedHashMap<>();
        String[] entries = text.strip().split(",", -1);
        for (int i = 0; i < entries.length; i++) {
            String entry = entries[i].strip();
            int colon = entry.indexOf(':');
            String id = colon < 0 ? "" : entry.substring(0, colon);
            if (!id.matches(KEY_ID)) {
                throw new IllegalArgumentException(kind + " " + (i + 1) + ": no usable id (expected: id:base64)");
            }
            if (keys.putIfAbsent(id, decode(kind + " " + id, entry.substring(colon + 1))) != null) {
                throw new IllegalArgumentException(kind + " " + id + ": there twice (expected: one key for each id)");
            }
        }
        return keys;
    }

    private static byte[] decode(String name, String base64) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": no base64 (expected: base64 of 32 bytes)");
        }
        if (key.length != Ed25519Keys.KEY_BYTES) {
            throw new IllegalArgumentException(
                    name + ": " + key.length + " bytes (expected: " + Ed25519Keys.KEY_BYTES + ")");
        }
        return key;
    }
}
