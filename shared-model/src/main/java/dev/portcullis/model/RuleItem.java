package dev.portcullis.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An authentication rule. Its id sorts by creation, which is the order in which rules are tried.
 *
 * @param issuer must equal the token's {@code iss}, byte for byte
 * @param sub must equal the token's {@code sub}; null: not checked
 * @param audiences one of them must be in the token's {@code aud}; null: not checked
 * @param passthrough whether the upstream gets the token too
 * @param clockSkewSeconds 0–300, leeway for {@code exp}, {@code nbf} and {@code iat}
 * @param maxTokenLifetimeSeconds {@code exp - iat} may not exceed it; null: not checked
 * @param allowedAlgorithms null: whatever the keys can do
 */
public record RuleItem(
        String instanceId,
        String ruleId,
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
        List<RequiredClaim> requiredClaims,
        List<ClaimHeader> claimsToHeaders)
        implements ConfigItem {
    public RuleItem {
        audiences = audiences == null ? null : List.copyOf(audiences);
        allowedAlgorithms = allowedAlgorithms == null ? null : List.copyOf(allowedAlgorithms);
        requiredClaims = List.copyOf(requiredClaims);
        claimsToHeaders = List.copyOf(claimsToHeaders);
    }

    @Override
    @JsonIgnore
    public ItemKey itemKey() {
        return new ItemKey.OfRule(instanceId, ruleId);
    }

    /**
     * A claim that a token must have.
     *
     * @param claim a path of names into nested objects, at least one
     * @param anyOf JSON scalars, one of which the claim must equal or contain
     * @param separator between the elements of a list in one text; null: as the name of the claim says
     */
    public record RequiredClaim(
            List<String> claim,
            List<Object> anyOf,
            @Nullable String separator) {
        /** Claims that are lists in one text: RFC 8693 section 4.2, and what providers call the same. */
        private static final Set<String> SPACED = Set.of("scope", "scp", "scopes");

        public RequiredClaim {
            claim = List.copyOf(claim);
            anyOf = List.copyOf(anyOf);
        }

        public RequiredClaim(List<String> claim, List<Object> anyOf) {
            this(claim, anyOf, null);
        }

        /** What separates the elements of a list in one text; null: a text is one value. */
        public @Nullable String splitAt() {
            return separator == null && SPACED.contains(claim.getLast()) ? " " : separator;
        }
    }

    /**
     * A claim that is forwarded as a header field.
     *
     * @param claim a path of names into nested objects, at least one
     */
    public record ClaimHeader(List<String> claim, String header) {
        public ClaimHeader {
            claim = List.copyOf(claim);
        }
    }
}
