package dev.portcullis.policy;

import dev.portcullis.model.TokenPlace;
import dev.portcullis.policy.Decision.ShadowVerdict;
import dev.portcullis.policy.TokenFinder.Found;
import dev.portcullis.policy.token.ParsedToken;
import dev.portcullis.policy.token.TokenParser.Parsing;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Decides requests by the rules of one index. Immutable and thread-safe. */
final class Decider {
    private final RuleIndex rules;
    private final TokenFinder finder;

    Decider(RuleIndex rules) {
        this.rules = rules;
        this.finder = new TokenFinder(rules.places());
    }

    RuleIndex rules() {
        return rules;
    }

    /** A refusal and the rule that it came from, if it is one rule's. */
    record Refusal(
            DenialReason reason, String detail, @Nullable String ruleId) {
        Refusal(DenialReason reason) {
            this(reason, reason.title(), null);
        }
    }

    /** What the rules say together. */
    sealed interface Outcome {
        record NoRuleApplies() implements Outcome {}

        record Granted(Grant grant) implements Outcome {}

        /** @param mayHaveKey as in {@link Decision.Denied} */
        record Refused(Refusal refusal, Set<AwaitedKeys> mayHaveKey) implements Outcome {
            Refused(Refusal refusal) {
                this(refusal, Set.of());
            }
        }
    }

    Outcome decide(CanonicalRequest request, HeaderFields headers, PresentedTokens tokens, long nowMillis) {
        if (rules.isEmpty()) {
            return new Outcome.NoRuleApplies();
        }
        RuleIndex.Matches matches = rules.match(request);
        if (!matches.anyApplies()) {
            return new Outcome.NoRuleApplies();
        }
        Found found = find(request, headers, matches);
        Outcome outcome = demand(found, tokens, this::candidates, matches::applies, nowMillis);
        return isOfUnknownIssuer(outcome) && found instanceof Found.Token token
                ? besideNearest(outcome, token, tokens, matches)
                : outcome;
    }

    private static boolean isOfUnknownIssuer(Outcome outcome) {
        return outcome instanceof Outcome.Refused refused && refused.refusal().reason() == DenialReason.ISSUER_UNKNOWN;
    }

    /** Says how an issuer that is accepted differs from the token's, if only by what people take for nothing. */
    private Outcome besideNearest(
            Outcome outcome, Found.Token token, PresentedTokens tokens, RuleIndex.Matches matches) {
        String issuer = tokens.of(token.text()).parsing() instanceof Parsing.Parsed parsed
                ? parsed.token().claims().string("iss")
                : null;
        String difference = issuer == null
                ? null
                : IssuerDifference.nearest(
                        issuer,
                        spelling -> IntStream.of(candidates(token.places(), spelling))
                                .anyMatch(matches::applies));
        return difference == null
                ? outcome
                : issuerUnknown(
                        "The issuer of the token is not accepted here; one that is differs from it by " + difference);
    }

    /**
     * What each rule that applies would have said had it stood alone. One that fails would have denied, and keeps no other
     * from its verdict.
     *
     * @param failures that throws nothing
     */
    List<ShadowVerdict> verdicts(
            CanonicalRequest request,
            HeaderFields headers,
            PresentedTokens tokens,
            long nowMillis,
            DecisionFailures failures) {
        if (rules.isEmpty()) {
            return List.of();
        }
        RuleIndex.Matches matches = rules.match(request);
        Map<Integer, Found> found = finder.findEach(request, headers);
        List<ShadowVerdict> verdicts = new ArrayList<>();
        for (int ordinal = 0; ordinal < rules.size(); ordinal++) {
            if (!matches.applies(ordinal)) {
                continue;
            }
            Found own = found.getOrDefault(rules.placeOf(ordinal), Found.NOTHING);
            verdicts.add(verdict(ordinal, own, tokens, nowMillis, failures));
        }
        return List.copyOf(verdicts);
    }

    @SuppressWarnings("CatchingUnchecked")
    private ShadowVerdict verdict(
            int ordinal, Found found, PresentedTokens tokens, long nowMillis, DecisionFailures failures) {
        String ruleId = rules.rule(ordinal).ruleId();
        try {
            return alone(ordinal, found, tokens, nowMillis) instanceof Outcome.Refused refused
                    ? new ShadowVerdict(
                            ruleId,
                            refused.refusal().reason(),
                            refused.mayHaveKey().stream().findFirst().orElse(null))
                    : new ShadowVerdict(ruleId, null, null);
        } catch (Throwable e) {
            failures.failed(DecisionFailures.Part.SHADOW, e);
            return new ShadowVerdict(ruleId, DenialReason.INTERNAL, null);
        }
    }

    /** What a rule says of the token at its own place if no other is asked. */
    Outcome alone(int ordinal, Found found, PresentedTokens tokens, long nowMillis) {
        String ownIssuer = rules.rule(ordinal).item().issuer();
        return demand(
                found,
                tokens,
                (places, issuer) -> issuer.equals(ownIssuer) ? new int[] {ordinal} : new int[0],
                any -> true,
                nowMillis);
    }

    /** What stands at the place of one rule. */
    Found findAlone(int ordinal, CanonicalRequest request, HeaderFields headers) {
        int place = rules.placeOf(ordinal);
        return finder.find(request, headers, number -> number == place);
    }

    /** What stands at the places of the rules that apply. */
    Found find(CanonicalRequest request, HeaderFields headers, RuleIndex.Matches matches) {
        return finder.find(request, headers, matches::anyApplies);
    }

    /** Which rules may be tried, in the order of their creation. */
    @FunctionalInterface
    private interface Candidates {
        int[] at(List<Integer> places, String issuer);
    }

    private Outcome demand(
            Found found, PresentedTokens tokens, Candidates candidates, IntPredicate applies, long nowMillis) {
        return switch (found) {
            case Found.Nothing ignored -> refused(DenialReason.TOKEN_MISSING);
            case Found.Several ignored -> refused(DenialReason.MULTIPLE_TOKENS);
            case Found.Token token -> {
                PresentedTokens.Presented presented = tokens.of(token.text());
                yield switch (presented.parsing()) {
                    case Parsing.TooLarge ignored -> refused(DenialReason.TOKEN_TOO_LARGE);
                    case Parsing.Malformed malformed ->
                        new Outcome.Refused(new Refusal(DenialReason.TOKEN_MALFORMED, malformed.detail(), null));
                    case Parsing.Parsed parsed ->
                        tryRules(parsed.token(), presented.trial(), token.places(), candidates, applies, nowMillis);
                };
            }
        };
    }

    /** Tries the rules of the token's issuer at the places where it stood. */
    private Outcome tryRules(
            ParsedToken token,
            @Nullable SignatureTrial trial,
            List<Integer> places,
            Candidates candidates,
            IntPredicate applies,
            long nowMillis) {
        String issuer = token.claims().string("iss");
        if (issuer == null) {
            return issuerUnknown(
                    token.claims().has("iss") ? "The iss of the token is not a string" : "The token has no iss");
        }
        Refusal worst = null;
        Set<AwaitedKeys> mayHaveKey = Set.of();
        for (int ordinal : candidates.at(places, issuer)) {
            if (!applies.test(ordinal)) {
                continue;
            }
            CompiledRule rule = rules.rule(ordinal);
            switch (rule.verify(token, trial, nowMillis)) {
                case Verification.Satisfied ignored -> {
                    return new Outcome.Granted(new Grant(rule, token.claims(), named(places)));
                }
                case Verification.Rejected rejected -> {
                    Refusal refusal = new Refusal(rejected.reason(), rejected.detail(), rule.ruleId());
                    worst = moreTelling(worst, refusal);
                    mayHaveKey = with(mayHaveKey, rejected.mayHaveKey());
                }
            }
        }
        return worst == null ? refused(DenialReason.ISSUER_UNKNOWN) : new Outcome.Refused(worst, mayHaveKey);
    }

    private static Set<AwaitedKeys> with(Set<AwaitedKeys> sets, @Nullable AwaitedKeys one) {
        if (one == null) {
            return sets;
        }
        Set<AwaitedKeys> more = new LinkedHashSet<>(sets);
        more.add(one);
        return more;
    }

    private List<TokenPlace> named(List<Integer> places) {
        return places.size() == 1
                ? List.of(rules.places().get(places.getFirst()))
                : places.stream().map(rules.places()::get).toList();
    }

    private int[] candidates(List<Integer> places, String issuer) {
        if (places.size() == 1) {
            return rules.rulesOf(places.getFirst(), issuer);
        }
        return places.stream()
                .flatMapToInt(place -> IntStream.of(rules.rulesOf(place, issuer)))
                .sorted()
                .toArray();
    }

    /** Later checks tell more, and keys that could not be had outrank them all: the token may well be good. */
    private static Refusal moreTelling(@Nullable Refusal a, Refusal b) {
        if (a == null) {
            return b;
        }
        if (a.reason() == DenialReason.KEYS_UNAVAILABLE || b.reason() == DenialReason.KEYS_UNAVAILABLE) {
            return a.reason() == DenialReason.KEYS_UNAVAILABLE ? a : b;
        }
        return b.reason().compareTo(a.reason()) > 0 ? b : a;
    }

    private static Outcome issuerUnknown(String detail) {
        return new Outcome.Refused(new Refusal(DenialReason.ISSUER_UNKNOWN, detail, null));
    }

    private static Outcome refused(DenialReason reason) {
        return new Outcome.Refused(new Refusal(reason));
    }
}
