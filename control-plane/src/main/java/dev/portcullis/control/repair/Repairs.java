package dev.portcullis.control.repair;

import dev.portcullis.control.repair.Republication.Held;
import dev.portcullis.control.repair.Republication.Republished;
import dev.portcullis.control.repair.StoredHeads.Stored;
import dev.portcullis.model.Head;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Makes the topic what the tables say, and says what was found. */
@ApplicationScoped
class Repairs {
    private static final Logger LOG = Logger.getLogger(Repairs.class);

    private final Republication republication;
    private final StoredHeads heads;
    private final MeterRegistry meters;

    Repairs(Republication republication, StoredHeads heads, MeterRegistry meters) {
        this.republication = republication;
        this.heads = heads;
        this.meters = meters;
        for (RepairReason reason : RepairReason.values()) {
            counter(reason);
        }
    }

    private Counter counter(RepairReason reason) {
        return Counter.builder("portcullis.config.repairs")
                .description("Instances that were published again because the topic was not what the tables say")
                .tag("reason", reason.name())
                .register(meters);
    }

    /**
     * Publishes an instance again, or removes what is there of one that does not exist.
     *
     * @param reported the head that a node says it holds
     * @param isTold whether to write a line about it
     * @return whether that was done
     */
    boolean repair(AuditedInstance topic, Stored stored, Finding finding, @Nullable Head reported, boolean isTold) {
        Head held = held(topic.newest(), reported);
        Set<String> keys = new HashSet<>(topic.keys());
        String places = isTold ? places(topic, stored, finding) : "";
        StoredHead row = stored.head();
        Optional<String> done = row == null
                ? remove(topic, keys)
                : republication.repair(row, new Held(held, keys)).map(Repairs::describe);
        done.ifPresent(what -> {
            counter(finding.reason()).increment();
            if (isTold) {
                LOG.warnf("%s: %s%s. %s", finding.reason(), finding.detail(), places, what);
            }
        });
        return done.isPresent();
    }

    /** Of both the one that is harder to supersede: the newer one, or, of one revision, the node's. */
    private static @Nullable Head held(@Nullable Head newest, @Nullable Head reported) {
        return newest == null || (reported != null && !newest.isNewerThan(reported) && !newest.isSameAs(reported))
                ? reported
                : newest;
    }

    private Optional<String> remove(AuditedInstance topic, Set<String> keys) {
        return republication.remove(topic.id(), new Held(topic.newest(), keys))
                ? Optional.of("They are removed")
                : Optional.empty();
    }

    private static String describe(Republished done) {
        return "Published again as a whole: revision " + done.revision() + " with " + done.records() + " records"
                + (done.isNewEpoch() ? " in the new epoch " + done.epoch() : "");
    }

    private String places(AuditedInstance topic, Stored stored, Finding finding) {
        return switch (finding.reason()) {
            case RECORDS_DIFFER, HEAD_UNTRUSTED, UNKNOWN_INSTANCE -> {
                StoredHead row = stored.head();
                String places = topic.places(row == null ? Map.of() : heads.hashes(row.instanceId()));
                yield places.isEmpty() ? "" : ": " + places;
            }
            case HEAD_MISSING, HEAD_REPLAYED, HEAD_BEHIND, HEAD_AHEAD, NODE_DISAGREES -> "";
        };
    }
}
