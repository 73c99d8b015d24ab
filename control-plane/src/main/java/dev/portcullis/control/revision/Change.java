package dev.portcullis.control.revision;

import dev.portcullis.control.outbox.OutboxEntry;
import dev.portcullis.control.precondition.EntityTag;
import dev.portcullis.control.precondition.Preconditions;
import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import dev.portcullis.control.store.Definition;
import dev.portcullis.control.topic.Topics;
import dev.portcullis.model.ConfigItem;
import dev.portcullis.model.ItemKey;
import dev.portcullis.model.WireJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One revision of an instance while it is made: under the lock of the instance's row, in a transaction. What is put and
 * removed here reaches the nodes if, and only if, the transaction commits. Not thread-safe.
 */
public final class Change {
    /** Well below what Kafka takes by default (1 MiB), since the producer adds to it. */
    static final int MAX_RECORD_BYTES = Topics.MAX_RECORD_BYTES;

    private final String instanceId;
    private final String epoch;
    private final long revision;
    private final Instant at;
    private final Preconditions preconditions;
    private final Map<ItemKey, @Nullable ConfigItem> items = new LinkedHashMap<>();
    private final Map<ItemKey, Definition> definitions = new HashMap<>();
    private final Map<ItemKey, ConfigItem> context = new HashMap<>();
    private final long firstNumber;
    private final byte @Nullable [] digestState;
    private long nextNumber;
    private boolean ended;
    private boolean judged;
    private boolean creates;
    private @Nullable String newestId;

    /** @param digestState see {@link #digestState} */
    Change(
            String instanceId,
            String epoch,
            long revision,
            long firstNumber,
            byte @Nullable [] digestState,
            Instant at,
            Preconditions preconditions) {
        this.instanceId = instanceId;
        this.epoch = epoch;
        this.revision = revision;
        this.firstNumber = firstNumber;
        this.digestState = digestState;
        this.nextNumber = firstNumber;
        this.at = at;
        this.preconditions = preconditions;
    }

    public String instanceId() {
        return instanceId;
    }

    /** Of the instance. */
    public String epoch() {
        return epoch;
    }

    /** The revision that the instance has once this is committed. */
    public long revision() {
        return revision;
    }

    /** The time of the change. */
    public Instant at() {
        return at;
    }

    /**
     * Judges what the request expects of the resource that it addresses. To be called as soon as that is read, since what
     * the body says does not matter if the resource is another than its author saw.
     *
     * @param resourceRevision the one that last changed the resource
     * @throws Refusal if the resource is not as expected
     */
    public void requireExpected(long resourceRevision) {
        requireExpected(EntityTag.of(epoch, resourceRevision));
    }

    /** The same, of a resource that has another epoch, or several forms with a tag each. */
    public void requireExpected(EntityTag... current) {
        judged = true;
        preconditions.require(current);
    }

    /** Judges what the request expects of the resource that it creates: that there is none. */
    public void requireExpectedAbsent() {
        judged = true;
        creates = true;
        preconditions.require();
    }

    void refuseUnjudged() {
        if (!judged) {
            preconditions.refuse();
        }
    }

    /** An id that sorts after every other in the instance. */
    public String newId(ResourceId.Kind kind) {
        newestId = ResourceId.of(kind, nextNumber++);
        return newestId;
    }

    /** The item is now this, for nodes and for history. */
    public void put(ConfigItem item, Definition definition) {
        items.put(item.itemKey(), item);
        definitions.put(item.itemKey(), definition);
    }

    /** An item that is not changed, but that the changed ones stand on: compiled with them, not published. */
    public void standsOn(ConfigItem item) {
        context.put(item.itemKey(), item);
    }

    /** The item is gone. */
    public void remove(ItemKey key) {
        items.put(key, null);
        definitions.remove(key);
    }

    /** The instance itself is gone; its items must have been removed. */
    public void end() {
        ended = true;
    }

    /** The id of the resource that the request creates; null if it creates none. */
    @Nullable
    String createdId() {
        return !creates ? null : newestId == null ? instanceId : newestId;
    }

    boolean isEmpty() {
        return items.isEmpty() && !ended;
    }

    /** What is put, and what is removed: null. */
    public Map<ItemKey, @Nullable ConfigItem> items() {
        return Collections.unmodifiableMap(items);
    }

    /** What is put, and what that stands on. */
    List<ConfigItem> compiled() {
        List<ConfigItem> compiled = new ArrayList<>(context.values());
        items.values().stream().filter(Objects::nonNull).forEach(compiled::add);
        return compiled;
    }

    /** The number in the newest id that was made here, if more than the one that was set apart; else 0. */
    long lastNumberIfSeveral() {
        return nextNumber > firstNumber + 1 ? nextNumber - 1 : 0;
    }

    /** What history remembers; empty if the instance and its history end. */
    List<RevisionLog.Entry> remembered() {
        return ended
                ? List.of()
                : items.keySet().stream()
                        .map(key -> new RevisionLog.Entry(key, definitions.get(key)))
                        .toList();
    }

    /** Whether the instance itself is gone. */
    boolean isEnd() {
        return ended;
    }

    /** The digest of the instance before the change, to go on from; null if none has been kept yet. */
    byte @Nullable [] digestState() {
        return digestState;
    }

    /** The records of what is put and removed, without the head. */
    List<OutboxEntry> records() {
        List<OutboxEntry> records = new ArrayList<>();
        items.forEach((key, item) -> records.add(new OutboxEntry(key.text(), item == null ? null : record(item))));
        return records;
    }

    /**
     * An item as a record.
     *
     * @throws Refusal if Kafka would not take it
     */
    public static byte[] record(ConfigItem item) {
        byte[] record = WireJson.write(item);
        if (record.length > MAX_RECORD_BYTES) {
            throw new Refusal(
                    ProblemCode.BODY_TOO_LARGE,
                    item.itemKey().text() + " takes " + record.length + " bytes as a record (expected: at most "
                            + MAX_RECORD_BYTES + ")");
        }
        return record;
    }
}
