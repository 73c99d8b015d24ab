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
        long hash = 0;
        for (int i = 0; i < text.length(); i++) {
            hash = with(hash, text.charAt(i));
        }
        return hash;
    }

    private static long with(long hash, char c) {
        return hash * MULTIPLIER + c;
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
            do {
                hash = with(hash, path.charAt(position));
                position++;
            } while (position < path.length() && path.charAt(position) != '/');
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
