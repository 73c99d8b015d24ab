package dev.portcullis.gateway.ruleset;

import dev.portcullis.gateway.feed.Origin;
import dev.portcullis.model.Head;
import dev.portcullis.model.NodeReport;
import dev.portcullis.model.Rejection;
import dev.portcullis.model.RuleItem;
import dev.portcullis.model.WireJson;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Tells the control plane, over the nodes topic, what this node enforces: at every change, and as a heartbeat. */
public final class NodeReporter implements RuleSetListener {
    private static final int REASON_LIMIT = 500;

    private final String instanceId;
    private final String nodeId;
    private final String version;
    private final NodesTopic topic;
    private final InstantSource clock;
    private final long startedAtMillis;

    /** What to say; owned by the topic's thread. */
    private NodeReport.State state = NodeReport.State.STARTING;

    private @Nullable Head head;
    private @Nullable String reason;

    public NodeReporter(String instanceId, String nodeId, String version, NodesTopic topic, InstantSource clock) {
        this.instanceId = instanceId;
        this.nodeId = nodeId;
        this.version = version;
        this.topic = topic;
        this.clock = clock;
        this.startedAtMillis = clock.millis();
    }

    /** Begins to report, until the topic is closed: that deregisters the node. */
    public void start(Duration heartbeat) {
        topic.atTheEnd(() -> send(null));
        topic.every(heartbeat, this::report);
    }

    @Override
    public void applied(Head applied, Collection<RuleItem> rules, Origin origin) {
        change(NodeReport.State.APPLIED, applied, null);
    }

    @Override
    public void rejected(@Nullable Head rejected, Rejection rejection, String why) {
        change(NodeReport.State.REJECTED, rejected, why.length() > REASON_LIMIT ? why.substring(0, REASON_LIMIT) : why);
    }

    @Override
    public void absent() {
        change(NodeReport.State.STARTING, null, null);
    }

    private void change(NodeReport.State newState, @Nullable Head newHead, @Nullable String newReason) {
        topic.run(() -> {
            state = newState;
            head = newHead != null || newState == NodeReport.State.STARTING ? newHead : head;
            reason = newReason;
            report();
        });
    }

    private void report() {
        Head about = head;
        NodeReport report = new NodeReport(
                instanceId,
                nodeId,
                version,
                state,
                about == null ? null : about.epoch(),
                about == null ? 0 : about.revision(),
                about == null ? null : about.digest(),
                reason,
                clock.millis(),
                startedAtMillis);
        send(WireJson.write(report));
    }

    /** What is lost is not said again: the next heartbeat says more. */
    private void send(byte @Nullable [] value) {
        topic.send(NodeReport.topicKey(instanceId, nodeId), value, () -> {});
    }
}
