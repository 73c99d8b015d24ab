package dev.portcullis.policy;

import dev.portcullis.model.PathPattern;
import dev.portcullis.model.RouteItem;
import dev.portcullis.model.RuleItem;
import dev.portcullis.model.TokenPlace;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is decided of a request, and why.
 *
 * @param decision as {@link RuleSet#decide} makes it
 * @param rules one by one, in the order of creation
 * @param rulesLeftOut how many others there are, of which none had a say in the decision unless all that are shown had
 * @param route which the request takes once it is admitted; empty if no route matches
 * @param plan of an admitted request that has a route
 */
public record Explanation(
        Decision decision,
        TokenReading token,
        List<RuleExplanation> rules,
        int rulesLeftOut,
        Optional<MatchedRoute> route,
        Optional<ForwardPlan> plan) {
    public Explanation {
        rules = List.copyOf(rules);
    }

    /**
     * What was found at the places that rules name.
     *
     * @param detail of a token that could not be read; null where it could, or there is none
     * @param places where the token stood
     * @param algorithm what its {@code alg} names; null if it is none of ours or was not read
     * @param kid its {@code kid}, unverified; null if it has none or was not read
     * @param claims the names of its claims, unverified; empty if it was not read
     */
    public record TokenReading(
            TokenState state,
            @Nullable String detail,
            List<TokenPlace> places,
            @Nullable String algorithm,
            @Nullable String kid,
            List<String> claims) {
        public TokenReading {
            places = List.copyOf(places);
            claims = List.copyOf(claims);
        }
    }

    /** How far a token could be read. */
    public enum TokenState {
        /** No rule asks for one. */
        NOT_ASKED,
        /** None stands at any place of a rule that applies. */
        MISSING,
        /** More than one does. */
        SEVERAL,
        TOO_LARGE,
        MALFORMED,
        /** Its parts are readable, which says nothing of whether it is genuine. */
        READ
    }

    /**
     * What one rule says.
     *
     * @param matchedConditions the ids of the authorizations that match
     * @param answer what the rule says of the token at its place if it stands alone; null if it does not apply
     */
    public record RuleExplanation(
            RuleItem rule,
            RulePart part,
            boolean applies,
            List<String> matchedConditions,
            @Nullable RuleAnswer answer) {
        public RuleExplanation {
            matchedConditions = List.copyOf(matchedConditions);
        }

        /** Names the rule only. */
        @Override
        public String toString() {
            return "RuleExplanation[" + rule.ruleId() + "]";
        }
    }

    /** What part a rule takes in decisions. */
    public enum RulePart {
        ENFORCED,
        /** Evaluated, without a say. */
        SHADOW,
        /** Not evaluated at all: what is explained is what it would say. */
        DISABLED
    }

    /**
     * What a rule says of a token.
     *
     * @param refusal null: it admits the token
     * @param detail of the refusal, which quotes nothing of the token
     * @param signatureVerified whether the token is genuine by a key of the rule
     * @param checks all of them, in the order of the ranks
     */
    public record RuleAnswer(
            @Nullable DenialReason refusal,
            @Nullable String detail,
            boolean signatureVerified,
            List<CheckResult> checks) {
        public RuleAnswer {
            checks = List.copyOf(checks);
        }

        public boolean admits() {
            return refusal == null;
        }
    }

    /** @param detail of a failure: what was found, claims quoted, and what was expected; null otherwise */
    public record CheckResult(
            TokenCheck check,
            CheckOutcome outcome,
            @Nullable String detail) {}

    /** What became of a check. */
    public enum CheckOutcome {
        PASSED,
        FAILED,
        /** The rule asks nothing here. */
        NOT_ASKED,
        /** Another check failed before; this one, tried all the same, would have passed. */
        WOULD_PASS,
        /** Another check failed before; this one, tried all the same, would have failed too. */
        WOULD_FAIL,
        /** Another check failed before, without which this one cannot be tried. */
        NOT_REACHED
    }

    /**
     * A route and why it is the one: of all that match, these two patterns are the most specific.
     *
     * @param host the pattern of the route that matched
     * @param path the pattern of the route that matched
     */
    public record MatchedRoute(RouteItem route, String host, PathPattern path) {}
}
