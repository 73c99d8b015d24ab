package dev.portcullis.control.repair;

import dev.portcullis.control.repair.StoredHeads.Stored;
import dev.portcullis.model.Head;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Holds what is read against the tables. While nothing is wrong, a record costs its hash and the database is asked once a
 * minute. A change that is on its way is no difference: the tables are looked at first, an instance of which the outbox owes
 * something is left for later, the others are judged once the topic has been read to where it ended after that look, and
 * repaired only if the row, once locked, is still the same. Not thread-safe.
 */
final class AuditLoop {
    private static final Logger LOG = Logger.getLogger(AuditLoop.class);
    private static final Duration COMPARE_EVERY = Duration.ofMinutes(1);
    private static final Duration IDLE = Duration.ofMillis(500);
    private static final Duration BUSY = Duration.ofMillis(100);
    /** Of one pass; the others are counted. */
    private static final int MOST_LINES = 5;

    private final AuditReading reading;
    private final TopicView view;
    private final StoredHeads heads;
    private final Repairs repairs;
    private final RepairRequests requests;
    private final RepairPauses pauses = new RepairPauses();
    /** To be judged as soon as that can be done. */
    private final Set<String> suspects = new HashSet<>();
    /** To be published again even if nothing is found. */
    private final Map<String, RepairRequests.Request> asked = new HashMap<>();

    private final Set<String> toldOrphans = new HashSet<>();
    /** Where the topic ended when the reading began; null once it has been read up to there. */
    private @Nullable Map<TopicPartition, Long> firstEnds;

    private @Nullable Look look;
    private long lookedNanos;
    private long comparedNanos;

    /**
     * What the tables had of the suspects.
     *
     * @param ends of the topic, asked for afterwards: all that the tables had published by then lies before them
     */
    private record Look(Map<String, Stored> stored, Map<TopicPartition, Long> ends) {}

    AuditLoop(AuditReading reading, StoredHeads heads, Repairs repairs, RepairRequests requests) {
        this.reading = reading;
        this.view = reading.view();
        this.heads = heads;
        this.repairs = repairs;
        this.requests = requests;
        this.firstEnds = reading.ends();
    }

    void step() {
        reading.poll(suspects.isEmpty() ? IDLE : BUSY);
        Map<TopicPartition, Long> awaited = firstEnds;
        if (awaited != null) {
            if (!reading.hasReached(awaited)) {
                return;
            }
            firstEnds = null;
            compareAll();
            LOG.infof(
                    "The config topic is read: %d instances, %d to be looked at",
                    view.ids().size(), suspects.size());
        } else if (System.nanoTime() - comparedNanos > COMPARE_EVERY.toNanos()) {
            compareAll();
        }
        suspects.addAll(view.takeInconsistent());
        requests.take().forEach((id, request) -> {
            asked.put(id, request);
            suspects.add(id);
        });
        String strays = view.takeStrays();
        if (strays != null) {
            LOG.warnf("Left alone, since no node reads them: %s", strays);
        }
        look();
    }

    private void look() {
        long now = System.nanoTime();
        if (look == null && now - lookedNanos > BUSY.toNanos()) {
            Set<String> due = new HashSet<>(suspects);
            due.removeIf(id -> pauses.isPaused(id, now));
            if (!due.isEmpty()) {
                lookedNanos = now;
                look = new Look(heads.read(due), reading.ends());
            }
        }
        Look taken = look;
        if (taken != null && reading.hasReached(taken.ends())) {
            look = null;
            judge(taken.stored());
        }
    }

    private void compareAll() {
        comparedNanos = System.nanoTime();
        Map<String, StoredHead> stored = heads.all();
        stored.forEach((id, head) -> {
            if (view.of(id).differenceTo(head) != null) {
                suspects.add(id);
            }
        });
        view.ids().stream().filter(id -> !stored.containsKey(id)).forEach(suspects::add);
    }

    private void judge(Map<String, Stored> stored) {
        int told = 0;
        int repaired = 0;
        for (Map.Entry<String, Stored> entry : stored.entrySet()) {
            String id = entry.getKey();
            if (entry.getValue().isOwed()) {
                continue;
            }
            AuditedInstance topic = view.of(id);
            Finding finding = find(topic, entry.getValue());
            if (finding == null) {
                suspects.remove(id);
            } else {
                pauses.begin(id, System.nanoTime());
                RepairRequests.Request request = asked.remove(id);
                Head reported = request == null ? null : request.held();
                boolean isTold = told++ < MOST_LINES;
                repaired += repairs.repair(topic, entry.getValue(), finding, reported, isTold) ? 1 : 0;
            }
        }
        if (repaired > MOST_LINES) {
            LOG.warnf("%d instances are published again in all", repaired);
        }
    }

    private @Nullable Finding find(AuditedInstance topic, Stored stored) {
        StoredHead head = stored.head();
        if (head == null) {
            asked.remove(topic.id());
            tellOrphan(topic);
            return topic.remains();
        }
        toldOrphans.remove(topic.id());
        Finding finding = topic.differenceTo(head);
        RepairRequests.Request request = asked.get(topic.id());
        return finding != null || request == null
                ? finding
                : new Finding(RepairReason.NODE_DISAGREES, topic.id() + ": " + request.reason());
    }

    /** An empty database must not be able to close every gateway, so this is for people to decide. */
    private void tellOrphan(AuditedInstance topic) {
        Head newest = topic.newest();
        if (newest != null && topic.isOrphan() && toldOrphans.add(topic.id())) {
            LOG.errorf(
                    "%s: the topic says that it is at revision %d in epoch %s, and the tables have no such instance. Its"
                            + " nodes keep what they have; make the instance again, or restore a later backup",
                    topic.id(), newest.revision(), newest.epoch());
        }
    }
}
