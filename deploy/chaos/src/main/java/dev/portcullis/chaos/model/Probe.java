package dev.portcullis.chaos.model;

import java.util.ArrayList;
import java.util.List;

/** A request to a node. */
public record Probe(String path, Pass pass) {
    /** What it carries. */
    public enum Pass {
        NOTHING,
        TOKEN_OF_A,
        TOKEN_OF_B,
        /** Says that it is of A, and is signed by a stranger. */
        FORGERY
    }

    private static final List<String> PATHS = List.of("/p/0", "/p/1", "/p/2", "/p/3/x", "/swap/x", "/r/0", "/r/1");

    /** The fixed set that is sent over and over. */
    public static List<Probe> all() {
        List<Probe> all = new ArrayList<>();
        for (String path : PATHS) {
            for (Pass pass : Pass.values()) {
                all.add(new Probe(path, pass));
            }
        }
        return all;
    }

    /** The right answer: 200, 401, or 404 where no route leads on. */
    public int rightStatus(InstanceState state) {
        List<RuleState> applying = state.rules().values().stream()
                .filter(rule -> rule.asksForToken(path))
                .toList();
        boolean letIn = applying.isEmpty() || applying.stream().anyMatch(rule -> satisfies(rule.issuer()));
        if (!letIn) {
            return 401;
        }
        boolean routed = state.routes().values().stream().anyMatch(route -> Condition.covers(route.prefix(), path));
        return routed ? 200 : 404;
    }

    private boolean satisfies(RuleState.Issuer issuer) {
        return switch (pass) {
            case NOTHING, FORGERY -> false;
            case TOKEN_OF_A -> issuer == RuleState.Issuer.A;
            case TOKEN_OF_B -> issuer == RuleState.Issuer.B;
        };
    }
}
