package dev.portcullis.policy;

import dev.portcullis.model.Head;
import dev.portcullis.model.RequestPolicy;
import dev.portcullis.policy.Decision.ShadowVerdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rule set that the compiler makes.
 *
 * @param failures that throws nothing
 * @param rules all of them, by id, to be taken over by the next compilation
 */
record CompiledRuleSet(
        Head head,
        RequestPolicy requestPolicy,
        Decider enforced,
        Decider shadow,
        VerifiedTokens memory,
        ForwardPlanner planner,
        DecisionFailures failures,
        Map<String, CompiledRule> rules)
        implements RuleSet {

    @Override
    @SuppressWarnings("CatchingUnchecked") // Whatever goes wrong in a decision must deny.
    public Decision decide(CanonicalRequest request, HeaderFields headers, long nowMillis) {
        try {
            PresentedTokens tokens = new PresentedTokens(memory);
            List<ShadowVerdict> verdicts = shadowVerdicts(request, headers, tokens, nowMillis);
            return switch (enforced.decide(request, headers, tokens, nowMillis)) {
                case Decider.Outcome.NoRuleApplies ignored -> new Decision.Pass(verdicts);
                case Decider.Outcome.Granted granted -> new Decision.Authenticated(granted.grant(), verdicts);
                case Decider.Outcome.Refused refused -> {
                    Decider.Refusal refusal = refused.refusal();
                    yield new Decision.Denied(
                            refusal.reason(), refusal.detail(), refusal.ruleId(), refused.mayHaveKey(), verdicts);
                }
            };
        } catch (Throwable e) {
            failures.failed(DecisionFailures.Part.ENFORCED, e);
            return new Decision.Denied(DenialReason.INTERNAL, DenialReason.INTERNAL.title(), null, Set.of(), List.of());
        }
    }

    /** A shadow rule changes no decision, not even by failing. */
    @SuppressWarnings("CatchingUnchecked")
    private List<ShadowVerdict> shadowVerdicts(
            CanonicalRequest request, HeaderFields headers, PresentedTokens tokens, long nowMillis) {
        try {
            return shadow.verdicts(request, headers, tokens, nowMillis, failures);
        } catch (Throwable e) {
            failures.failed(DecisionFailures.Part.SHADOW, e);
            return List.of();
        }
    }

    @Override
    public Optional<ForwardPlan> plan(CanonicalRequest request, HeaderFields headers, Decision.Admitted decision) {
        return planner.plan(request, headers, decision);
    }

    /** Names the head only. */
    @Override
    public String toString() {
        return "RuleSet[" + head.instanceId() + " " + head.epoch() + " " + head.revision() + "]";
    }
}
