package dev.portcullis.policy;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The prefixes of a path by whole segments, with a hash of each: nothing, the first segment, the first two, and so on up to
 * the path itself. Hashed in one pass for all tables in which they are looked up, and only as far as those go. Confined to
 * one lookup.
 */
final class PathPrefixes {
    /** 2^61 - 1. */
    private static final long PRIME = (1L << 61) - 1;
    /**
     * Where the polynomials are taken, at random, so that nobody can write patterns or paths that collide: two texts of n
     * characters do so with a probability of n / 3 in 2^61. A multiplier of 2^64 would not do: some texts collide for all.
     */
    private static final long POINT = new SecureRandom().nextLong() & PRIME;

    private static final int CHARS_AT_ONCE = 3;

    private static final int USUAL_DEPTH = 8;

    private final String path;
    private int[] ends = new int[USUAL_DEPTH];
    private long[] hashes = new long[USUAL_DEPTH];
    /** How many ends are known. */
    private int known;
    /** Of how many the hash is. */
    private int hashed;

    private int position;

    /** @param path starts with a slash */
    PathPrefixes(String path) {
        this.path = path;
    }

    /** The hash of a text that starts with a slash or is empty, as it would be that of a prefix. */
    static long hash(String text) {
        PathPrefixes prefixes = new PathPrefixes(text);
        while (prefixes.reaches(prefixes.known)) {
            // Reads on to the last.
        }
        return prefixes.hash(prefixes.known - 1);
    }

    /** Goes on with a hash: a polynomial modulo the prime, three characters being one coefficient. */
    private static long with(long before, String text, int start, int end) {
        long hash = before;
        int i = start;
        for (; i + CHARS_AT_ONCE <= end; i += CHARS_AT_ONCE) {
            long three = (long) text.charAt(i) << 2 * Character.SIZE
                    | (long) text.charAt(i + 1) << Character.SIZE
                    | text.charAt(i + 2);
            hash = timesPoint(hash) + three;
        }
        for (; i < end; i++) {
            hash = timesPoint(hash) + text.charAt(i);
        }
        return hash;
    }

    /** A number of at most 62 bits times the point, modulo the prime; of at most 61 bits and a little more. */
    private static long timesPoint(long hash) {
        long low = hash * POINT;
        long high = Math.multiplyHigh(hash, POINT);
        long folded = (low & PRIME) + (low >>> 61 | high << 3);
        return (folded & PRIME) + (folded >>> 61);
    }

    /** Whether there is a prefix with that number of slashes. The one without any is empty. */
    boolean reaches(int depth) {
        while (known <= depth && (known == 0 || position < path.length())) {
            readNext();
        }
        return depth < known;
    }

    private void readNext() {
        if (known > 0) {
            int slash = path.indexOf('/', position + 1);
            int end = slash < 0 ? path.length() : slash;
            position = end;
        }
        if (known == ends.length) {
            ends = Arrays.copyOf(ends, 2 * known);
            hashes = Arrays.copyOf(hashes, 2 * known);
        }
        ends[known] = position;
        known++;
    }

    /** The hash of the prefix of a depth that is reached. */
    long hash(int depth) {
        for (; hashed <= depth; hashed++) {
            hashes[hashed] = hashed == 0 ? 0 : with(hashes[hashed - 1], path, ends[hashed - 1], ends[hashed]);
        }
        return hashes[depth];
    }

    /** Whether the prefix of a depth that is reached is that text. */
    boolean is(int depth, String text) {
        return ends[depth] == text.length() && path.startsWith(text);
    }

    /** Whether the prefix of a depth that is reached is the whole path. */
    boolean isWhole(int depth) {
        return ends[depth] == path.length();
    }
}
