package dev.portcullis.policy;

import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.TokenPlace;
import dev.portcullis.policy.token.TokenParser;
import dev.portcullis.policy.token.TokenParser.Parsing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Explains what a rule set decides. The decision is {@link RuleSet#decide}'s own, and what each rule says of a request is
 * asked of the same deciders, one rule at a time: there is no second opinion here that could differ. Immutable and
 * thread-safe. Holds no token beyond a call if the compiler's memory holds none.
 */
public final class Explainer {
    private static final TokenPlace BEARER = new TokenPlace(TokenPlace.Type.HEADER, "Authorization", "Bearer");

    private final ConfigImage image;
    private final CompiledRuleSet rules;
    private final Decider disabled;

    private Explainer(ConfigImage image, CompiledRuleSet rules, Decider disabled) {
        this.image = image;
        this.rules = rules;
        this.disabled = disabled;
    }

    /**
     * Compiles an image, for explaining.
     *
     * @param image with a head
     * @param previous of an earlier image; parts whose items are the same objects are taken over
     */
    public static Explainer of(ConfigImage image, RuleSetCompiler compiler, @Nullable Explainer previous) {
        CompiledRuleSet rules = (CompiledRuleSet) compiler.compile(image, previous == null ? null : previous.rules);
        Decider disabled = compiler.disabled(image, rules, previous == null ? null : previous.disabled);
        return new Explainer(image, rules, disabled);
    }

    /** What it explains. */
    public ConfigImage image() {
        return image;
    }

    /** Explains what is decided of a request at a time: Unix time in milliseconds. */
    public Explanation explain(CanonicalRequest request, HeaderFields headers, long nowMillis) {
        return new ExplainedRequest(rules, disabled, request, headers, nowMillis).explain();
    }

    /**
     * Where a token that somebody wants explained is looked for: at the place of the oldest rule that applies and accepts its
     * issuer, else of the oldest that applies, enforced ones first; {@code Authorization: Bearer} if none applies.
     */
    public TokenPlace placeOf(CanonicalRequest request, String token) {
        String issuer = TokenParser.parse(token) instanceof Parsing.Parsed parsed
                ? parsed.token().claims().string("iss")
                : null;
        for (Decider decider : List.of(rules.enforced(), rules.shadow(), disabled)) {
            RuleIndex index = decider.rules();
            RuleIndex.Matches matches = index.match(request);
            TokenPlace first = null;
            for (int ordinal = 0; ordinal < index.size(); ordinal++) {
                if (matches.applies(ordinal)) {
                    TokenPlace place = index.rule(ordinal).item().token();
                    if (index.rule(ordinal).item().issuer().equals(issuer)) {
                        return place;
                    }
                    first = first == null ? place : first;
                }
            }
            if (first != null) {
                return first;
            }
        }
        return BEARER;
    }
}
