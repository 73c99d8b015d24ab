package dev.portcullis.control.node;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portcullis.control.revision.Newest;
import dev.portcullis.model.HeadReference;
import dev.portcullis.model.NodeReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A node, as it is answered. */
@Schema(name = "Node", description = "A running gateway node, by its own reports.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record NodeView(
        @Schema(required = true) String id,

        @Schema(description = "Of the node's program.", required = true)
        String version,

        @Schema(required = true) State state,

        @Schema(
                description =
                        "Since when it is in that state: by the node's clock, but BEHIND and UNREACHABLE by ours. "
                                + "Absent where it is not known.")
        @Nullable
        Instant since,

        @Schema(description = "The revision that it enforces; 0: none.", required = true)
        long revision,

        @Schema(description = "Of the configuration that it enforces.") @Nullable
        String digest,

        @Schema(
                description =
                        "Whether that is the digest that the database has for the revision; absent if it enforces "
                                + "none, or one that the database does not have.")
        @Nullable
        Boolean digestMatches,

        @Schema(description = "The newest revision that it has seen, if that is another.") @Nullable
        Long seenRevision,

        @Schema(description = "Why it does not enforce the newest revision that it has seen.") @Nullable
        MissingReason rejection,

        @Schema(description = "The same, in words.") @Nullable
        String reason,

        @Schema(
                description = "By how many milliseconds its clock is ahead of the control plane's; negative: behind. "
                        + "Absent until enough of its reports have been heard.")
        @Nullable
        Long clockSkewMillis,

        @Schema(
                description =
                        "Whether that is more than is allowed (PORTCULLIS_NODES_CLOCK_SKEW): then it may take tokens "
                                + "for valid that have expired.",
                required = true)
        boolean clockSkewExceeded,

        @Schema(description = "By the node's clock.", required = true)
        Instant startedAt,

        @Schema(description = "When its last report was heard.", required = true)
        Instant lastReportAt) {

    /** How a node stands with the configuration. */
    @Schema(
            name = "NodeState",
            description = "STARTING: it has no configuration yet, and answers 503. CURRENT: it enforces the newest "
                    + "revision. BEHIND: it enforces an earlier one. REJECTED: it refused what it has read and enforces the "
                    + "last good configuration, if it has any; or what it enforces is not what the database has; or it "
                    + "enforces it, and cannot open secrets of rules (SECRET_UNAVAILABLE). "
                    + "STALE_START: it enforces what it had on its disk, and has reached neither Kafka nor the control "
                    + "plane since its start. UNREACHABLE: it has stopped reporting.")
    enum State {
        STARTING,
        CURRENT,
        BEHIND,
        REJECTED,
        STALE_START,
        UNREACHABLE
    }

    /**
     * @param tables those of the revision that the node enforces and of the one after it
     * @param skewLimit that the clock of a node may not exceed
     */
    static NodeView of(Node node, Newest newest, Map<Long, TableRevision> tables, Duration skewLimit, Instant now) {
        NodeReport report = node.report();
        HeadReference enforced = report.enforced();
        Boolean matches = enforced == null ? null : matches(enforced, newest, tables);
        State state = state(node, newest, matches);
        return new NodeView(
                report.nodeId(),
                report.version(),
                state,
                since(node, state, tables, now),
                enforced == null ? 0 : enforced.revision(),
                enforced == null ? null : enforced.digest(),
                matches,
                report.seen() == null ? null : Long.valueOf(report.seen().revision()),
                rejection(report, matches),
                report.reason(),
                node.clockSkew().isKnown() ? Long.valueOf(node.clockSkew().millis()) : null,
                node.clockSkew().exceeds(skewLimit),
                Instant.ofEpochMilli(report.stamp().startedAtMillis()),
                now.minus(node.silence()));
    }

    private static @Nullable Boolean matches(HeadReference enforced, Newest newest, Map<Long, TableRevision> tables) {
        TableRevision table = enforced.epoch().equals(newest.epoch()) ? tables.get(enforced.revision()) : null;
        return table == null || table.digest() == null
                ? null
                : Boolean.valueOf(table.digest().equals(enforced.digest()));
    }

    private static State state(Node node, Newest newest, @Nullable Boolean matches) {
        return switch (node.life()) {
            case UNREACHABLE -> State.UNREACHABLE;
            case LIVE, UNPROVEN, UNTIMELY ->
                switch (node.report().state()) {
                    case STARTING, STOPPED -> State.STARTING;
                    case REJECTED -> State.REJECTED;
                    case STALE_START -> State.STALE_START;
                    case CURRENT, BEHIND -> {
                        if (Boolean.FALSE.equals(matches)) {
                            yield State.REJECTED;
                        }
                        yield node.enforces(newest.epoch(), newest.revision()) ? State.CURRENT : State.BEHIND;
                    }
                };
        };
    }

    private static @Nullable Instant since(Node node, State state, Map<Long, TableRevision> tables, Instant now) {
        return switch (state) {
            case UNREACHABLE -> now.minus(node.silence());
            case BEHIND -> {
                HeadReference enforced = node.report().enforced();
                TableRevision next = enforced == null ? null : tables.get(enforced.revision() + 1);
                yield next == null ? null : next.madeAt();
            }
            case STARTING, CURRENT, REJECTED, STALE_START ->
                Instant.ofEpochMilli(node.report().stateSinceMillis());
        };
    }

    private static @Nullable MissingReason rejection(NodeReport report, @Nullable Boolean matches) {
        if (report.state() == NodeReport.State.REJECTED) {
            return MissingReason.of(report.rejection());
        }
        return Boolean.FALSE.equals(matches) ? MissingReason.DIGEST_MISMATCH : null;
    }
}
