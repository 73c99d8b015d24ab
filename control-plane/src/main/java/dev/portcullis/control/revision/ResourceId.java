package dev.portcullis.control.revision;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Ids made by the server: a kind and a number, the number in eleven characters of Crockford's base 32, whose order is that
 * of the numbers. A number is the time in milliseconds, 15 bits to the left; ids made at once count on from there.
 */
public final class ResourceId {
    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int CHARS = 11;
    private static final int BITS_PER_CHAR = 5;
    private static final int COUNTER_BITS = 15;
    /** 2024-01-01T00:00:00Z; 40 bits of milliseconds last until 2058. */
    private static final long FIRST_MILLIS = 1_704_067_200_000L;

    private ResourceId() {}

    /** The kinds of resources. */
    public enum Kind {
        INSTANCE("gw-"),
        ROUTE("rt-"),
        RULE("jr-"),
        AUTHORIZATION("az-");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    /** The least number that an id made at that time may have. */
    public static long floor(long nowMillis) {
        return Math.max(0, nowMillis - FIRST_MILLIS) << COUNTER_BITS;
    }

    /** A number for an id that stands under no lock: the low bits are left to chance. */
    public static long randomFloor(long nowMillis) {
        return floor(nowMillis) | ThreadLocalRandom.current().nextLong(1L << COUNTER_BITS);
    }

    /** The id of that number. */
    public static String of(Kind kind, long number) {
        StringBuilder text = new StringBuilder(kind.prefix);
        for (int shift = (CHARS - 1) * BITS_PER_CHAR; shift >= 0; shift -= BITS_PER_CHAR) {
            text.append(DIGITS.charAt((int) (number >>> shift) & 31));
        }
        return text.toString();
    }
}
