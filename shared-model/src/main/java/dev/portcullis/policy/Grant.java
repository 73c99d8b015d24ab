package dev.portcullis.policy;

import dev.portcullis.model.TokenPlace;
import dev.portcullis.policy.token.Claims;
import java.util.List;

/**
 * A rule's admission of one request. Holds the token's claims and where it stood, so it shows neither: {@link #toString}
 * names the rule only. Only {@link RuleSet#decide} makes one.
 */
public final class Grant {
    private final CompiledRule rule;
    private final Claims claims;
    private final List<TokenPlace> tokenPlaces;

    Grant(CompiledRule rule, Claims claims, List<TokenPlace> tokenPlaces) {
        this.rule = rule;
        this.claims = claims;
        this.tokenPlaces = List.copyOf(tokenPlaces);
    }

    /** The rule that admitted the request. */
    public String ruleId() {
        return rule.ruleId();
    }

    CompiledRule rule() {
        return rule;
    }

    /** Verified claims. */
    Claims claims() {
        return claims;
    }

    /** Every place named by an applying rule where the token stood. */
    List<TokenPlace> tokenPlaces() {
        return tokenPlaces;
    }

    @Override
    public String toString() {
        return "Grant[" + ruleId() + "]";
    }
}
