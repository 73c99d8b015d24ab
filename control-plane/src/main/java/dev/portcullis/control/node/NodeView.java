package dev.portcullis.control.node;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portcullis.model.NodeReport;
import java.time.Instant;
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
                description = "The newest revision that it saw: enforced, or refused if the state is REJECTED.",
                required = true)
        long revision,

        @Schema(description = "Of the configuration that it holds.") @Nullable
        String digest,

        @Schema(description = "Why it refused the revision.") @Nullable
        String reason,

        @Schema(description = "By the node's clock.", required = true)
        Instant startedAt,

        @Schema(description = "When its last report was heard.", required = true)
        Instant lastReportAt) {

    /** What a node does. */
    @Schema(
            name = "NodeState",
            description = "STARTING: it has no configuration yet. REJECTED: it refused the revision and enforces an "
                    + "earlier one. UNREACHABLE: it has stopped reporting.")
    enum State {
        STARTING,
        APPLIED,
        REJECTED,
        UNREACHABLE
    }

    static NodeView of(Node node, Instant now) {
        NodeReport report = node.report();
        return new NodeView(
                report.nodeId(),
                report.version(),
                state(node),
                report.revision(),
                report.digest(),
                report.reason(),
                Instant.ofEpochMilli(report.startedAtMillis()),
                now.minus(node.silence()));
    }

    private static State state(Node node) {
        return switch (node.life()) {
            case UNREACHABLE -> State.UNREACHABLE;
            case LIVE, UNPROVEN ->
                switch (node.report().state()) {
                    case STARTING -> State.STARTING;
                    case APPLIED -> State.APPLIED;
                    case REJECTED -> State.REJECTED;
                };
        };
    }
}
