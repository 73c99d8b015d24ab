package dev.portcullis.policy;

import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.model.RuleItem;
import dev.portcullis.policy.jwk.KeyTable;
import dev.portcullis.policy.jwk.VerificationKey;
import dev.portcullis.policy.token.Claims;
import dev.portcullis.policy.token.JsonNumber;
import dev.portcullis.policy.token.ParsedToken;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was found in a token and what a rule expected, of a check that failed. Quotes the token, so it is for explanations
 * only, whose token is the caller's own.
 */
final class CheckFindings {
    private static final double MILLIS = 1_000.0;

    private final CompiledRule rule;
    private final ParsedToken token;
    private final Claims claims;
    private final double now;

    CheckFindings(CompiledRule rule, ParsedToken token, long nowMillis) {
        this.rule = rule;
        this.token = token;
        this.claims = token.claims();
        this.now = nowMillis / MILLIS;
    }

    /** The sentence of a failure with what was found, or as it is where there is nothing more to say. */
    String of(TokenCheck check, String detail) {
        String found = switch (check) {
            case PRESENT, SINGLE, SIZE, FORM, KEYS -> null;
            case ISSUER -> issuer();
            case ALGORITHM -> algorithm();
            case KEY -> "kid is " + Shown.value(token.kid()) + " (expected: one of " + kids() + ")";
            case SIGNATURE -> signature();
            case EXPIRY -> time("exp", "later than " + rule.item().clockSkewSeconds() + " s ago, the clockSkew");
            case NOT_BEFORE -> notBefore();
            case LIFETIME -> lifetime();
            case SUBJECT ->
                "sub is " + claim("sub") + " (expected: "
                        + Shown.value(rule.item().sub()) + ")";
            case AUDIENCE ->
                "aud is " + claim("aud") + " (expected: one of "
                        + Shown.values(Objects.requireNonNullElse(rule.item().audiences(), List.of())) + ")";
            case REQUIRED_CLAIMS -> required();
        };
        return found == null ? detail : detail + ": " + found;
    }

    private String claim(String name) {
        return claims.has(name) ? Shown.value(claims.get(name)) : "absent";
    }

    private String issuer() {
        String own = rule.item().issuer();
        String difference = claims.get("iss") instanceof String text ? IssuerDifference.between(text, own) : null;
        return "iss is " + claim("iss") + " (expected: " + Shown.text(own) + ")"
                + (difference == null ? "" : ", which differs by " + difference);
    }

    private String algorithm() {
        List<JwsAlgorithm> allowed = rule.item().allowedAlgorithms();
        JwsAlgorithm own = token.algorithm();
        String found = "alg is " + Shown.value(token.algorithmName());
        KeyTable keys = rule.keysNow();
        if (allowed != null && (own == null || !allowed.contains(own))) {
            return found + " (expected: one of " + names(allowed.stream()) + ", the allowedAlgorithms)";
        }
        if (keys == null) {
            return found;
        }
        List<VerificationKey> named = token.kid() == null ? keys.keys() : keys.named(token.kid());
        List<VerificationKey> asked = named.isEmpty() ? keys.keys() : named;
        String whose = named.isEmpty() || token.kid() == null
                ? "the keys of the rule"
                : "the key " + Shown.text(String.valueOf(token.kid()));
        Stream<JwsAlgorithm> possible = Arrays.stream(JwsAlgorithm.values())
                .filter(algorithm -> asked.stream().anyMatch(key -> key.fits(algorithm)));
        return found + " (expected: one of " + names(possible) + ", which " + whose + " can do)";
    }

    private static String names(Stream<JwsAlgorithm> algorithms) {
        return Shown.list(algorithms.map(JwsAlgorithm::joseName).toList());
    }

    private String kids() {
        KeyTable keys = rule.keysNow();
        return keys == null ? "none" : kids(keys.keys());
    }

    private static String kids(List<VerificationKey> keys) {
        long unnamed = keys.stream().filter(key -> key.kid() == null).count();
        String named = Shown.values(keys.stream()
                .map(VerificationKey::kid)
                .filter(Objects::nonNull)
                .distinct()
                .toList());
        return unnamed == 0 ? named : named + "; " + unnamed + (unnamed == 1 ? " key has no kid" : " keys have no kid");
    }

    private @Nullable String signature() {
        KeyTable keys = rule.keysNow();
        JwsAlgorithm algorithm = token.algorithm();
        if (keys == null || algorithm == null) {
            return null;
        }
        List<VerificationKey> fitting = (token.kid() == null ? keys.keys() : keys.named(token.kid()))
                .stream().filter(key -> key.fits(algorithm)).toList();
        int tried = Math.min(fitting.size(), CompiledRule.MAX_KEYS_TRIED);
        String more = tried < fitting.size() ? " of " + fitting.size() + " that fit" : "";
        return "tried " + (tried == 1 ? "1 key" : tried + " keys") + more + ", kid " + kids(fitting.subList(0, tried));
    }

    private @Nullable String time(String name, String expected) {
        if (!(claims.get(name) instanceof JsonNumber number)) {
            return null;
        }
        double ahead = number.toDouble() - now;
        String distance = Math.abs(ahead) < 1e12
                ? Math.round(Math.abs(ahead)) + " s " + (ahead < 0 ? "ago" : "ahead")
                : ahead < 0 ? "long ago" : "far ahead";
        return name + " is " + Shown.value(number) + ", " + distance + " (expected: " + expected + ")";
    }

    private @Nullable String notBefore() {
        int skew = rule.item().clockSkewSeconds();
        boolean notBefore = now < token.notBefore() - skew;
        return time(notBefore ? "nbf" : "iat", "at most " + skew + " s ahead, the clockSkew");
    }

    private @Nullable String lifetime() {
        double seconds = token.expiresAt() - token.issuedAt();
        return Double.isNaN(seconds)
                ? null
                : "exp - iat is "
                        + new BigDecimal(seconds)
                                .setScale(3, java.math.RoundingMode.HALF_UP)
                                .stripTrailingZeros()
                                .toPlainString()
                        + " s (expected: at most " + rule.item().maxTokenLifetimeSeconds() + " s)";
    }

    private @Nullable String required() {
        for (RuleItem.RequiredClaim required : rule.item().requiredClaims()) {
            Object value = claims.at(required.claim());
            if (!ClaimChecks.isMet(required, value)) {
                List<String> elsewhere = value == null ? ClaimElsewhere.find(claims, required.claim()) : null;
                return Shown.path(required.claim()) + " is " + (value == null ? "absent" : Shown.value(value))
                        + " (expected: one of " + Shown.values(required.anyOf()) + ")"
                        + (elsewhere == null ? "" : "; there is [" + Shown.values(elsewhere) + "]");
            }
        }
        return null;
    }
}
