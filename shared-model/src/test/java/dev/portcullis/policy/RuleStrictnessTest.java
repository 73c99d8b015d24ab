package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.model.RuleItem;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Each check alone: what avoids it, and what does not. */
class RuleStrictnessTest {
    private static RuleItem rule(Consumer<Samples.Rule> change) {
        Samples.Rule rule = new Samples.Rule(List.of());
        change.accept(rule);
        return rule.item();
    }

    private static List<String> avoidable(Consumer<Samples.Rule> lax, Consumer<Samples.Rule> strict) {
        return RuleStrictness.avoidable(rule(lax), rule(strict));
    }

    private static RuleItem.RequiredClaim required(String claim, Object... anyOf) {
        return new RuleItem.RequiredClaim(List.of(claim), List.of(anyOf));
    }

    @Test
    void what_asks_for_the_same_or_more_avoids_nothing() {
        assertThat(avoidable(rule -> {}, rule -> {})).isEmpty();
        assertThat(avoidable(rule -> rule.sub = "a", rule -> rule.sub = "a")).isEmpty();
        assertThat(avoidable(rule -> rule.sub = "a", rule -> {})).isEmpty();
        assertThat(avoidable(rule -> rule.audiences = List.of("a"), rule -> rule.audiences = List.of("a", "b")))
                .isEmpty();
        assertThat(avoidable(
                        rule -> rule.algorithms = List.of(JwsAlgorithm.ES256),
                        rule -> rule.algorithms = List.of(JwsAlgorithm.ES256, JwsAlgorithm.RS256)))
                .isEmpty();
        assertThat(avoidable(rule -> {}, rule -> rule.requireExpiration = false))
                .isEmpty();
        assertThat(avoidable(rule -> rule.clockSkew = 60, rule -> rule.clockSkew = 60))
                .isEmpty();
        assertThat(avoidable(rule -> rule.clockSkew = 0, rule -> rule.clockSkew = 60))
                .isEmpty();
        assertThat(avoidable(rule -> rule.maxLifetime = 60L, rule -> rule.maxLifetime = 60L))
                .isEmpty();
        assertThat(avoidable(rule -> rule.maxLifetime = 60L, rule -> {})).isEmpty();
        assertThat(avoidable(
                        rule -> rule.requiredClaims = List.of(required("x", 1), required("r", "a")),
                        rule -> rule.requiredClaims = List.of(required("r", "a", "b"))))
                .isEmpty();
    }

    @Test
    void what_asks_for_less_avoids_the_check() {
        assertThat(avoidable(rule -> {}, rule -> rule.sub = "a")).containsExactly("sub");
        assertThat(avoidable(rule -> rule.sub = "b", rule -> rule.sub = "a")).containsExactly("sub");
        assertThat(avoidable(rule -> {}, rule -> rule.audiences = List.of("a"))).containsExactly("audiences");
        assertThat(avoidable(rule -> rule.audiences = List.of("a", "b"), rule -> rule.audiences = List.of("a")))
                .containsExactly("audiences");
        assertThat(avoidable(
                        rule -> rule.algorithms = List.of(JwsAlgorithm.HS256),
                        rule -> rule.algorithms = List.of(JwsAlgorithm.RS256)))
                .containsExactly("allowedAlgorithms");
        assertThat(avoidable(rule -> rule.requireExpiration = false, rule -> {}))
                .containsExactly("requireExpiration");
        assertThat(avoidable(rule -> rule.clockSkew = 61, rule -> rule.clockSkew = 60))
                .containsExactly("clockSkew");
        assertThat(avoidable(rule -> {}, rule -> rule.maxLifetime = 60L)).containsExactly("maxTokenLifetime");
        assertThat(avoidable(rule -> rule.maxLifetime = 61L, rule -> rule.maxLifetime = 60L))
                .containsExactly("maxTokenLifetime");
        assertThat(avoidable(
                        rule -> rule.requiredClaims = List.of(required("r", "a", "b")),
                        rule -> rule.requiredClaims = List.of(required("r", "a"))))
                .containsExactly("requiredClaims");
        assertThat(avoidable(
                        rule -> rule.requiredClaims = List.of(required("r", "a")),
                        rule -> rule.requiredClaims = List.of(required("r", "a"), required("s", "b"))))
                .containsExactly("requiredClaims");
    }

    @Test
    void a_requirement_that_is_split_elsewhere_is_another_one() {
        RuleItem.RequiredClaim comma = new RuleItem.RequiredClaim(List.of("r"), List.of("a"), ",");
        assertThat(avoidable(
                        rule -> rule.requiredClaims = List.of(comma),
                        rule -> rule.requiredClaims = List.of(required("r", "a"))))
                .containsExactly("requiredClaims");
        assertThat(avoidable(
                        rule -> rule.requiredClaims = List.of(comma), rule -> rule.requiredClaims = List.of(comma)))
                .isEmpty();
        assertThat(avoidable(
                        rule -> rule.requiredClaims = List.of(required("scp", "a")),
                        rule -> rule.requiredClaims =
                                List.of(new RuleItem.RequiredClaim(List.of("scp"), List.of("a"), " "))))
                .isEmpty();
    }
}
