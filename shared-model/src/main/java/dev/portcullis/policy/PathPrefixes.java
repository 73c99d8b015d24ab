package dev.portcullis.policy;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The prefixes of a path by whole segments, with a hash of each: nothing, the first segment, the first two, and so on up to
 * the path itself. Hashed in one pass for all tables in which they are looked up, and only as far as those go. Confined to
 * one lookup.
 */
final class PathPrefixes {
    /** Random, so that nobody can write patterns or paths that collide. Odd, so that no bit is lost. */
    private static final long MULTIPLIER = new SecureRandom().nextLong() | 1;

    private static final long SQUARE = MULTIPLIER * MULTIPLIER;
    private static final long CUBE = SQUARE * MULTIPLIER;
    private static final long FOURTH = CUBE * MULTIPLIER;

    private static final int USUAL_DEPTH = 8;

    private final String path;
    private int[] ends = new int[USUAL_DEPTH];
    private long[] hashes = new long[USUAL_DEPTH];
    private int known;
    private int position;
    private long hash;

    /** @param path starts with a slash */
    PathPrefixes(String path) {
        this.path = path;
    }

    /** The hash of a text as it would be that of a prefix. */
    static long hash(String text) {
        return with(0, text, 0, text.length());
    }

    /** Goes on with a hash: a polynomial, four characters at a time so that no multiplication waits for another one. */
    private static long with(long before, String text, int start, int end) {
        long hash = before;
        int i = start;
        for (; i + 4 <= end; i += 4) {
            hash = hash * FOURTH
                    + text.charAt(i) * CUBE
                    + text.charAt(i + 1) * SQUARE
                    + text.charAt(i + 2) * MULTIPLIER
                    + text.charAt(i + 3);
        }
        for (; i < end; i++) {
            hash = hash * MULTIPLIER + text.charAt(i);
        }
        return hash;
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
            hash = with(hash, path, position, end);
            position = end;
        }
        if (known == ends.length) {
            ends = Arrays.copyOf(ends, 2 * known);
            hashes = Arrays.copyOf(hashes, 2 * known);
        }
        ends[known] = position;
        hashes[known] = hash;
        known++;
    }

    /** The hash of the prefix of a depth that is reached. */
    long hash(int depth) {
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
