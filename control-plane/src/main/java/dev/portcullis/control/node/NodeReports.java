package dev.portcullis.control.node;

import dev.portcullis.control.drain.WaitsEnd;
import dev.portcullis.control.topic.NodesTopicConfig;
import dev.portcullis.model.NodeReport;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The newest report of every node, as the nodes topic has it, and how long ago it was heard by this replica's own clock.
 * Thread-safe.
 */
@ApplicationScoped
public class NodeReports {
    /** Silent for as many heartbeats, a node counts as unreachable. */
    private static final int MISSED_HEARTBEATS = 3;

    private final Map<String, OfInstance> instances = new ConcurrentHashMap<>();
    private final long silenceNanos;
    private final LongSupplier nanoTime;
    private volatile boolean waitsEnded;
    private final InstantSource clock;

    @jakarta.inject.Inject
    NodeReports(NodesTopicConfig config, Clock clock) {
        this(config.heartbeat(), System::nanoTime, clock);
    }

    NodeReports(Duration heartbeat, LongSupplier nanoTime, InstantSource clock) {
        this.silenceNanos = heartbeat.multipliedBy(MISSED_HEARTBEATS).toNanos();
        this.nanoTime = nanoTime;
        this.clock = clock;
    }

    /** A node has reported just now. */
    void heard(NodeReport report) {
        put(report, Proof.LIVE);
    }

    /** A node has reported just now, by a clock so far off that this proves nothing but that it is there. */
    void heardUntimely(NodeReport report) {
        put(report, Proof.UNTIMELY);
    }

    /**
     * A report from before this replica's start. Whether the node still lives shows within three heartbeats; until then it
     * counts as behind, afterwards as unreachable.
     */
    void replayed(NodeReport report) {
        put(report, Proof.UNPROVEN);
    }

    private void put(NodeReport report, Proof proof) {
        OfInstance instance = of(report.instanceId());
        synchronized (instance) {
            Seen before = instance.nodes.get(report.nodeId());
            ClockSkew known = before == null || isOfAnother(before.report, report) ? ClockSkew.UNKNOWN : before.skew;
            ClockSkew skew = proof == Proof.UNPROVEN
                    ? known
                    : known.and(clock.millis(), report.stamp().reportedAtMillis());
            instance.nodes.put(report.nodeId(), new Seen(report, proof, nanoTime.getAsLong(), skew));
            instance.changed();
        }
    }

    private static boolean isOfAnother(NodeReport before, NodeReport report) {
        return before.stamp().startedAtMillis() != report.stamp().startedAtMillis();
    }

    /** A node has deregistered, or was. */
    void gone(String instanceId, String nodeId) {
        OfInstance instance = of(instanceId);
        synchronized (instance) {
            instance.nodes.remove(nodeId);
            instance.changed();
        }
    }

    boolean isRegistered(String instanceId, String nodeId) {
        OfInstance instance = of(instanceId);
        synchronized (instance) {
            return instance.nodes.containsKey(nodeId);
        }
    }

    /** The nodes of an instance, by id. */
    List<Node> nodes(String instanceId) {
        OfInstance instance = of(instanceId);
        synchronized (instance) {
            return snapshot(instance);
        }
    }

    /**
     * Waits until the nodes of an instance are as wanted.
     *
     * @return the nodes as they are then, or when the time is over, or waits have ended
     */
    List<Node> await(String instanceId, Duration limit, Predicate<List<Node>> wanted) {
        long deadline = nanoTime.getAsLong() + limit.toNanos();
        OfInstance instance = of(instanceId);
        while (true) {
            List<Node> nodes;
            long changes;
            synchronized (instance) {
                nodes = snapshot(instance);
                changes = instance.changes;
            }
            // Not under the monitor: it may ask the database, and the next report must not wait for that.
            if (deadline - nanoTime.getAsLong() <= 0 || waitsEnded || wanted.test(nodes)) {
                return nodes;
            }
            try {
                pause(instance, changes, deadline);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return nodes;
            }
        }
    }

    /** The process ends: whoever waits, now or later, gets the nodes as they are. */
    void endWaits(@Observes WaitsEnd event) {
        waitsEnded = true;
        instances.values().forEach(instance -> {
            synchronized (instance) {
                instance.changed();
            }
        });
    }

    private void pause(OfInstance instance, long changes, long deadline) throws InterruptedException {
        synchronized (instance) {
            // Silence wakes nobody, so a waiter looks again when the next node would become unreachable.
            long pauseNanos = Math.min(deadline - nanoTime.getAsLong(), nextSilenceNanos(instance));
            if (instance.changes == changes && pauseNanos > 0) {
                instance.wait(pauseNanos / 1_000_000, (int) (pauseNanos % 1_000_000));
            }
        }
    }

    /** Every node of every instance. */
    List<Node> all() {
        return instances.keySet().stream()
                .flatMap(instanceId -> nodes(instanceId).stream())
                .toList();
    }

    private OfInstance of(String instanceId) {
        return instances.computeIfAbsent(instanceId, id -> new OfInstance());
    }

    private List<Node> snapshot(OfInstance instance) {
        long now = nanoTime.getAsLong();
        return instance.nodes.values().stream()
                .map(seen -> new Node(seen.report, life(seen, now), Duration.ofNanos(now - seen.atNanos), seen.skew))
                .toList();
    }

    private Node.Life life(Seen seen, long now) {
        if (now - seen.atNanos > silenceNanos) {
            return Node.Life.UNREACHABLE;
        }
        return switch (seen.proof) {
            case LIVE -> Node.Life.LIVE;
            case UNPROVEN -> Node.Life.UNPROVEN;
            case UNTIMELY -> Node.Life.UNTIMELY;
        };
    }

    private long nextSilenceNanos(OfInstance instance) {
        long now = nanoTime.getAsLong();
        return instance.nodes.values().stream()
                .mapToLong(seen -> silenceNanos - (now - seen.atNanos) + 1)
                .filter(nanos -> nanos > 0)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private record Seen(NodeReport report, Proof proof, long atNanos, ClockSkew skew) {}

    /** What a report proves of the node that made it. */
    private enum Proof {
        LIVE,
        UNPROVEN,
        UNTIMELY
    }

    /** Its monitor guards it. */
    private static final class OfInstance {
        private final Map<String, Seen> nodes = new TreeMap<>();
        private long changes;

        void changed() {
            changes++;
            notifyAll();
        }
    }
}
