package dev.portcullis.policy;

import dev.portcullis.model.RuleItem;
import dev.portcullis.policy.pattern.FieldNames;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The fields that clients may not set because upstreams would trust them: the claim headers of all rules, enabled or not.
 * Immutable.
 */
final class RemovedFields {
    private static final Set<String> METHOD_OVERRIDES =
            Set.of("x-http-method-override", "x-http-method", "x-method-override");

    private final Set<String> claimHeaders = new HashSet<>();

    RemovedFields(Collection<RuleItem> rules) {
        for (RuleItem rule : rules) {
            List<RuleItem.ClaimHeader> headers = rule.claimsToHeaders();
            headers.forEach(header -> claimHeaders.add(FieldNames.canonical(header.header())));
        }
    }

    /** @param canonicalName as {@link FieldNames#canonical} makes it */
    boolean isClaimHeader(String canonicalName) {
        return claimHeaders.contains(canonicalName);
    }

    /** Whether the field makes some upstreams act on another path or method than the one that was decided on. */
    static boolean overridesRequest(String canonicalName) {
        return canonicalName.startsWith("x-original-")
                || canonicalName.startsWith("x-rewrite-")
                || METHOD_OVERRIDES.contains(canonicalName);
    }
}
