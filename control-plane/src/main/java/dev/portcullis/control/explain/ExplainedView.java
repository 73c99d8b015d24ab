package dev.portcullis.control.explain;

import dev.portcullis.control.explain.Explained.AddedHeader;
import dev.portcullis.control.explain.Explained.Cause;
import dev.portcullis.control.explain.Explained.CheckView;
import dev.portcullis.control.explain.Explained.DecisionView;
import dev.portcullis.control.explain.Explained.ForwardView;
import dev.portcullis.control.explain.Explained.Keys;
import dev.portcullis.control.explain.Explained.Outcome;
import dev.portcullis.control.explain.Explained.RequestView;
import dev.portcullis.control.explain.Explained.RouteView;
import dev.portcullis.control.explain.Explained.RuleView;
import dev.portcullis.control.explain.Explained.TokenView;
import dev.portcullis.control.node.HeldKeys;
import dev.portcullis.model.AuthorizationMode;
import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.Head;
import dev.portcullis.model.KeyReport;
import dev.portcullis.model.KeySource;
import dev.portcullis.model.RouteItem;
import dev.portcullis.model.RuleItem;
import dev.portcullis.model.TokenPlace;
import dev.portcullis.policy.CanonicalRequest;
import dev.portcullis.policy.Challenge;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.DenialReason;
import dev.portcullis.policy.Explanation;
import dev.portcullis.policy.Explanation.RuleAnswer;
import dev.portcullis.policy.Explanation.RuleExplanation;
import dev.portcullis.policy.Explanation.TokenReading;
import dev.portcullis.policy.ForwardPlan;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts an explanation into the words of the API. */
final class ExplainedView {
    private final Head head;
    private final String method;
    private final HeldKeys held;
    private final Instant at;

    ExplainedView(ConfigImage image, HeldKeys held, String method, Instant at) {
        this.held = held;
        this.head = Objects.requireNonNull(image.head());
        this.method = method;
        this.at = at;
    }

    Explained refused(DenialReason reason, String detail) {
        return undecided(
                new DecisionView(Outcome.REFUSED, reason.status(), reason.code(), detail, null, null),
                "Refused with " + reason.status() + " " + reason.code() + " before anything is decided. " + detail
                        + ".");
    }

    Explained serverOptions() {
        return undecided(
                new DecisionView(Outcome.ANSWERED, 204, null, null, null, null),
                "Answered by the node itself with 204: OPTIONS * asks about the server.");
    }

    private Explained undecided(DecisionView decision, String summary) {
        RequestView request = new RequestView(method, null, null);
        return new Explained(summary, head.revision(), at, decision, request, null, List.of(), 0, null, null);
    }

    Explained decided(
            CanonicalRequest request, AskedFields fields, Explanation explanation, @Nullable TokenPlace addedTo) {
        DecisionView decision = decision(explanation);
        return new Explained(
                new Summary(explanation, decision).text(),
                head.revision(),
                at,
                decision,
                new RequestView(request.method(), request.host(), request.path()),
                token(explanation.token(), addedTo),
                explanation.rules().stream().map(this::rule).toList(),
                explanation.rulesLeftOut(),
                explanation.route().map(ExplainedView::route).orElse(null),
                explanation.plan().map(plan -> forward(plan, fields)).orElse(null));
    }

    private DecisionView decision(Explanation explanation) {
        boolean routed = explanation.route().isPresent();
        return switch (explanation.decision()) {
            case Decision.Pass ignored when routed -> new DecisionView(Outcome.PASSED, null, null, null, null, null);
            case Decision.Authenticated admitted
            when routed ->
                new DecisionView(
                        Outcome.ADMITTED,
                        null,
                        null,
                        null,
                        null,
                        admitted.grant().ruleId());
            case Decision.Admitted ignored -> {
                DenialReason reason = DenialReason.NO_ROUTE;
                yield new DecisionView(Outcome.NO_ROUTE, reason.status(), reason.code(), reason.title(), null, null);
            }
            case Decision.Denied denied ->
                new DecisionView(
                        Outcome.DENIED,
                        denied.reason().status(),
                        denied.reason().code(),
                        denied.detail(),
                        Challenge.of(head.instanceId(), denied.reason()).orElse(null),
                        denied.ruleId());
        };
    }

    private static TokenView token(TokenReading token, @Nullable TokenPlace addedTo) {
        return new TokenView(
                token.state(),
                token.detail(),
                token.places().stream().map(ExplainedView::words).toList(),
                addedTo == null ? null : words(addedTo),
                token.algorithm(),
                token.kid(),
                token.claims());
    }

    private static String words(TokenPlace place) {
        return place.type() + " " + place.key();
    }

    private RuleView rule(RuleExplanation explained) {
        RuleItem rule = explained.rule();
        boolean isWhitelist = rule.authorizationMode() == AuthorizationMode.WHITELIST;
        Cause whitelist = explained.applies() ? Cause.NOT_EXEMPTED : Cause.EXEMPTED;
        Cause blacklist = explained.applies() ? Cause.DEMANDED : Cause.NOT_DEMANDED;
        String reporter = rule.keys() instanceof KeySource.Remote
                ? held.newest(rule).map(KeyReport::nodeId).orElse(null)
                : null;
        Keys keys = switch (rule.keys()) {
            case KeySource.Inline ignored -> Keys.INLINE;
            case KeySource.Remote ignored -> reporter == null ? Keys.NOT_KNOWN : Keys.REPORTED;
        };
        Optional<RuleAnswer> answer = Optional.ofNullable(explained.answer());
        return new RuleView(
                rule.ruleId(),
                rule.name(),
                explained.part(),
                rule.authorizationMode(),
                explained.applies(),
                isWhitelist ? whitelist : blacklist,
                explained.matchedConditions(),
                keys,
                reporter,
                answer.map(RuleAnswer::admits).orElse(null),
                answer.map(RuleAnswer::refusal).map(DenialReason::code).orElse(null),
                answer.map(RuleAnswer::detail).orElse(null),
                answer.map(RuleAnswer::signatureVerified).orElse(null),
                answer.map(ExplainedView::checks).orElse(null));
    }

    private static List<CheckView> checks(RuleAnswer answer) {
        return answer.checks().stream()
                .map(result -> new CheckView(result.check(), result.outcome(), result.detail()))
                .toList();
    }

    private static RouteView route(Explanation.MatchedRoute matched) {
        RouteItem route = matched.route();
        return new RouteView(
                route.routeId(),
                route.name(),
                matched.host(),
                matched.path(),
                route.upstream().targets().stream().map(RouteItem.Target::url).toList());
    }

    private static ForwardView forward(ForwardPlan plan, AskedFields fields) {
        String target = plan.requestTarget();
        int query = target.indexOf('?');
        return new ForwardView(
                query < 0 ? target : target.substring(0, query),
                fields.names().stream().filter(plan::removes).distinct().toList(),
                plan.fields().stream()
                        .map(field ->
                                new AddedHeader(field.name(), field.name().equals("Cookie") ? null : field.value()))
                        .toList());
    }
}
