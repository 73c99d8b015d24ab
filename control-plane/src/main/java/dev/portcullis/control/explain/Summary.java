package dev.portcullis.control.explain;

import dev.portcullis.control.explain.Explained.DecisionView;
import dev.portcullis.policy.Explanation;
import dev.portcullis.policy.Explanation.CheckOutcome;
import dev.portcullis.policy.Explanation.RulePart;
import java.util.Objects;
import java.util.stream.Collectors;

/** An explanation in one sentence or two. */
record Summary(Explanation explanation, DecisionView decision) {

    String text() {
        return switch (decision.outcome()) {
            case PASSED -> "Forwarded to " + route() + " without authentication: no enforced rule applies.";
            case ADMITTED -> "Forwarded to " + route() + ": " + rule() + " admits the token.";
            case NO_ROUTE ->
                "Let through by the rules and refused with 404 NO_ROUTE: no route matches host, path and method.";
            case DENIED ->
                "Denied with " + decision.status() + " " + decision.code() + ": " + denier() + ". " + decision.detail()
                        + ".";
            case REFUSED, ANSWERED -> throw new IllegalStateException("summed up where it is found");
        };
    }

    private String route() {
        return explanation
                .route()
                .map(matched -> "route " + matched.route().routeId() + " \""
                        + matched.route().name() + "\"")
                .orElse("");
    }

    private String rule() {
        return explanation.rules().stream()
                .filter(rule -> rule.rule().ruleId().equals(decision.ruleId()))
                .map(rule ->
                        "rule " + rule.rule().ruleId() + " \"" + rule.rule().name() + "\"")
                .findFirst()
                .orElse("rule " + decision.ruleId());
    }

    private String denier() {
        if (decision.ruleId() != null) {
            return rule() + " refuses the token at " + failedCheck();
        }
        String asking = explanation.rules().stream()
                .filter(rule -> rule.part() == RulePart.ENFORCED && rule.applies())
                .limit(3)
                .map(rule -> rule.rule().ruleId() + " \"" + rule.rule().name() + "\"")
                .collect(Collectors.joining(", "));
        long count = explanation.rules().stream()
                .filter(rule -> rule.part() == RulePart.ENFORCED && rule.applies())
                .count();
        return "a token is asked for by " + asking + (count > 3 ? " and others" : "");
    }

    private String failedCheck() {
        return explanation.rules().stream()
                .filter(rule -> rule.rule().ruleId().equals(decision.ruleId()))
                .map(rule -> Objects.requireNonNull(rule.answer()))
                .flatMap(answer -> answer.checks().stream())
                .filter(result -> result.outcome() == CheckOutcome.FAILED)
                .map(result -> result.check().name())
                .findFirst()
                .orElse("a check");
    }
}
