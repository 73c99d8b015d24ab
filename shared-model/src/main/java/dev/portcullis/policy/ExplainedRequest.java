package dev.portcullis.policy;

import dev.portcullis.model.TokenPlace;
import dev.portcullis.policy.Explanation.MatchedRoute;
import dev.portcullis.policy.Explanation.RuleAnswer;
import dev.portcullis.policy.Explanation.RuleExplanation;
import dev.portcullis.policy.Explanation.RulePart;
import dev.portcullis.policy.Explanation.TokenReading;
import dev.portcullis.policy.Explanation.TokenState;
import dev.portcullis.policy.TokenFinder.Found;
import dev.portcullis.policy.token.ParsedToken;
import dev.portcullis.policy.token.TokenParser;
import dev.portcullis.policy.token.TokenParser.Parsing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request while it is explained. Holds the token, so it does not outlive the call. */
final class ExplainedRequest {
    /** Of so many rules each is explained by itself: nobody reads more. */
    static final int MAX_RULES = 100;

    private final CompiledRuleSet rules;
    private final Decider disabled;
    private final CanonicalRequest request;
    private final HeaderFields headers;
    private final long nowMillis;

    ExplainedRequest(
            CompiledRuleSet rules, Decider disabled, CanonicalRequest request, HeaderFields headers, long nowMillis) {
        this.rules = rules;
        this.disabled = disabled;
        this.request = request;
        this.headers = headers;
        this.nowMillis = nowMillis;
    }

    Explanation explain() {
        Decision decision = rules.decide(request, headers, nowMillis);
        Optional<ForwardPlan> plan = decision instanceof Decision.Admitted admitted
                ? rules.plan(request, headers, admitted)
                : Optional.empty();
        Optional<MatchedRoute> route = rules.planner()
                .routes()
                .find(request)
                .map(match -> new MatchedRoute(match.route(), match.host(), match.path()));
        TokenReading token = unread(TokenState.NOT_ASKED, null, List.of());
        String issuer = null;
        Decider asking = asking();
        if (asking != null) {
            Found found = asking.find(request, headers, asking.rules().match(request));
            token = read(found, asking.rules().places());
            issuer = parsed(found) instanceof ParsedToken parsed
                    ? parsed.claims().string("iss")
                    : null;
        }
        List<Candidate> candidates = candidates(issuer);
        List<RuleExplanation> explained = candidates.stream()
                .limit(MAX_RULES)
                .sorted(Comparator.comparing(Candidate::ruleId))
                .map(this::explain)
                .toList();
        return new Explanation(decision, token, explained, candidates.size() - explained.size(), route, plan);
    }

    /** Whose rules ask for a token here; those that have a say first. */
    private @Nullable Decider asking() {
        for (Decider decider : List.of(rules.enforced(), rules.shadow(), disabled)) {
            if (!decider.rules().isEmpty() && decider.rules().match(request).anyApplies()) {
                return decider;
            }
        }
        return null;
    }

    /** @param distance how little the rule has to do with the request */
    private record Candidate(Decider decider, RulePart part, int ordinal, RuleIndex.Matches matches, int distance) {
        String ruleId() {
            return decider.rules().rule(ordinal).ruleId();
        }
    }

    /** All rules, the nearest first. */
    private List<Candidate> candidates(@Nullable String issuer) {
        List<Candidate> all = new ArrayList<>();
        add(all, rules.enforced(), RulePart.ENFORCED, issuer);
        add(all, rules.shadow(), RulePart.SHADOW, issuer);
        add(all, disabled, RulePart.DISABLED, issuer);
        all.sort(Comparator.comparingInt(Candidate::distance));
        return all;
    }

    private void add(List<Candidate> all, Decider decider, RulePart part, @Nullable String issuer) {
        RuleIndex index = decider.rules();
        RuleIndex.Matches matches = index.match(request);
        for (int ordinal = 0; ordinal < index.size(); ordinal++) {
            int distance;
            if (matches.applies(ordinal)) {
                distance = index.rule(ordinal).item().issuer().equals(issuer) ? 0 : 2;
            } else {
                distance = matches.isMatched(ordinal) ? 1 : 3;
            }
            all.add(new Candidate(decider, part, ordinal, matches, distance));
        }
    }

    private RuleExplanation explain(Candidate candidate) {
        RuleIndex index = candidate.decider().rules();
        int ordinal = candidate.ordinal();
        boolean applies = candidate.matches().applies(ordinal);
        return new RuleExplanation(
                index.rule(ordinal).item(),
                candidate.part(),
                applies,
                candidate.matches().isMatched(ordinal) ? index.matchedConditions(ordinal, request) : List.of(),
                applies ? answer(candidate.decider(), ordinal) : null);
    }

    private RuleAnswer answer(Decider decider, int ordinal) {
        Found found = decider.findAlone(ordinal, request, headers);
        ParsedToken token = parsed(found);
        CheckTrace trace = new CheckTrace(decider.rules().rule(ordinal), token, nowMillis);
        try {
            PresentedTokens tokens = new PresentedTokens(rules.memory());
            return decider.alone(ordinal, found, tokens, nowMillis) instanceof Decider.Outcome.Refused refused
                    ? trace.failed(refused.refusal())
                    : trace.passed();
        } catch (RuntimeException e) {
            // As in a decision, which denies then.
            return trace.broken();
        }
    }

    private static @Nullable ParsedToken parsed(Found found) {
        return found instanceof Found.Token token
                        && TokenParser.parse(token.text().copy()) instanceof Parsing.Parsed parsed
                ? parsed.token()
                : null;
    }

    private static TokenReading read(Found found, List<TokenPlace> places) {
        return switch (found) {
            case Found.Nothing ignored -> unread(TokenState.MISSING, null, List.of());
            case Found.Several ignored -> unread(TokenState.SEVERAL, null, List.of());
            case Found.Token token -> {
                List<TokenPlace> stoodAt =
                        token.places().stream().map(places::get).toList();
                yield switch (TokenParser.parse(token.text().copy())) {
                    case Parsing.TooLarge ignored ->
                        unread(TokenState.TOO_LARGE, DenialReason.TOKEN_TOO_LARGE.title(), stoodAt);
                    case Parsing.Malformed malformed -> unread(TokenState.MALFORMED, malformed.detail(), stoodAt);
                    case Parsing.Parsed parsed -> read(parsed.token(), stoodAt);
                };
            }
        };
    }

    private static TokenReading read(ParsedToken token, List<TokenPlace> places) {
        String algorithm = token.algorithm() == null ? null : token.algorithm().joseName();
        return new TokenReading(
                TokenState.READ,
                null,
                places,
                algorithm,
                token.kid(),
                token.claims().names());
    }

    private static TokenReading unread(TokenState state, @Nullable String detail, List<TokenPlace> places) {
        return new TokenReading(state, detail, places, null, null, List.of());
    }
}
