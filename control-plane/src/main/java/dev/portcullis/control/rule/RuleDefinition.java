package dev.portcullis.control.rule;

import dev.portcullis.control.store.Definition;
import dev.portcullis.model.AuthorizationMode;
import dev.portcullis.model.Enforcement;
import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.model.KeySource;
import dev.portcullis.model.RuleItem;
import dev.portcullis.model.TokenPlace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a rule is, as it is stored: secrets sealed, defaults filled in. The fields are those of {@link RuleItem}. */
public record RuleDefinition(
        String name,
        boolean enabled,
        Enforcement enforcement,
        String issuer,
        @Nullable String sub,
        @Nullable List<String> audiences,
        KeySource keys,
        TokenPlace token,
        boolean passthrough,
        AuthorizationMode authorizationMode,
        int clockSkewSeconds,
        boolean requireExpiration,
        @Nullable Long maxTokenLifetimeSeconds,
        @Nullable List<JwsAlgorithm> allowedAlgorithms,
        List<RuleItem.RequiredClaim> requiredClaims,
        List<RuleItem.ClaimHeader> claimsToHeaders)
        implements Definition {
    public RuleDefinition {
        audiences = audiences == null ? null : List.copyOf(audiences);
        allowedAlgorithms = allowedAlgorithms == null ? null : List.copyOf(allowedAlgorithms);
        requiredClaims = List.copyOf(requiredClaims);
        claimsToHeaders = List.copyOf(claimsToHeaders);
    }

    RuleItem item(String instanceId, String ruleId) {
        return new RuleItem(
                instanceId,
                ruleId,
                name,
                enabled,
                enforcement,
                issuer,
                sub,
                audiences,
                keys,
                token,
                passthrough,
                authorizationMode,
                clockSkewSeconds,
                requireExpiration,
                maxTokenLifetimeSeconds,
                allowedAlgorithms,
                requiredClaims,
                claimsToHeaders);
    }

    RuleDefinition withEnabled(boolean nowEnabled) {
        return with(nowEnabled, keys);
    }

    RuleDefinition withKeys(KeySource newKeys) {
        return with(enabled, newKeys);
    }

    private RuleDefinition with(boolean nowEnabled, KeySource newKeys) {
        return new RuleDefinition(
                name,
                nowEnabled,
                enforcement,
                issuer,
                sub,
                audiences,
                newKeys,
                token,
                passthrough,
                authorizationMode,
                clockSkewSeconds,
                requireExpiration,
                maxTokenLifetimeSeconds,
                allowedAlgorithms,
                requiredClaims,
                claimsToHeaders);
    }
}
