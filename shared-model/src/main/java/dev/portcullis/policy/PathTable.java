package dev.portcullis.policy;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Exact and prefix patterns by hash. A path is looked up once for each depth at which there is a pattern, so finding takes
 * time in proportion to its length, however many patterns there are. Filled once, then read by many threads.
 *
 * <p>A trie would need as many steps, and several times as many reads of memory for each: with a hundred thousand patterns
 * those are what costs. Here a path that nothing matches mostly ends at an empty place of the table.
 *
 * @param <S> what stands at a pattern
 */
final class PathTable<S> {
    /** Stands for this depth and all below. */
    private static final int DEEP = Long.SIZE - 1;

    private static final long GOLDEN_RATIO = 0x9E37_79B9_7F4A_7C15L;

    /** Of the entries at the same index. Open addressing, at most half full. */
    private long[] hashes = new long[4];

    private @Nullable Entry<S>[] entries = newEntries(4);
    private int count;
    /** One bit for each depth that a pattern has: the number of its slashes. */
    private long depths;

    /** What stands at a text. A prefix with a trailing slash, which the text lacks, matches only what goes on below it. */
    private static final class Entry<S> {
        private final String text;
        private @Nullable S exact;
        private @Nullable S prefix;
        private @Nullable S below;

        Entry(String text) {
            this.text = text;
        }
    }

    /** The slot for an exact path, or for a prefix; made by {@code maker} if there is none yet. */
    S slot(String path, boolean isPrefix, Supplier<S> maker) {
        boolean below = isPrefix && path.endsWith("/");
        Entry<S> entry = entry(below ? path.substring(0, path.length() - 1) : path);
        if (below) {
            entry.below = entry.below == null ? maker.get() : entry.below;
            return entry.below;
        }
        if (isPrefix) {
            entry.prefix = entry.prefix == null ? maker.get() : entry.prefix;
            return entry.prefix;
        }
        entry.exact = entry.exact == null ? maker.get() : entry.exact;
        return entry.exact;
    }

    private Entry<S> entry(String text) {
        long hash = PathPrefixes.hash(text);
        int place = place(hash);
        Entry<S> entry = entries[place];
        while (entry != null && !(hashes[place] == hash && entry.text.equals(text))) {
            place = next(place);
            entry = entries[place];
        }
        if (entry == null) {
            entry = new Entry<>(text);
            hashes[place] = hash;
            entries[place] = entry;
            int depth = (int) text.chars().filter(c -> c == '/').count();
            depths |= 1L << Math.min(depth, DEEP);
            if (++count > entries.length / 2) {
                grow();
            }
        }
        return entry;
    }

    private void grow() {
        long[] oldHashes = hashes;
        @Nullable Entry<S>[] old = entries;
        hashes = new long[2 * old.length];
        entries = newEntries(2 * old.length);
        for (int i = 0; i < old.length; i++) {
            if (old[i] != null) {
                int place = place(oldHashes[i]);
                while (entries[place] != null) {
                    place = next(place);
                }
                hashes[place] = oldHashes[i];
                entries[place] = old[i];
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <S> @Nullable Entry<S>[] newEntries(int length) {
        return (Entry<S>[]) new Entry<?>[length];
    }

    private int place(long hash) {
        return (int) (hash * GOLDEN_RATIO >>> 32) & (entries.length - 1);
    }

    private int next(int place) {
        return (place + 1) & (entries.length - 1);
    }

    /** Adds the slots of all patterns that match, from the shortest prefix to the longest, an exact one last. */
    void find(PathPrefixes path, List<S> found) {
        for (long left = depths; left != 0; left &= left - 1) {
            int depth = Long.numberOfTrailingZeros(left);
            if (!path.reaches(depth)) {
                return;
            }
            find(path, depth, found);
            if (depth == DEEP) {
                for (int deeper = DEEP + 1; path.reaches(deeper); deeper++) {
                    find(path, deeper, found);
                }
            }
        }
    }

    private void find(PathPrefixes path, int depth, List<S> found) {
        long hash = path.hash(depth);
        int place = place(hash);
        Entry<S> entry = entries[place];
        while (entry != null && !(hashes[place] == hash && path.is(depth, entry.text))) {
            place = next(place);
            entry = entries[place];
        }
        if (entry != null) {
            add(entry.prefix, found);
            add(path.isWhole(depth) ? entry.exact : entry.below, found);
        }
    }

    private static <S> void add(@Nullable S slot, List<S> found) {
        if (slot != null) {
            found.add(slot);
        }
    }
}
