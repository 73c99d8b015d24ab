package dev.portcullis.control.node;

import dev.portcullis.control.topic.NodesTopicConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** Tells of the nodes whose clocks are not ours: a line when it begins and one when it ends, and two gauges. One thread. */
@ApplicationScoped
class ClockSkews {
    private static final Logger LOG = Logger.getLogger(ClockSkews.class);

    private final Duration limit;
    private final AtomicLong greatestMillis = new AtomicLong();
    private final AtomicInteger exceeding = new AtomicInteger();
    /** By topic key. */
    private Map<String, Node> skewed = new HashMap<>();

    ClockSkews(NodesTopicConfig config, MeterRegistry meters) {
        this.limit = config.clockSkew();
        Gauge.builder("portcullis.nodes.clock.skew", greatestMillis, millis -> millis.get() / 1_000.0)
                .description("The greatest difference between the clock of a node and ours, either way")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("portcullis.nodes.clock.skewed", exceeding, AtomicInteger::get)
                .description("Nodes whose clocks differ from ours by more than is allowed")
                .register(meters);
    }

    Duration limit() {
        return limit;
    }

    void check(List<Node> nodes) {
        Map<String, Node> now = new HashMap<>();
        long greatest = 0;
        for (Node node : nodes) {
            if (node.life() == Node.Life.UNREACHABLE) {
                continue;
            }
            greatest = Math.max(greatest, Math.abs(node.clockSkew().millis()));
            if (node.clockSkew().exceeds(limit)) {
                now.put(node.report().topicKey(), node);
            }
        }
        greatestMillis.set(greatest);
        exceeding.set(now.size());
        now.forEach((key, node) -> {
            if (!skewed.containsKey(key)) {
                LOG.warnf(
                        "The clock of node %s of %s differs from ours by %d ms (expected: at most %d)",
                        node.report().nodeId(),
                        node.report().instanceId(),
                        node.clockSkew().millis(),
                        limit.toMillis());
            }
        });
        skewed.forEach((key, node) -> {
            if (!now.containsKey(key)) {
                LOG.infof(
                        "The clock of node %s of %s is right again, or the node is gone",
                        node.report().nodeId(), node.report().instanceId());
            }
        });
        skewed = now;
    }
}
