package dev.portcullis.control.repair;

import dev.portcullis.control.outbox.RelayTenure;
import dev.portcullis.control.revision.Epochs;
import dev.portcullis.model.Head;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What is to be published again although the topic is as it should be, since a node says that it does not hold it. The
 * replica that relays attends to it, and spaces out what is asked for the same instance. Thread-safe.
 */
@ApplicationScoped
public class RepairRequests {
    private static final Logger LOG = Logger.getLogger(RepairRequests.class);

    private final Map<String, Request> waiting = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable RelayTenure> attendant = new AtomicReference<>();

    private final Epochs epochs;

    RepairRequests(Epochs epochs) {
        this.epochs = epochs;
    }

    /**
     * Something to attend to.
     *
     * @param reason in words
     * @param held the head that the node holds; null: older than the tables', or unknown
     */
    record Request(
            String instanceId, String reason, @Nullable Head held) {}

    /** A node does not hold what the tables say. */
    public void request(String instanceId, String reason) {
        add(new Request(instanceId, reason, null));
    }

    /**
     * A node holds another head than the tables have, perhaps a newer one. If the tables' would not be taken for newer, a new
     * epoch begins.
     *
     * @param digest of that head
     */
    public void request(String instanceId, String reason, String epoch, long revision, String digest) {
        if (!epochs.isPlausible(epoch)) {
            LOG.warnf("%s: %s, in epoch %s, which cannot be (expected: one made here)", instanceId, reason, epoch);
            return;
        }
        Head held = new Head(Head.FORMAT, instanceId, epoch, revision, Head.State.CURRENT, 0, digest, null);
        add(new Request(instanceId, reason, held));
    }

    private void add(Request request) {
        if (attendant.get() != null) {
            waiting.merge(request.instanceId(), request, RepairRequests::newer);
        }
    }

    private static Request newer(Request one, Request other) {
        Head held = one.held();
        return held == null || (other.held() != null && other.held().isNewerThan(held)) ? other : one;
    }

    /** In replicas that do not relay, requests come to nothing: all of them hear the same reports. */
    void attend(RelayTenure tenure) {
        waiting.clear();
        attendant.set(tenure);
    }

    void leave(RelayTenure tenure) {
        attendant.compareAndSet(tenure, null);
    }

    Map<String, Request> take() {
        Map<String, Request> taken = new HashMap<>();
        for (String id : waiting.keySet()) {
            Request request = waiting.remove(id);
            if (request != null) {
                taken.put(id, request);
            }
        }
        return taken;
    }
}
