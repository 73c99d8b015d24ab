package dev.portcullis.policy.jwk;

import org.jspecify.annotations.Nullable;

/** base64url as RFC 7515 section 2 has it, and nothing beside: no padding, no white space, no stray bits. */
public final class Base64Url {
    private static final byte[] VALUES = values();

    private Base64Url() {}

    private static byte[] values() {
        byte[] values = new byte[128];
        java.util.Arrays.fill(values, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < alphabet.length(); i++) {
            values[alphabet.charAt(i)] = (byte) i;
        }
        return values;
    }

    /** Decodes all of a text; null if it is not base64url. */
    public static byte @Nullable [] decode(String text) {
        return decode(text, 0, text.length());
    }

    /** Decodes the characters from {@code start} to before {@code end}; null if they are not base64url. */
    public static byte @Nullable [] decode(String text, int start, int end) {
        int length = end - start;
        int rest = length & 3;
        if (rest == 1) {
            return null;
        }
        byte[] out = new byte[(int) (length * 6L / 8)];
        int at = 0;
        // Any invalid character turns this negative, and it stays so.
        int seen = 0;
        int i = start;
        for (int whole = end - rest; i < whole; i += 4) {
            int a = value(text, i);
            int b = value(text, i + 1);
            int c = value(text, i + 2);
            int d = value(text, i + 3);
            seen |= a | b | c | d;
            int bits = a << 18 | b << 12 | c << 6 | d;
            out[at++] = (byte) (bits >> 16);
            out[at++] = (byte) (bits >> 8);
            out[at++] = (byte) bits;
        }
        if (rest >= 2) {
            int a = value(text, i);
            int b = value(text, i + 1);
            int c = rest == 3 ? value(text, i + 2) : 0;
            seen |= a | b | c;
            int bits = a << 18 | b << 12 | c << 6;
            out[at++] = (byte) (bits >> 16);
            if (rest == 3) {
                out[at] = (byte) (bits >> 8);
            }
            int strayBits = rest == 3 ? bits & 0xff : bits & 0xffff;
            if (strayBits != 0) {
                return null;
            }
        }
        return seen < 0 ? null : out;
    }

    private static int value(String text, int index) {
        char c = text.charAt(index);
        return c < 128 ? VALUES[c] : -1;
    }
}
