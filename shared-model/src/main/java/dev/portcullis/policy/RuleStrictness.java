package dev.portcullis.policy;

import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.model.RuleItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compares what two rules ask of a token. */
final class RuleStrictness {
    private RuleStrictness() {}

    /** The fields of the strict rule that a token can fail and still satisfy the lax one. */
    static List<String> avoidable(RuleItem lax, RuleItem strict) {
        List<String> checks = new ArrayList<>();
        if (strict.sub() != null && !strict.sub().equals(lax.sub())) {
            checks.add("sub");
        }
        if (isWider(lax.audiences(), strict.audiences())) {
            checks.add("audiences");
        }
        if (isWider(names(lax.allowedAlgorithms()), names(strict.allowedAlgorithms()))) {
            checks.add("allowedAlgorithms");
        }
        if (strict.requireExpiration() && !lax.requireExpiration()) {
            checks.add("requireExpiration");
        }
        if (lax.clockSkewSeconds() > strict.clockSkewSeconds()) {
            checks.add("clockSkew");
        }
        Long max = strict.maxTokenLifetimeSeconds();
        Long laxMax = lax.maxTokenLifetimeSeconds();
        if (max != null && (laxMax == null || laxMax > max)) {
            checks.add("maxTokenLifetime");
        }
        if (!strict.requiredClaims().stream().allMatch(required -> asksAsMuch(lax, required))) {
            checks.add("requiredClaims");
        }
        return List.copyOf(checks);
    }

    /** Whether the lax list lets something in that the strict one does not; null lets in all. */
    private static <T> boolean isWider(@Nullable List<T> lax, @Nullable List<T> strict) {
        return strict != null && (lax == null || !strict.containsAll(lax));
    }

    private static @Nullable List<JwsAlgorithm> names(@Nullable List<JwsAlgorithm> algorithms) {
        return algorithms == null
                ? null
                : algorithms.stream()
                        .flatMap(algorithm -> algorithm.names().stream())
                        .toList();
    }

    private static boolean asksAsMuch(RuleItem rule, RuleItem.RequiredClaim required) {
        return rule.requiredClaims().stream()
                .anyMatch(own -> own.claim().equals(required.claim())
                        && Objects.equals(own.splitAt(), required.splitAt())
                        && required.anyOf().containsAll(own.anyOf()));
    }
}
