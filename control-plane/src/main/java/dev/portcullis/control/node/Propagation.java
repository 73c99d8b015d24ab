package dev.portcullis.control.node;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How far a revision has come. */
@Schema(name = "Propagation", description = "How far a revision of an instance has come on its nodes.")
public record Propagation(
        @Schema(description = "The revision that is asked about.", required = true)
        long revision,

        @Schema(required = true) State state,
        @Schema(required = true) Nodes nodes) {

    /** In one word. */
    @Schema(
            name = "PropagationState",
            description = "APPLIED: every known node enforces it. PENDING: some do not yet, or do not report. "
                    + "REJECTED: a node refused it and enforces an earlier one. NO_NODES: none is known.")
    public enum State {
        APPLIED,
        PENDING,
        REJECTED,
        NO_NODES
    }

    /** In numbers. */
    @Schema(name = "PropagationNodes", description = "The nodes of the instance, counted.")
    public record Nodes(
            @Schema(description = "All that are registered.", required = true)
            int known,

            @Schema(description = "Those that enforce the revision, or a later one.", required = true)
            int applied,

            @Schema(description = "Those that have not got to it yet.", required = true)
            int behind,

            @Schema(description = "Those that refused it and enforce an earlier one.", required = true)
            int rejected,

            @Schema(description = "Those that have stopped reporting.", required = true)
            int unreachable) {}

    static Propagation of(String epoch, long revision, List<Node> nodes) {
        int[] counts = new int[Node.Progress.values().length];
        nodes.forEach(node -> counts[node.progress(epoch, revision).ordinal()]++);
        Nodes counted = new Nodes(
                nodes.size(),
                counts[Node.Progress.APPLIED.ordinal()],
                counts[Node.Progress.BEHIND.ordinal()],
                counts[Node.Progress.REJECTED.ordinal()],
                counts[Node.Progress.UNREACHABLE.ordinal()]);
        return new Propagation(revision, state(counted), counted);
    }

    private static State state(Nodes nodes) {
        if (nodes.known() == 0) {
            return State.NO_NODES;
        }
        if (nodes.rejected() > 0) {
            return State.REJECTED;
        }
        return nodes.applied() == nodes.known() ? State.APPLIED : State.PENDING;
    }

    /** Whether waiting longer cannot tell more: no live node is still on its way. */
    boolean hasSettled() {
        return nodes.behind() == 0;
    }

    /** The value of the {@code Portcullis-Propagation} field, for example {@code APPLIED; applied=2; known=2}. */
    public String headerText() {
        return state + "; applied=" + nodes.applied() + "; known=" + nodes.known();
    }
}
