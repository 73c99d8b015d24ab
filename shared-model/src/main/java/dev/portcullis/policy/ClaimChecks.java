package dev.portcullis.policy;

import dev.portcullis.model.RuleItem;
import dev.portcullis.policy.token.Claims;
import dev.portcullis.policy.token.JsonNumber;
import dev.portcullis.policy.token.ParsedToken;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a rule asks of the claims of a token whose signature holds, in the order of the ranks. Immutable. */
final class ClaimChecks {
    private static final Verification SATISFIED = new Verification.Satisfied();

    private final RuleItem rule;
    private final @Nullable Set<String> audiences;
    private final double skewSeconds;

    ClaimChecks(RuleItem rule) {
        this.rule = rule;
        List<String> expected = rule.audiences();
        this.audiences = expected == null ? null : Set.copyOf(expected);
        this.skewSeconds = rule.clockSkewSeconds();
    }

    /** Whether the claims that this rule compares have the types of RFC 7519 section 4.1. */
    Verification types(ParsedToken token) {
        Claims claims = token.claims();
        boolean subject = rule.sub() == null || !claims.has("sub") || claims.get("sub") instanceof String;
        boolean audience = audiences == null || !claims.has("aud") || isAudience(claims.get("aud"));
        return subject && audience
                ? SATISFIED
                : new Verification.Rejected(DenialReason.TOKEN_MALFORMED, "A claim of the token has the wrong type");
    }

    private static boolean isAudience(@Nullable Object aud) {
        return aud instanceof String
                || (aud instanceof List<?> list && list.stream().allMatch(String.class::isInstance));
    }

    Verification check(ParsedToken token, long nowMillis) {
        double now = nowMillis / 1_000.0;
        double expiresAt = token.expiresAt();
        if (Double.isNaN(expiresAt) && rule.requireExpiration()) {
            return new Verification.Rejected(DenialReason.TOKEN_EXPIRED, "The token has no expiry");
        }
        // Comparisons with NaN, which stands for an absent claim, are false.
        if (now >= expiresAt + skewSeconds) {
            return new Verification.Rejected(DenialReason.TOKEN_EXPIRED);
        }
        if (now < token.notBefore() - skewSeconds) {
            return new Verification.Rejected(DenialReason.TOKEN_NOT_YET_VALID);
        }
        if (token.issuedAt() > now + skewSeconds) {
            return new Verification.Rejected(DenialReason.TOKEN_NOT_YET_VALID, "The token was issued in the future");
        }
        Verification lifetime = checkLifetime(token);
        if (lifetime instanceof Verification.Rejected) {
            return lifetime;
        }
        Claims claims = token.claims();
        if (rule.sub() != null && !rule.sub().equals(claims.string("sub"))) {
            return new Verification.Rejected(DenialReason.SUBJECT_MISMATCH);
        }
        if (audiences != null && !isForOneOf(audiences, claims.get("aud"))) {
            return new Verification.Rejected(DenialReason.AUDIENCE_MISMATCH);
        }
        for (RuleItem.RequiredClaim required : rule.requiredClaims()) {
            if (!holds(required, claims)) {
                return new Verification.Rejected(DenialReason.CLAIM_MISSING);
            }
        }
        return SATISFIED;
    }

    private Verification checkLifetime(ParsedToken token) {
        Long max = rule.maxTokenLifetimeSeconds();
        if (max == null) {
            return SATISFIED;
        }
        if (Double.isNaN(token.issuedAt())) {
            return new Verification.Rejected(
                    DenialReason.TOKEN_LIFETIME_TOO_LONG, "The token does not say when it was issued");
        }
        if (Double.isNaN(token.expiresAt())) {
            return new Verification.Rejected(DenialReason.TOKEN_LIFETIME_TOO_LONG, "The token has no expiry");
        }
        // Half a millisecond covers what two fractional times lose in binary.
        double lifetime = token.expiresAt() - token.issuedAt();
        return lifetime <= max + 0.000_5 ? SATISFIED : new Verification.Rejected(DenialReason.TOKEN_LIFETIME_TOO_LONG);
    }

    private static boolean isForOneOf(Set<String> audiences, @Nullable Object aud) {
        return (aud instanceof String one && audiences.contains(one))
                || (aud instanceof List<?> list && list.stream().anyMatch(audiences::contains));
    }

    private static boolean holds(RuleItem.RequiredClaim required, Claims claims) {
        Object value = claims.at(required.claim());
        if (value == null) {
            return false;
        }
        Collection<?> found;
        if (value instanceof String text && required.claim().getLast().equals("scope")) {
            // RFC 8693 section 4.2: scope is a list in one string.
            found = Arrays.asList(text.split(" "));
        } else {
            found = value instanceof List<?> list ? list : List.of(value);
        }
        return found.stream().anyMatch(one -> required.anyOf().stream().anyMatch(expected -> equal(one, expected)));
    }

    /** Whether a value of a token equals a scalar of the rule. */
    private static boolean equal(@Nullable Object found, Object expected) {
        return switch (expected) {
            case Number number -> found instanceof JsonNumber text && text.sameAs(number.toString());
            case String text -> text.equals(found);
            case Boolean truth -> truth.equals(found);
            default -> false;
        };
    }
}
