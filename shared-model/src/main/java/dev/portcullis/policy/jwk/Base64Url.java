package dev.portcullis.policy.jwk;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * base64url as RFC 7515 section 2 has it, and nothing beside: no padding, no white space, no stray bits. The JDK's decoder,
 * which runs on vectors, takes the first and the last of these.
 */
public final class Base64Url {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final byte[] EMPTY = {};

    private Base64Url() {}

    /** Decodes all of a text; null if it is not base64url. */
    public static byte @Nullable [] decode(String text) {
        return decode(text, 0, text.length());
    }

    /** Decodes the characters from {@code start} to before {@code end}; null if they are not base64url. */
    public static byte @Nullable [] decode(String text, int start, int end) {
        if (start == end) {
            return EMPTY;
        }
        if (!endsWhole(text.charAt(end - 1), end - start)) {
            return null;
        }
        try {
            // What is not ASCII becomes what is not base64url.
            return Base64.getUrlDecoder().decode(text.substring(start, end).getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether the last character, padding excluded, holds no bit that stands for nothing. */
    private static boolean endsWhole(char last, int length) {
        int bits = ALPHABET.indexOf(last);
        return switch (length & 3) {
            case 0 -> bits >= 0;
            case 2 -> bits >= 0 && (bits & 0xf) == 0;
            case 3 -> bits >= 0 && (bits & 0x3) == 0;
            default -> false;
        };
    }
}
