package dev.portcullis.policy.jwk;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
        byte[] octets = octets(text);
        return decode(octets, 0, octets.length);
    }

    /**
     * One octet for each character, to be decoded: what is not ASCII becomes what is not base64url. Of a surrogate pair, one
     * for both.
     */
    public static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Decodes the octets from {@code start} to before {@code end}; null if they are not base64url. */
    public static byte @Nullable [] decode(byte[] octets, int start, int end) {
        if (start == end) {
            return EMPTY;
        }
        if (!endsWhole(octets[end - 1], end - start)) {
            return null;
        }
        try {
            ByteBuffer decoded = Base64.getUrlDecoder().decode(ByteBuffer.wrap(octets, start, end - start));
            byte[] all = decoded.array();
            return all.length == decoded.remaining() ? all : Arrays.copyOf(all, decoded.remaining());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether the last character, padding excluded, holds no bit that stands for nothing. */
    private static boolean endsWhole(byte last, int length) {
        int bits = ALPHABET.indexOf(last);
        return switch (length & 3) {
            case 0 -> bits >= 0;
            case 2 -> bits >= 0 && (bits & 0xf) == 0;
            case 3 -> bits >= 0 && (bits & 0x3) == 0;
            default -> false;
        };
    }
}
