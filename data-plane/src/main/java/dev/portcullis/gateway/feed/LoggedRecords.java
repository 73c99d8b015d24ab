package dev.portcullis.gateway.feed;

import dev.portcullis.model.ConfigDelta;
import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.ConfigItem;
import dev.portcullis.model.Head;
import dev.portcullis.model.ImageDigest;
import dev.portcullis.model.ItemKey;
import dev.portcullis.model.UnknownItemException;
import dev.portcullis.model.WireJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The records of one instance as the log has them: up to a head, and pending behind it. They count by their bytes, so
 * records that cannot be read are part of the digest like any other. Not thread-safe: the feed's thread owns it.
 */
final class LoggedRecords {
    /** The newest record of each key, by its hash. */
    private final Map<String, byte[]> hashes = new HashMap<>();
    /** Their content; empty unless it is to be kept. */
    private final Map<String, byte[]> values = new HashMap<>();

    private final boolean keepsValues;

    /** Of the hashes; null until it is asked for, since adding up a log that is being caught up with would be in vain. */
    private @Nullable ImageDigest digest;

    private ConfigImage image = ConfigImage.EMPTY;
    private ConfigDelta delta = new ConfigDelta(image);
    /** Keys whose newest record cannot be read, with the reason. */
    private final SortedMap<String, String> unreadable = new TreeMap<>();

    private final List<Pending> pending = new ArrayList<>();

    /**
     * A record behind the last head.
     *
     * @param value null: a tombstone, or not to be kept
     * @param hash null: a tombstone
     * @param itemKey null: not readable
     * @param fault null: readable
     */
    @SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
    private record Pending(
            String key,
            byte @Nullable [] value,
            byte @Nullable [] hash,
            @Nullable ItemKey itemKey,
            @Nullable ConfigItem item,
            @Nullable String fault) {}

    /** @param keepsValues whether {@link #values} will be asked for: they take the memory of the whole configuration again */
    LoggedRecords(boolean keepsValues) {
        this.keepsValues = keepsValues;
    }

    /** Takes in a record that is no head. */
    void add(String key, byte @Nullable [] value) {
        byte[] hash = value == null ? null : ImageDigest.recordHash(key, value);
        byte[] kept = keepsValues ? value : null;
        try {
            ItemKey itemKey = ItemKey.parse(key);
            ConfigItem item = value == null ? null : WireJson.readItem(value);
            if (item != null && !item.itemKey().equals(itemKey)) {
                throw new UnknownItemException("its content belongs under another key");
            }
            pending.add(new Pending(key, kept, hash, itemKey, item, null));
        } catch (UnknownItemException e) {
            // A tombstone of a kind that this version does not know removes nothing that it ever had.
            String fault = value == null ? null : String.valueOf(e.getMessage());
            pending.add(new Pending(key, kept, hash, null, null, fault));
        }
    }

    /** What is pending is now part of the records. */
    void commit() {
        for (Pending one : pending) {
            byte[] before = one.hash == null ? hashes.remove(one.key) : hashes.put(one.key, one.hash);
            if (digest != null) {
                exchange(digest, before, one.hash);
            }
            if (one.value == null) {
                values.remove(one.key);
            } else {
                values.put(one.key, one.value);
            }
            if (one.fault == null) {
                unreadable.remove(one.key);
            } else {
                unreadable.put(one.key, one.fault);
            }
            if (one.itemKey != null) {
                delta.replay(one.itemKey, one.item);
            }
        }
        pending.clear();
    }

    /** What is pending never was. */
    void discard() {
        pending.clear();
    }

    /** Whether the records, without what is pending, are those that the head describes. */
    boolean match(Head head) {
        return isDescribedBy(head, digest());
    }

    /** Whether they would be with what is pending. */
    boolean wouldMatch(Head head) {
        if (pending.isEmpty()) {
            return match(head);
        }
        ImageDigest candidate = ImageDigest.of(digest().state());
        Map<String, byte @Nullable []> newest = new HashMap<>();
        for (Pending one : pending) {
            byte[] before = newest.containsKey(one.key) ? newest.get(one.key) : hashes.get(one.key);
            exchange(candidate, before, one.hash);
            newest.put(one.key, one.hash);
        }
        return isDescribedBy(head, candidate);
    }

    /** The records, without what is pending, if they are kept. */
    Map<String, byte[]> values() {
        return values;
    }

    /** The digest of the records, without what is pending. */
    String digestValue() {
        return digest().value();
    }

    int size() {
        return hashes.size();
    }

    /** The records as the configuration that a head makes current. */
    ConfigImage image(Head head) {
        image = delta.apply(head);
        delta = new ConfigDelta(image);
        return image;
    }

    /** Records that cannot be read, in words; null if there are none. */
    @Nullable
    String fault() {
        if (unreadable.isEmpty()) {
            return null;
        }
        Map.Entry<String, String> first = unreadable.firstEntry();
        return first.getKey() + ": " + first.getValue() + " (" + unreadable.size() + " unreadable in all)";
    }

    private ImageDigest digest() {
        ImageDigest known = digest;
        if (known == null) {
            known = new ImageDigest();
            hashes.values().forEach(known::add);
            digest = known;
        }
        return known;
    }

    private static boolean isDescribedBy(Head head, ImageDigest digest) {
        return digest.records() == head.items() && digest.value().equals(head.digest());
    }

    private static void exchange(ImageDigest digest, byte @Nullable [] before, byte @Nullable [] after) {
        if (before != null) {
            digest.remove(before);
        }
        if (after != null) {
            digest.add(after);
        }
    }
}
