package dev.portcullis.control.node;

import dev.portcullis.control.drain.WaitsEnd;
import dev.portcullis.control.topic.NodesTopicConfig;
import dev.portcullis.model.NodeReport;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
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

    @jakarta.inject.Inject
    NodeReports(NodesTopicConfig config) {
        this(config.heartbeat(), System::nanoTime);
    }

    NodeReports(Duration heartbeat, LongSupplier nanoTime) {
        this.silenceNanos = heartbeat.multipliedBy(MISSED_HEARTBEATS).toNanos();
        this.nanoTime = nanoTime;
    }

    /** A node has reported just now. */
    void heard(NodeReport report) {
        put(report, true);
    }

    /**
     * A report from before this replica's start. Whether the node still lives shows within three heartbeats; until then it
     * counts as behind, afterwards as unreachable.
     */
    void replayed(NodeReport report) {
        put(report, false);
    }

    private void put(NodeReport report, boolean live) {
        OfInstance instance = of(report.instanceId());
        synchronized (instance) {
            instance.nodes.put(report.nodeId(), new Seen(report, live, nanoTime.getAsLong()));
            instance.notifyAll();
        }
    }

    /** A node has deregistered, or was. */
    void gone(String instanceId, String nodeId) {
        OfInstance instance = of(instanceId);
        synchronized (instance) {
            instance.nodes.remove(nodeId);
            instance.notifyAll();
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
        synchronized (instance) {
            while (true) {
                List<Node> nodes = snapshot(instance);
                long leftNanos = deadline - nanoTime.getAsLong();
                if (leftNanos <= 0 || waitsEnded || wanted.test(nodes)) {
                    return nodes;
                }
                // Silence wakes nobody, so a waiter looks again when the next node would become unreachable.
                long pauseNanos = Math.min(leftNanos, nextSilenceNanos(instance));
                try {
                    instance.wait(pauseNanos / 1_000_000, (int) (pauseNanos % 1_000_000));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return nodes;
                }
            }
        }
    }

    /** The process ends: whoever waits, now or later, gets the nodes as they are. */
    void endWaits(@Observes WaitsEnd event) {
        waitsEnded = true;
        instances.values().forEach(instance -> {
            synchronized (instance) {
                instance.notifyAll();
            }
        });
    }

    private OfInstance of(String instanceId) {
        return instances.computeIfAbsent(instanceId, id -> new OfInstance());
    }

    private List<Node> snapshot(OfInstance instance) {
        long now = nanoTime.getAsLong();
        return instance.nodes.values().stream()
                .map(seen -> new Node(seen.report, life(seen, now), Duration.ofNanos(now - seen.atNanos)))
                .toList();
    }

    private Node.Life life(Seen seen, long now) {
        if (now - seen.atNanos > silenceNanos) {
            return Node.Life.UNREACHABLE;
        }
        return seen.live ? Node.Life.LIVE : Node.Life.UNPROVEN;
    }

    private long nextSilenceNanos(OfInstance instance) {
        long now = nanoTime.getAsLong();
        return instance.nodes.values().stream()
                .mapToLong(seen -> silenceNanos - (now - seen.atNanos) + 1)
                .filter(nanos -> nanos > 0)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private record Seen(NodeReport report, boolean live, long atNanos) {}

    /** Its monitor guards it. */
    private static final class OfInstance {
        private final Map<String, Seen> nodes = new TreeMap<>();
    }
}
