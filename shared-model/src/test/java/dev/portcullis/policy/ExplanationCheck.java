package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.model.AuthorizationMode;
import dev.portcullis.policy.Explanation.CheckOutcome;
import dev.portcullis.policy.Explanation.RuleAnswer;
import dev.portcullis.policy.Explanation.RuleExplanation;
import dev.portcullis.policy.Explanation.RulePart;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What the answers of single rules must add up to: the very decision that was made. */
final class ExplanationCheck {
    private static final Set<CheckOutcome> BEFORE = Set.of(CheckOutcome.PASSED, CheckOutcome.NOT_ASKED);
    private static final Set<CheckOutcome> BEYOND =
            Set.of(CheckOutcome.WOULD_PASS, CheckOutcome.WOULD_FAIL, CheckOutcome.NOT_ASKED, CheckOutcome.NOT_REACHED);

    private ExplanationCheck() {}

    static void agrees(Explanation explanation, Decision decided) {
        assertThat(explanation.rulesLeftOut()).isZero();
        assertThat(explanation.decision().toString()).isEqualTo(decided.toString());
        explanation.rules().forEach(ExplanationCheck::isConsistent);
        List<RuleExplanation> asked = explanation.rules().stream()
                .filter(rule -> rule.part() == RulePart.ENFORCED && rule.applies())
                .toList();
        Optional<RuleExplanation> admitting =
                asked.stream().filter(rule -> answer(rule).admits()).findFirst();
        switch (decided) {
            case Decision.Pass ignored -> assertThat(asked).isEmpty();
            case Decision.Authenticated authenticated ->
                assertThat(admitting.map(rule -> rule.rule().ruleId()))
                        .contains(authenticated.grant().ruleId());
            case Decision.Denied denied -> {
                // Two tokens that each are good at their place are no token at all.
                if (denied.reason() != DenialReason.MULTIPLE_TOKENS) {
                    assertThat(admitting).isEmpty();
                    assertThat(asked.stream()
                                    .map(ExplanationCheck::answer)
                                    .max(Comparator.comparing(ExplanationCheck::weight))
                                    .map(RuleAnswer::refusal))
                            .contains(denied.reason());
                }
                asked.stream()
                        .filter(rule -> rule.rule().ruleId().equals(denied.ruleId()))
                        .forEach(rule -> assertThat(answer(rule).detail()).isEqualTo(denied.detail()));
            }
        }
        List<String> shadow = explanation.rules().stream()
                .filter(rule -> rule.part() == RulePart.SHADOW && rule.applies())
                .map(rule -> rule.rule().ruleId() + answer(rule).refusal())
                .toList();
        // Shadow rules of which one fails leave no verdict.
        if (shadow.stream().noneMatch(verdict -> verdict.endsWith(DenialReason.INTERNAL.name()))) {
            assertThat(decided.shadow())
                    .extracting(verdict -> verdict.ruleId() + verdict.wouldDeny())
                    .isEqualTo(shadow);
        }
        assertThat(explanation.plan().isPresent())
                .isEqualTo(decided instanceof Decision.Admitted
                        && explanation.route().isPresent());
    }

    /** A rule that has tried the token has more to say than all that have not, whatever it says. */
    private static int weight(RuleAnswer answer) {
        DenialReason reason = Objects.requireNonNull(answer.refusal());
        CheckOutcome issuer = answer.checks().get(TokenCheck.ISSUER.ordinal()).outcome();
        boolean tried = issuer == CheckOutcome.PASSED || issuer == CheckOutcome.WOULD_PASS;
        return switch (reason) {
            case INTERNAL -> 300;
            case KEYS_UNAVAILABLE -> 200;
            default -> (tried ? 100 : 0) + reason.ordinal();
        };
    }

    private static RuleAnswer answer(RuleExplanation rule) {
        return Objects.requireNonNull(rule.answer());
    }

    private static void isConsistent(RuleExplanation rule) {
        boolean isWhitelist = rule.rule().authorizationMode() == AuthorizationMode.WHITELIST;
        assertThat(rule.applies())
                .isEqualTo(isWhitelist == rule.matchedConditions().isEmpty());
        if (!rule.applies()) {
            assertThat(rule.answer()).isNull();
            return;
        }
        RuleAnswer answer = answer(rule);
        assertThat(answer.checks()).extracting(Explanation.CheckResult::check).containsExactly(TokenCheck.values());
        List<CheckOutcome> outcomes =
                answer.checks().stream().map(Explanation.CheckResult::outcome).toList();
        int failed = outcomes.indexOf(CheckOutcome.FAILED);
        assertThat(answer.admits()).isEqualTo(failed < 0);
        int end = failed < 0 ? outcomes.size() : failed;
        assertThat(outcomes.subList(0, end)).allMatch(BEFORE::contains);
        if (failed >= 0) {
            assertThat(outcomes.subList(failed + 1, outcomes.size())).allMatch(BEYOND::contains);
            assertThat(TokenCheck.values()[failed].failure()).isEqualTo(answer.refusal());
        }
        assertThat(answer.signatureVerified())
                .isEqualTo(outcomes.get(TokenCheck.SIGNATURE.ordinal()) == CheckOutcome.PASSED);
    }
}
