package dev.portcullis.control.repair;

import dev.portcullis.model.Head;
import dev.portcullis.model.ImageDigest;
import dev.portcullis.signature.SignedHead;
import dev.portcullis.signature.TrustedKeys;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What the topic holds of one instance: of each key the newest record, which is what compaction leaves of it, by its hash and
 * offset. Not thread-safe: the audit's thread owns it.
 */
final class AuditedInstance {
    private final String instanceId;
    private final TopicPartition partition;
    private final Map<String, Logged> records = new HashMap<>();
    /** Of the records; null until it is asked for, since adding up a log that is being read would be in vain. */
    private @Nullable ImageDigest digest;

    private LoggedHead last = new LoggedHead.None();
    /** The newest head that a trusted key has signed, wherever it was: nodes may hold it. */
    private @Nullable Head newest;
    /** What nodes may have stumbled over since the instance was last published as a whole. */
    private @Nullable Finding stumble;
    /** What was put since the last head. */
    private final Map<String, byte[]> sinceHead = new HashMap<>();

    @SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
    private record Logged(byte[] hash, long offset) {}

    AuditedInstance(String instanceId, TopicPartition partition) {
        this.instanceId = instanceId;
        this.partition = partition;
    }

    String id() {
        return instanceId;
    }

    TopicPartition partition() {
        return partition;
    }

    @Nullable
    Head newest() {
        return newest;
    }

    /** Keys whose newest record is not a tombstone, without the head's. */
    Set<String> keys() {
        return records.keySet();
    }

    /** Takes in a record that is no head. */
    void record(String key, byte @Nullable [] value, long offset) {
        byte[] hash = value == null ? null : ImageDigest.recordHash(key, value);
        Logged before = hash == null ? records.remove(key) : records.put(key, new Logged(hash, offset));
        if (hash == null) {
            sinceHead.remove(key);
        } else {
            sinceHead.put(key, hash);
        }
        if (digest != null) {
            if (before != null) {
                digest.remove(before.hash);
            }
            if (hash != null) {
                digest.add(hash);
            }
        }
    }

    void head(byte @Nullable [] value, long offset, TrustedKeys trusted) {
        last = value == null ? new LoggedHead.Tombstone(offset) : read(value, offset, trusted);
        switch (last) {
            case LoggedHead.None _ -> throw new IllegalStateException("a record that is none");
            case LoggedHead.Tombstone _ -> stumbleOver(RepairReason.HEAD_UNTRUSTED, offset, "a tombstone of the head");
            case LoggedHead.Untrusted untrusted ->
                stumbleOver(RepairReason.HEAD_UNTRUSTED, offset, "a head that does not count: " + untrusted.reason());
            case LoggedHead.Trusted read -> trusted(read.head(), offset);
        }
        sinceHead.clear();
    }

    private void trusted(Head head, long offset) {
        Head before = newest;
        if (before != null && !head.isNewerThan(before) && !head.isSameAs(before)) {
            stumbleOver(
                    RepairReason.HEAD_REPLAYED,
                    offset,
                    "the head of revision " + head.revision() + " in epoch " + head.epoch() + " behind that of "
                            + before.revision() + " in " + before.epoch());
            return;
        }
        newest = head;
        // Compaction leaves a whole publication whole, or has removed what came before it.
        if (stumble != null && sinceHead.size() >= head.items() && isDescribedBy(head, digestOf(sinceHead))) {
            stumble = null;
        }
    }

    private LoggedHead read(byte[] value, long offset, TrustedKeys trusted) {
        return switch (SignedHead.read(value, trusted)) {
            case SignedHead.Reading.Untrusted untrusted ->
                new LoggedHead.Untrusted(untrusted.reason().name(), offset);
            case SignedHead.Reading.Unreadable _ -> new LoggedHead.Untrusted("UNREADABLE", offset);
            case SignedHead.Reading.Read read ->
                read.head().instanceId().equals(instanceId)
                        ? new LoggedHead.Trusted(read.head(), offset)
                        : new LoggedHead.Untrusted("OTHER_INSTANCE", offset);
        };
    }

    /** Whether the topic, taken by itself, leads every reader to the records that its newest head describes. */
    boolean isConsistent() {
        return stumble == null
                && last instanceof LoggedHead.Trusted(Head head, long _)
                && isDescribedBy(head, digest());
    }

    /** How the topic differs from the tables; null if it does not. */
    @Nullable
    Finding differenceTo(StoredHead stored) {
        Head head = newest;
        if (head == null) {
            return stumble != null ? stumble : finding(RepairReason.HEAD_MISSING, "no head");
        }
        if (!stored.isThatOf(head)) {
            String found = "the head of revision " + head.revision() + " in epoch " + head.epoch() + " (expected: "
                    + stored.revision() + " in " + stored.epoch() + ")";
            return finding(stored.supersedes(head) ? RepairReason.HEAD_BEHIND : RepairReason.HEAD_AHEAD, found);
        }
        if (isConsistent()) {
            return null;
        }
        return stumble != null
                ? stumble
                : finding(RepairReason.RECORDS_DIFFER, "records that the head does not describe");
    }

    /**
     * What is there of an instance that the tables do not have.
     *
     * @return null if there is nothing but its end, or if a trusted key says that it is current
     */
    @Nullable
    Finding remains() {
        boolean isEnded = last instanceof LoggedHead.Trusted(Head head, long _) && head.isDeleted();
        boolean isGone = !(last instanceof LoggedHead.Untrusted) && newest == null;
        if (isOrphan() || (records.isEmpty() && (isEnded || isGone))) {
            return null;
        }
        return finding(RepairReason.UNKNOWN_INSTANCE, "records of an instance that does not exist");
    }

    /** Whether a trusted key says that the instance is current, though the tables do not have it. */
    boolean isOrphan() {
        return newest != null && !newest.isDeleted();
    }

    /** Where the records are that differ: the first few by key, for people. */
    String places(Map<String, byte[]> expected) {
        Map<String, String> differing = new TreeMap<>();
        records.forEach((key, logged) -> {
            byte[] hash = expected.get(key);
            if (hash == null) {
                differing.put(key, key + " at offset " + logged.offset + " is not ours");
            } else if (!Arrays.equals(hash, logged.hash)) {
                differing.put(key, key + " at offset " + logged.offset + " is not what was published");
            }
        });
        expected.keySet().stream()
                .filter(key -> !records.containsKey(key))
                .forEach(key -> differing.put(key, key + " is missing"));
        String first = String.join(", ", differing.values().stream().limit(3).toList());
        return differing.size() > 3 ? first + " and " + (differing.size() - 3) + " more" : first;
    }

    private void stumbleOver(RepairReason reason, long offset, String what) {
        if (stumble == null) {
            stumble = finding(reason, what + " at offset " + offset);
        }
    }

    private Finding finding(RepairReason reason, String what) {
        return new Finding(reason, instanceId + ": " + what + ", in " + partition);
    }

    private ImageDigest digest() {
        ImageDigest known = digest;
        if (known == null) {
            known = new ImageDigest();
            for (Logged logged : records.values()) {
                known.add(logged.hash);
            }
            digest = known;
        }
        return known;
    }

    private static ImageDigest digestOf(Map<String, byte[]> hashes) {
        ImageDigest sum = new ImageDigest();
        hashes.values().forEach(sum::add);
        return sum;
    }

    private static boolean isDescribedBy(Head head, ImageDigest digest) {
        return digest.records() == head.items() && digest.value().equals(head.digest());
    }
}
