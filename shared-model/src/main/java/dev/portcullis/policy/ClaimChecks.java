package dev.portcullis.policy;

import dev.portcullis.model.RuleItem;
import dev.portcullis.policy.token.Claims;
import dev.portcullis.policy.token.JsonNumber;
import dev.portcullis.policy.token.ParsedToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a rule asks of the claims of a token whose signature holds, in the order of the ranks. Immutable. */
final class ClaimChecks {
    private static final Verification SATISFIED = new Verification.Satisfied();
    private static final double MILLIS = 1_000.0;

    private final RuleItem rule;
    private final @Nullable Set<String> audiences;
    private final double skewSeconds;
    /** In the order of the ranks. */
    private final List<TokenCheck> asked;

    ClaimChecks(RuleItem rule) {
        this.rule = rule;
        List<String> expected = rule.audiences();
        this.audiences = expected == null ? null : Set.copyOf(expected);
        this.skewSeconds = rule.clockSkewSeconds();
        this.asked = asked(rule);
    }

    private static List<TokenCheck> asked(RuleItem rule) {
        List<TokenCheck> asked = new ArrayList<>(List.of(TokenCheck.EXPIRY, TokenCheck.NOT_BEFORE));
        if (rule.maxTokenLifetimeSeconds() != null) {
            asked.add(TokenCheck.LIFETIME);
        }
        if (rule.sub() != null) {
            asked.add(TokenCheck.SUBJECT);
        }
        if (rule.audiences() != null) {
            asked.add(TokenCheck.AUDIENCE);
        }
        if (!rule.requiredClaims().isEmpty()) {
            asked.add(TokenCheck.REQUIRED_CLAIMS);
        }
        return List.copyOf(asked);
    }

    /** Whether the claims that this rule compares have the types of RFC 7519 section 4.1. */
    Verification types(ParsedToken token) {
        Claims claims = token.claims();
        boolean subject = rule.sub() == null || !claims.has("sub") || claims.get("sub") instanceof String;
        boolean audience = audiences == null || !claims.has("aud") || isAudience(claims.get("aud"));
        if (subject && audience) {
            return SATISFIED;
        }
        return new Verification.Rejected(
                DenialReason.TOKEN_MALFORMED,
                subject
                        ? "The aud of the token is neither a string nor a list of strings"
                        : "The sub of the token is not a string");
    }

    private static boolean isAudience(@Nullable Object aud) {
        if (!(aud instanceof List<?> list)) {
            return aud instanceof String;
        }
        for (Object one : list) {
            if (!(one instanceof String)) {
                return false;
            }
        }
        return true;
    }

    /** Whether that check is one of claims, to be made whether or not the signature holds. */
    static boolean knows(TokenCheck check) {
        return check.compareTo(TokenCheck.SIGNATURE) > 0;
    }

    /** Whether the rule asks anything of claims by that check. */
    boolean asks(TokenCheck check) {
        return asked.contains(check);
    }

    /** The first failure of the checks that the rule asks for. */
    Verification check(ParsedToken token, long nowMillis) {
        // By index: an iterator for each request would be the dearest part of this.
        for (int i = 0; i < asked.size(); i++) {
            Verification result = check(asked.get(i), token, nowMillis);
            if (result instanceof Verification.Rejected) {
                return result;
            }
        }
        return SATISFIED;
    }

    /** What one check says, whatever the others do. */
    Verification check(TokenCheck check, ParsedToken token, long nowMillis) {
        return switch (check) {
            case EXPIRY -> checkExpiry(token, nowMillis / MILLIS);
            case NOT_BEFORE -> checkNotBefore(token, nowMillis / MILLIS);
            case LIFETIME -> checkLifetime(token);
            case SUBJECT -> checkSubject(token.claims());
            case AUDIENCE -> checkAudience(token.claims());
            case REQUIRED_CLAIMS -> checkRequired(token.claims());
            case PRESENT, SINGLE, SIZE, FORM, ISSUER, ALGORITHM, KEYS, KEY, SIGNATURE ->
                throw new IllegalArgumentException(check + " (expected: a check of claims)");
        };
    }

    private Verification checkExpiry(ParsedToken token, double now) {
        double expiresAt = token.expiresAt();
        if (Double.isNaN(expiresAt) && rule.requireExpiration()) {
            return new Verification.Rejected(DenialReason.TOKEN_EXPIRED, "The token has no expiry");
        }
        // Comparisons with NaN, which stands for an absent claim, are false.
        return now >= expiresAt + skewSeconds ? new Verification.Rejected(DenialReason.TOKEN_EXPIRED) : SATISFIED;
    }

    private Verification checkNotBefore(ParsedToken token, double now) {
        if (now < token.notBefore() - skewSeconds) {
            return new Verification.Rejected(DenialReason.TOKEN_NOT_YET_VALID);
        }
        return token.issuedAt() > now + skewSeconds
                ? new Verification.Rejected(DenialReason.TOKEN_NOT_YET_VALID, "The token was issued in the future")
                : SATISFIED;
    }

    private Verification checkSubject(Claims claims) {
        if (rule.sub() == null || rule.sub().equals(claims.string("sub"))) {
            return SATISFIED;
        }
        return claims.has("sub")
                ? new Verification.Rejected(DenialReason.SUBJECT_MISMATCH)
                : new Verification.Rejected(DenialReason.SUBJECT_MISMATCH, "The token has no sub");
    }

    private Verification checkAudience(Claims claims) {
        if (audiences == null || isForOneOf(audiences, claims.get("aud"))) {
            return SATISFIED;
        }
        return claims.has("aud")
                ? new Verification.Rejected(DenialReason.AUDIENCE_MISMATCH)
                : new Verification.Rejected(DenialReason.AUDIENCE_MISMATCH, "The token has no aud");
    }

    private Verification checkRequired(Claims claims) {
        for (RuleItem.RequiredClaim required : rule.requiredClaims()) {
            Object value = claims.at(required.claim());
            if (!isMet(required, value)) {
                return new Verification.Rejected(DenialReason.CLAIM_MISSING, unmet(required, value, claims));
            }
        }
        return SATISFIED;
    }

    /** Names the claim, which the rule does, and none of its values. */
    private static String unmet(RuleItem.RequiredClaim required, @Nullable Object value, Claims claims) {
        String name = Shown.path(required.claim());
        if (value != null) {
            return "The claim " + name + " of the token has none of the required values";
        }
        return ClaimElsewhere.find(claims, required.claim()) == null
                ? "The token lacks the required claim " + name
                : "The token lacks the required claim " + name + "; one of that name stands elsewhere in it";
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
        if (!(aud instanceof List<?> list)) {
            return aud instanceof String one && audiences.contains(one);
        }
        for (Object one : list) {
            if (one instanceof String text && audiences.contains(text)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a claim of that value is one that is asked for; null: it is absent. */
    static boolean isMet(RuleItem.RequiredClaim required, @Nullable Object value) {
        return switch (value) {
            case null -> false;
            case List<?> list -> list.stream().anyMatch(one -> isExpected(required, one));
            case String text when required.splitAt() != null -> anyPart(required, text, required.splitAt());
            case Object one -> isExpected(required, one);
        };
    }

    /** Whether one of the elements of a list in one text is asked for. Empty ones, between two separators, are none. */
    private static boolean anyPart(RuleItem.RequiredClaim required, String text, String separator) {
        int start = 0;
        while (start <= text.length()) {
            int found = text.indexOf(separator, start);
            int end = found < 0 ? text.length() : found;
            if (end > start && isExpected(required, text.substring(start, end))) {
                return true;
            }
            start = end + separator.length();
        }
        return false;
    }

    private static boolean isExpected(RuleItem.RequiredClaim required, @Nullable Object found) {
        return required.anyOf().stream().anyMatch(expected -> equal(found, expected));
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
