package dev.portcullis.gateway.feed;

import dev.portcullis.model.ConfigDelta;
import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.ConfigItem;
import dev.portcullis.model.Head;
import dev.portcullis.model.ItemKey;
import dev.portcullis.model.UnknownItemException;
import dev.portcullis.model.WireJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns the records of one instance, in the order of the topic, into images.
 *
 * <pre>
 *   CATCHING_UP ── caughtUp() ──▶ FOLLOWING
 *   heads are remembered,         each head that is newer
 *   the last one applies          than ours applies
 * </pre>
 *
 * <p>While catching up, heads in the middle are not applied: the log is compacted, and what they described may be gone.
 * Records behind the last head belong to a revision that is still on its way. Not thread-safe: the feed's thread owns it.
 */
final class HeadReplay {
    private final String instanceId;
    private final FeedListener listener;

    private ConfigImage image = ConfigImage.EMPTY;
    private ConfigDelta delta = new ConfigDelta(image);
    /** Records since the last head. */
    private final List<Change> since = new ArrayList<>();
    /** Keys whose newest record cannot be read, with the reason; as long as there are any, no head applies. */
    private final Map<String, String> unreadable = new TreeMap<>();

    private final @Nullable Head held;
    private boolean following;
    private boolean deleted;
    private @Nullable Head lastHead;
    private @Nullable Head told;

    private record Change(ItemKey key, @Nullable ConfigItem item) {}

    HeadReplay(String instanceId, FeedListener listener) {
        this(instanceId, null, listener);
    }

    /** @param held what the listener was told of last, when the topic is read once more; null if that is nothing */
    HeadReplay(String instanceId, @Nullable Head held, FeedListener listener) {
        this.instanceId = instanceId;
        this.held = held;
        this.told = held;
        this.listener = listener;
    }

    /** The newest head that the listener has taken in; one at which it failed is none. */
    @Nullable
    Head head() {
        return told;
    }

    /** Takes in a record; those of other instances are none of ours. */
    void record(String key, byte @Nullable [] value) {
        if (!key.startsWith(instanceId + "/")) {
            return;
        }
        try {
            ItemKey itemKey = ItemKey.parse(key);
            if (itemKey instanceof ItemKey.OfHead) {
                unreadable.remove(key);
                head(value == null ? null : WireJson.readHead(value));
            } else {
                ConfigItem item = value == null ? null : WireJson.readItem(value);
                if (item != null && !item.itemKey().equals(itemKey)) {
                    throw new UnknownItemException("its content belongs under another key");
                }
                unreadable.remove(key);
                since.add(new Change(itemKey, item));
            }
        } catch (UnknownItemException e) {
            if (value == null) {
                // An item of a kind that we never knew, and that is gone: nothing is missed.
                unreadable.remove(key);
            } else {
                unreadable.put(key, String.valueOf(e.getMessage()));
                if (following && key.equals(new ItemKey.OfHead(instanceId).text())) {
                    listener.unreadable(null, key + ": " + e.getMessage());
                }
            }
        }
    }

    /** The end that was seen at start has been reached: from now on every head counts. */
    void caughtUp() {
        if (following) {
            return;
        }
        following = true;
        Head head = lastHead;
        if (head == null) {
            caughtUpWithoutHead();
        } else if (held == null || head.isNewerThan(held)) {
            apply(head);
        } else {
            // Read once more, and nothing new; what follows builds on what was read.
            image = delta.apply(held);
            delta = new ConfigDelta(image);
        }
    }

    private void caughtUpWithoutHead() {
        if (held == null || deleted) {
            listener.absent();
            told = null;
            return;
        }
        // The topic has lost what it held. That is no order to stop: what is in force stays so.
        image = delta.apply(held);
        delta = new ConfigDelta(image);
        listener.unreadable(held, "the topic holds no head of the instance any more");
    }

    private void head(@Nullable Head head) {
        Head held = image.head();
        if (following && head != null && held != null && !head.isNewerThan(held)) {
            // Published once more by a relay that died before it could note that it had: we have it already.
            since.clear();
            return;
        }
        if (head == null) {
            reset();
            return;
        }
        since.forEach(change -> delta.replay(change.key(), change.item()));
        since.clear();
        deleted = false;
        lastHead = head;
        if (following) {
            apply(head);
        }
    }

    private void apply(Head head) {
        image = delta.apply(head);
        delta = new ConfigDelta(image);
        if (unreadable.isEmpty()) {
            listener.current(image);
        } else {
            Map.Entry<String, String> first = unreadable.entrySet().iterator().next();
            listener.unreadable(
                    head, first.getKey() + ": " + first.getValue() + " (" + unreadable.size() + " unreadable in all)");
        }
        told = head;
    }

    private void reset() {
        image = ConfigImage.EMPTY;
        delta = new ConfigDelta(image);
        since.clear();
        unreadable.clear();
        lastHead = null;
        deleted = true;
        if (following) {
            listener.absent();
            told = null;
        }
    }
}
