package dev.portcullis.control.node;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How far a revision has come. */
@Schema(name = "Propagation", description = "How far a revision of an instance has come on its nodes.")
public record Propagation(
        @Schema(description = "The revision that is asked about.", required = true)
        long revision,

        @Schema(required = true) State state,
        @Schema(required = true) Nodes nodes,

        @Schema(description = "Those that have not applied it, by id, and why; the first 100.", required = true)
        List<Missing> missing) {
    private static final int MAX_MISSING = 100;
    private static final int MAX_HEADER_CHARS = 1_000;

    public Propagation {
        missing = List.copyOf(missing);
    }

    /** In one word. */
    @Schema(
            name = "PropagationState",
            description =
                    "APPLIED: every known node enforces it, or a later one, with the digest that the database has for "
                            + "it. PENDING: some do not yet, or do not report. REJECTED: a node refused it and enforces an "
                            + "earlier one, enforces something else under its number, or cannot open its secrets. NO_NODES: "
                            + "none is known.")
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

            @Schema(
                    description = "Those that enforce the revision, or a later one, with the digest of the database.",
                    required = true)
            int applied,

            @Schema(description = "Those that have not got to it yet.", required = true)
            int behind,

            @Schema(
                    description =
                            "Those that refused it, enforce something else under its number, or cannot open its secrets.",
                    required = true)
            int rejected,

            @Schema(description = "Those that have stopped reporting.", required = true)
            int unreachable) {}

    /** A node that has not applied the revision. */
    @Schema(name = "MissingNode", description = "A node that has not applied a revision.")
    public record Missing(
            @Schema(required = true) String id,
            @Schema(required = true) MissingReason reason) {}

    static Propagation of(long revision, List<NodeProgress> nodes) {
        int[] counts = new int[NodeProgress.Progress.values().length];
        List<Missing> missing = new ArrayList<>();
        for (NodeProgress node : nodes) {
            counts[node.progress().ordinal()]++;
            MissingReason reason = node.reason();
            if (reason != null && missing.size() < MAX_MISSING) {
                missing.add(new Missing(node.nodeId(), reason));
            }
        }
        Nodes counted = new Nodes(
                nodes.size(),
                counts[NodeProgress.Progress.APPLIED.ordinal()],
                counts[NodeProgress.Progress.BEHIND.ordinal()],
                counts[NodeProgress.Progress.REJECTED.ordinal()],
                counts[NodeProgress.Progress.UNREACHABLE.ordinal()]);
        return new Propagation(revision, state(counted), counted, missing);
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

    /**
     * The value of the {@code Portcullis-Propagation} field, for example {@code APPLIED; applied=2; known=2} or
     * {@code PENDING; applied=0; known=2; missing="n1,n2"}. It names as many nodes as a field may be long.
     */
    public String headerText() {
        String counts = state + "; applied=" + nodes.applied() + "; known=" + nodes.known();
        StringBuilder names = new StringBuilder();
        for (Missing node : missing) {
            // What a quoted string (RFC 9110 section 5.6.4) cannot hold, and what separates names in it, is masked.
            String name = node.id().replaceAll("[^!#-+\\--\\[\\]-~]", "?");
            if (names.length() + name.length() >= MAX_HEADER_CHARS) {
                break;
            }
            names.append(names.isEmpty() ? "" : ",").append(name);
        }
        return names.isEmpty() ? counts : counts + "; missing=\"" + names + "\"";
    }
}
