package dev.portcullis.gateway.ruleset;

import dev.portcullis.gateway.feed.Origin;
import dev.portcullis.model.Head;
import dev.portcullis.model.HeadReference;
import dev.portcullis.model.NodeReport;
import dev.portcullis.model.Rejection;
import dev.portcullis.model.Report;
import dev.portcullis.model.RuleItem;
import dev.portcullis.signature.ReportSigner;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the control plane, over the nodes topic, what this node enforces: at every change, and as a heartbeat. What Kafka
 * did not take is said again soon, as it is by then.
 */
public final class NodeReporter implements RuleSetListener {
    private static final int REASON_LIMIT = 500;
    private static final Duration BEFORE_NEXT_TRY = Duration.ofMillis(500);

    private final String instanceId;
    private final String nodeId;
    private final String version;
    private final NodesTopic topic;
    private final ReportSigner signer;
    private final InstantSource clock;

    /** What to say, and whether a next try is due already; owned by the topic's thread. */
    private Standing standing;

    private boolean triesAgain;

    /**
     * @param seen the newest head that is known; null: none, or it could not be read
     */
    private record Standing(
            NodeReport.State state,
            long sinceMillis,
            @Nullable Head enforced,
            @Nullable Head seen,
            @Nullable Rejection rejection,
            @Nullable String reason) {}

    public NodeReporter(
            String instanceId,
            String nodeId,
            String version,
            NodesTopic topic,
            ReportSigner signer,
            InstantSource clock) {
        this.instanceId = instanceId;
        this.nodeId = nodeId;
        this.version = version;
        this.topic = topic;
        this.signer = signer;
        this.clock = clock;
        this.standing = new Standing(NodeReport.State.STARTING, clock.millis(), null, null, null, null);
    }

    /** Begins to report, until the topic is closed: that deregisters the node. */
    public void start(Duration heartbeat) {
        topic.atTheEnd(this::farewell);
        topic.whenMadeAnew(this::report);
        topic.every(heartbeat, this::report);
    }

    /** Said with the next heartbeat only: most heads are applied before that. */
    @Override
    public void seen(Head head) {
        topic.run(() -> standing = with(NodeReport.State.BEHIND, standing.enforced(), head, null, null));
    }

    @Override
    public void applied(Head head, Collection<RuleItem> rules, Origin origin, List<UnopenedSecret> unopened) {
        if (!unopened.isEmpty()) {
            String reason =
                    cut(unopened.getFirst() + (unopened.size() == 1 ? "" : "; and " + (unopened.size() - 1) + " more"));
            topic.run(() -> change(with(NodeReport.State.REJECTED, head, head, Rejection.SECRET_UNAVAILABLE, reason)));
            return;
        }
        NodeReport.State state = switch (origin) {
            case TOPIC, SNAPSHOT -> NodeReport.State.CURRENT;
            case DISK -> NodeReport.State.STALE_START;
        };
        topic.run(() -> change(with(state, head, head, null, null)));
    }

    @Override
    public void rejected(@Nullable Head head, Rejection rejection, String why) {
        String reason = cut(why);
        topic.run(() -> change(with(NodeReport.State.REJECTED, standing.enforced(), head, rejection, reason)));
    }

    @Override
    public void absent() {
        topic.run(() -> change(with(NodeReport.State.STARTING, null, null, null, null)));
    }

    private static String cut(String reason) {
        return reason.length() > REASON_LIMIT ? reason.substring(0, REASON_LIMIT) : reason;
    }

    private Standing with(
            NodeReport.State state,
            @Nullable Head enforced,
            @Nullable Head seen,
            @Nullable Rejection rejection,
            @Nullable String reason) {
        boolean isNew = state != standing.state() || rejection != standing.rejection();
        long since = isNew ? clock.millis() : standing.sinceMillis();
        return new Standing(state, since, enforced, seen, rejection, reason);
    }

    private void change(Standing next) {
        standing = next;
        report();
    }

    private void report() {
        if (!topic.send(key(), signed(standing), this::tryAgain)) {
            tryAgain();
        }
    }

    private void tryAgain() {
        topic.run(() -> {
            if (!triesAgain) {
                triesAgain = true;
                topic.later(BEFORE_NEXT_TRY, () -> {
                    triesAgain = false;
                    report();
                });
            }
        });
    }

    private void farewell() {
        Standing last = with(NodeReport.State.STOPPED, null, null, null, null);
        topic.send(key(), signed(last), () -> {});
        topic.send(key(), null, () -> {});
    }

    private byte[] signed(Standing now) {
        Head enforced = now.enforced();
        Head seen = now.seen();
        return signer.sign(new NodeReport(
                Report.FORMAT,
                instanceId,
                nodeId,
                version,
                now.state(),
                now.sinceMillis(),
                enforced == null ? null : HeadReference.of(enforced),
                seen == null || (enforced != null && seen.isSameAs(enforced)) ? null : HeadReference.of(seen),
                now.rejection(),
                now.reason(),
                signer.stamp()));
    }

    private String key() {
        return NodeReport.topicKey(instanceId, nodeId);
    }
}
