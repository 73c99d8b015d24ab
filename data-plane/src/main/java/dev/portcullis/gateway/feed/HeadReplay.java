package dev.portcullis.gateway.feed;

import dev.portcullis.model.Head;
import dev.portcullis.model.ItemKey;
import dev.portcullis.model.Rejection;
import dev.portcullis.signature.SignedHead;
import dev.portcullis.signature.TrustedKeys;
import dev.portcullis.snapshot.Snapshot;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Turns the records of one instance, in the order of the topic, into images.
 *
 * <pre>
 *   CATCHING_UP ── caughtUp() ──▶ FOLLOWING
 *   heads are remembered,         each head that is newer
 *   the newest one applies        than ours applies
 * </pre>
 *
 * <p>A head counts only if a trusted key has signed it, and it applies only if the records before it are those that it
 * describes: what was forged, lost or replayed cannot become the configuration. While catching up, heads in the middle are
 * not applied: the log is compacted, and what they described may be gone. Records behind the last head belong to a revision
 * that is still on its way. Not thread-safe: the feed's thread owns it.
 */
final class HeadReplay {
    private final String instanceId;
    private final String headKey;
    private final TrustedKeys trusted;
    private final FeedListener listener;
    private final boolean keepsValues;
    private final LoggedRecords records;

    private boolean following;
    /** The newest head of the log. */
    private @Nullable Head logged;
    /** As it stands there. */
    private byte @Nullable [] loggedJws;
    /** The newest head that the listener has taken in, applied or deleted. */
    private @Nullable Head held;
    /** Where that was read; null while there is none. */
    private @Nullable Origin heldOrigin;
    /** Where that was read which is in force: not what is held if that does not compile. Null: nothing is. */
    private @Nullable Origin inForceOrigin;
    /** Whether what is held is in force. */
    private boolean applied;
    /** Whether the listener was last told of a rejection. */
    private boolean rejected;
    /** Whether the records are not those that the newest head describes: reading them again may help. */
    private boolean torn;

    /** @param keepsValues whether {@link #image} will be asked for */
    HeadReplay(String instanceId, TrustedKeys trusted, FeedListener listener, boolean keepsValues) {
        this.keepsValues = keepsValues;
        this.records = new LoggedRecords(keepsValues);
        this.instanceId = instanceId;
        this.headKey = new ItemKey.OfHead(instanceId).text();
        this.trusted = trusted;
        this.listener = listener;
    }

    /** Reads the topic once more, for a listener that {@code before} has told of what it read. */
    HeadReplay(HeadReplay before) {
        this(before.instanceId, before.trusted, before.listener, before.keepsValues);
        this.held = before.held;
        this.heldOrigin = before.heldOrigin;
        this.inForceOrigin = before.inForceOrigin;
        this.applied = before.applied;
        this.rejected = before.rejected;
    }

    /** The newest head that the listener has taken in; one at which it failed is not. */
    @Nullable
    Head held() {
        return held;
    }

    /** Where the configuration in force was read or confirmed; null if there is none. */
    @Nullable
    Origin origin() {
        return inForceOrigin;
    }

    /** Whether the log, as it was read, is not what its newest head describes. */
    boolean isTorn() {
        return torn;
    }

    /** Takes in a record; those of other instances are passed over. */
    void record(String key, byte @Nullable [] value, TopicPartition partition, long offset) {
        if (!key.startsWith(instanceId + "/")) {
            return;
        }
        if (!key.equals(headKey)) {
            records.add(key, value);
            return;
        }
        IgnoredRecord.Reason reason = head(value);
        if (reason != null) {
            listener.ignored(new IgnoredRecord(partition, offset, key, reason));
        }
    }

    /** The end that was seen at start has been reached: from now on every head counts. */
    void caughtUp() {
        if (following) {
            return;
        }
        following = true;
        Head head = logged;
        Head before = held;
        if (head != null) {
            settle(head);
        } else if (before == null) {
            listener.absent();
        } else if (!before.isDeleted()) {
            // The topic has lost what it held. That is no order to stop: what is in force stays so.
            reject(before, Rejection.HEAD_MISSING, "the topic holds no head of the instance any more");
        }
    }

    /** Answers why the head was passed over; null if it was not. */
    private IgnoredRecord.@Nullable Reason head(byte @Nullable [] value) {
        if (value == null) {
            return IgnoredRecord.Reason.HEAD_TOMBSTONE;
        }
        return switch (SignedHead.read(value, trusted)) {
            case SignedHead.Reading.Untrusted untrusted ->
                switch (untrusted.reason()) {
                    case NOT_SIGNED -> IgnoredRecord.Reason.NOT_SIGNED;
                    case OTHER_TYPE -> IgnoredRecord.Reason.OTHER_TYPE;
                    case UNKNOWN_KEY -> IgnoredRecord.Reason.UNKNOWN_KEY;
                    case BAD_SIGNATURE -> IgnoredRecord.Reason.BAD_SIGNATURE;
                };
            case SignedHead.Reading.Unreadable unreadable -> {
                if (following) {
                    reject(null, Rejection.UNREADABLE, headKey + ": " + unreadable.fault());
                }
                yield null;
            }
            case SignedHead.Reading.Read read ->
                read.head().instanceId().equals(instanceId)
                        ? trusted(read.head(), value)
                        : IgnoredRecord.Reason.OTHER_INSTANCE;
        };
    }

    private IgnoredRecord.@Nullable Reason trusted(Head head, byte[] jws) {
        Head newest = newest();
        if (newest == null || head.isNewerThan(newest)) {
            records.commit();
        } else if (!head.isSameAs(newest)) {
            records.discard();
            return IgnoredRecord.Reason.HEAD_OLDER;
        } else if (following && !records.wouldMatch(head)) {
            // Published once more, by a relay that died before it could note that it had, is the same; this is not.
            records.discard();
            return IgnoredRecord.Reason.HEAD_REPEATED;
        } else {
            records.commit();
        }
        logged = head;
        loggedJws = jws;
        if (following) {
            settle(head);
        }
        return null;
    }

    /**
     * While catching up, what was held before does not count: the log has to lead there again. Nor does what was read
     * elsewhere, which the log may not have come to yet.
     */
    private @Nullable Head newest() {
        Head inLog = logged;
        Head before = heldOrigin == Origin.TOPIC ? held : null;
        return !following || before == null || (inLog != null && inLog.isNewerThan(before)) ? inLog : before;
    }

    private void settle(Head head) {
        torn = false;
        Head before = held;
        if (before != null && before.isNewerThan(head)) {
            // The control plane may be ahead of the topic, for as long as a change is under way.
            if (heldOrigin != Origin.SNAPSHOT) {
                reject(head, Rejection.HEAD_OLDER, "the topic's newest head is of revision " + head.revision());
            }
            return;
        }
        if (head.isDeleted()) {
            if (held == null || !head.isSameAs(held)) {
                listener.absent();
                held = head;
                heldOrigin = Origin.TOPIC;
                inForceOrigin = null;
                applied = true;
                rejected = false;
            }
            return;
        }
        if (!records.match(head)) {
            torn = true;
            reject(
                    head,
                    Rejection.DIGEST_MISMATCH,
                    "revision " + head.revision() + " has " + head.items() + " records with digest " + head.digest()
                            + ", the topic has " + records.size() + " with " + records.digestValue());
            return;
        }
        String fault = records.fault();
        if (fault != null) {
            reject(head, Rejection.UNREADABLE, fault);
            return;
        }
        if (rejected || held == null || !head.isSameAs(held) || heldOrigin != Origin.TOPIC) {
            take(records, head, Origin.TOPIC);
        }
    }

    /** Takes in what was read elsewhere, unless there is something newer, or the same from a better place. */
    void snapshot(Snapshot snapshot, Origin origin) {
        Head head = snapshot.head();
        Head before = held;
        boolean confirms =
                before != null && head.isSameAs(before) && heldOrigin == Origin.DISK && origin != Origin.DISK;
        if (before != null && !head.isNewerThan(before) && !confirms) {
            return;
        }
        LoggedRecords read = new LoggedRecords(false);
        snapshot.records().forEach(read::add);
        read.commit();
        String fault = read.match(head) ? read.fault() : "its records are not those that its head describes";
        if (fault != null) {
            reject(head, Rejection.UNREADABLE, origin + ": " + fault);
            return;
        }
        take(read, head, origin);
    }

    private void take(LoggedRecords from, Head head, Origin origin) {
        applied = listener.current(from.image(head), origin);
        held = head;
        heldOrigin = origin;
        inForceOrigin = applied ? origin : inForceOrigin;
        rejected = false;
    }

    /** Offers what the topic made current, if that is what the records still are. */
    void offer(ImageKeeper keeper, long nowMillis) {
        Head head = held;
        byte[] jws = loggedJws;
        if (head == null || jws == null || !isConfirmed()) {
            return;
        }
        if (head.isDeleted()) {
            keeper.forget();
        } else if (keeper.isDue(head)) {
            keeper.keep(new Snapshot(nowMillis, head, jws, records.values()));
        }
    }

    /** Whether what is in force is what the topic's newest head makes current. */
    boolean isConfirmed() {
        Head inLog = logged;
        return following && applied && !torn && !rejected && held != null && inLog != null && inLog.isSameAs(held);
    }

    private void reject(@Nullable Head head, Rejection rejection, String reason) {
        rejected = true;
        listener.rejected(head, rejection, reason);
    }
}
