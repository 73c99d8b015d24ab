package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.model.AuthorizationItem;
import dev.portcullis.model.AuthorizationMode;
import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.Enforcement;
import dev.portcullis.model.PathPattern;
import dev.portcullis.model.RuleItem;
import dev.portcullis.model.TokenPlace;
import dev.portcullis.policy.Explanation.CheckOutcome;
import dev.portcullis.policy.Explanation.RuleAnswer;
import dev.portcullis.policy.Explanation.RuleExplanation;
import dev.portcullis.policy.Explanation.TokenState;
import dev.portcullis.policy.jwk.CryptoProviders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ExplainerTest {
    private static final int CASES = Integer.getInteger("explainer.cases", 3_000);
    private static final String HEADER = "{\"alg\":\"ES256\",\"kid\":\"ec256\"}";
    private static final CanonicalRequest REQUEST = Samples.request("GET", "api.example", "/v1/things");

    private static Samples.Rule rule(String id) {
        Samples.Rule rule = new Samples.Rule(List.of(TestKeys.named("ec256").item(id, Map.of())));
        rule.id = id;
        return rule;
    }

    private static Explainer explainer(List<RuleItem> rules, AuthorizationItem... conditions) {
        return explainer(Samples.image(rules, List.of(conditions), List.of(Samples.catchAll())));
    }

    private static Explainer explainer(ConfigImage image) {
        RuleSetCompiler compiler = new RuleSetCompiler(
                Samples.SECRETS, CryptoProviders.nativeFirst(), RemoteKeySets.NONE, VerifiedTokens.none());
        return Explainer.of(image, compiler, null);
    }

    private static Explanation explain(Explainer explainer, String... headers) {
        return explainer.explain(REQUEST, Samples.headers(headers), Samples.NOW_MILLIS);
    }

    private static String bearer(String claims) {
        return "Bearer " + TestKeys.named("ec256").token("ES256", HEADER, claims);
    }

    private static String claims(long expiresIn, String more) {
        return "{\"iss\":\"" + Samples.ISSUER + "\",\"exp\":" + (Samples.NOW_SECONDS + expiresIn) + more + "}";
    }

    private static Map<TokenCheck, CheckOutcome> outcomes(RuleExplanation rule) {
        return Objects.requireNonNull(rule.answer()).checks().stream()
                .collect(Collectors.toMap(Explanation.CheckResult::check, Explanation.CheckResult::outcome));
    }

    @Test
    void the_answers_of_single_rules_add_up_to_the_decision_whatever_the_token() {
        Samples.Rule strict = rule("jr-1");
        strict.audiences = List.of("api");
        strict.sub = "s1";
        Samples.Rule cookie = new Samples.Rule(List.of(
                TestKeys.named("rsa").item("jr-2", Map.of()),
                TestKeys.named("ec256").item("jr-2", Map.of())));
        cookie.id = "jr-2";
        cookie.place = new TokenPlace(TokenPlace.Type.COOKIE, "access_token", "");
        Samples.Rule shadow = rule("jr-3");
        shadow.enforcement = Enforcement.SHADOW;
        shadow.maxLifetime = 60L;
        Samples.Rule blacklist = new Samples.Rule(List.of(TestKeys.named("rsa").item("jr-4", Map.of())));
        blacklist.id = "jr-4";
        blacklist.mode = AuthorizationMode.BLACKLIST;
        AuthorizationItem condition = Samples.condition("jr-4", "az-1", "*", PathPattern.Match.PREFIX, "/v1");
        ConfigImage image = Samples.image(
                List.of(strict.item(), cookie.item(), shadow.item(), blacklist.item()),
                List.of(condition),
                List.of(Samples.catchAll()));
        Explainer explainer = explainer(image);
        RuleSet rules = new RuleSetCompiler(Samples.SECRETS).compile(image, null);
        Random random = new Random(20_261_125L);
        TokenMutator mutator = new TokenMutator(random);
        for (int i = 0; i < CASES; i++) {
            String first = mutator.next(random.nextBoolean() ? "ec256" : "rsa").token();
            String second = random.nextInt(4) == 0 ? mutator.next("rsa").token() : first;
            List<String> fields = new ArrayList<>();
            if (random.nextInt(8) > 0) {
                fields.addAll(List.of("Authorization", "Bearer " + first));
            }
            if (random.nextInt(3) == 0) {
                fields.addAll(List.of("Cookie", "access_token=" + second));
            }
            HeaderFields headers = Samples.headers(fields.toArray(String[]::new));
            ExplanationCheck.agrees(
                    explainer.explain(REQUEST, headers, Samples.NOW_MILLIS),
                    rules.decide(REQUEST, headers, Samples.NOW_MILLIS));
        }
    }

    @Test
    void beyond_the_first_failure_the_checks_of_claims_are_tried_all_the_same() {
        Samples.Rule rule = rule("jr-1");
        rule.audiences = List.of("api");
        rule.sub = "alice";
        String genuine = bearer(claims(-600, ",\"aud\":\"other\",\"sub\":\"alice\""));
        Explanation explanation = explain(explainer(List.of(rule.item())), "Authorization", genuine);
        assertThat(outcomes(explanation.rules().getFirst()))
                .containsEntry(TokenCheck.SIGNATURE, CheckOutcome.PASSED)
                .containsEntry(TokenCheck.EXPIRY, CheckOutcome.FAILED)
                .containsEntry(TokenCheck.NOT_BEFORE, CheckOutcome.WOULD_PASS)
                .containsEntry(TokenCheck.LIFETIME, CheckOutcome.NOT_ASKED)
                .containsEntry(TokenCheck.SUBJECT, CheckOutcome.WOULD_PASS)
                .containsEntry(TokenCheck.AUDIENCE, CheckOutcome.WOULD_FAIL);
        assertThat(explanation.token().state()).isEqualTo(TokenState.READ);
        assertThat(explanation.token().claims()).containsExactly("aud", "exp", "iss", "sub");
    }

    @Test
    void a_token_that_is_not_genuine_is_marked_and_its_claims_are_checked_with_that_reservation() {
        String token = bearer(claims(-600, ""));
        char last = token.charAt(token.length() - 3);
        String forged = token.substring(0, token.length() - 3)
                + (last == 'A' ? 'B' : 'A')
                + token.substring(token.length() - 2);
        Explanation explanation = explain(explainer(List.of(rule("jr-1").item())), "Authorization", forged);
        RuleExplanation rule = explanation.rules().getFirst();
        assertThat(rule.answer())
                .isNotNull()
                .extracting(RuleAnswer::signatureVerified)
                .isEqualTo(false);
        assertThat(outcomes(rule))
                .containsEntry(TokenCheck.SIGNATURE, CheckOutcome.FAILED)
                .containsEntry(TokenCheck.EXPIRY, CheckOutcome.WOULD_FAIL)
                .containsEntry(TokenCheck.NOT_BEFORE, CheckOutcome.WOULD_PASS);
    }

    @Test
    void a_check_that_is_passed_is_told_from_one_that_is_not_asked_for() {
        Samples.Rule rule = rule("jr-1");
        rule.sub = "alice";
        Explanation explanation =
                explain(explainer(List.of(rule.item())), "Authorization", bearer(claims(600, ",\"sub\":\"alice\"")));
        assertThat(explanation.decision()).isInstanceOf(Decision.Authenticated.class);
        assertThat(outcomes(explanation.rules().getFirst()))
                .containsEntry(TokenCheck.SIGNATURE, CheckOutcome.PASSED)
                .containsEntry(TokenCheck.EXPIRY, CheckOutcome.PASSED)
                .containsEntry(TokenCheck.SUBJECT, CheckOutcome.PASSED)
                .containsEntry(TokenCheck.LIFETIME, CheckOutcome.NOT_ASKED)
                .containsEntry(TokenCheck.AUDIENCE, CheckOutcome.NOT_ASKED);
    }

    @Test
    void the_conditions_that_exempt_are_named_and_no_others() {
        Explanation explanation = explain(explainer(
                List.of(rule("jr-1").item()),
                Samples.condition("jr-1", "az-1", "*", PathPattern.Match.PREFIX, "/v1"),
                Samples.condition("jr-1", "az-2", "other.example", PathPattern.Match.PREFIX, "/v1"),
                Samples.condition("jr-1", "az-3", "*.example", PathPattern.Match.REGEX, "/v[0-9]/.*")));
        assertThat(explanation.decision()).isInstanceOf(Decision.Pass.class);
        assertThat(explanation.rules().getFirst().matchedConditions()).containsExactly("az-1", "az-3");
    }

    @Test
    void a_disabled_rule_is_explained_and_has_no_say() {
        Samples.Rule rule = rule("jr-1");
        rule.enabled = false;
        Explanation explanation = explain(explainer(List.of(rule.item())), "Authorization", bearer(claims(-600, "")));
        assertThat(explanation.decision()).isInstanceOf(Decision.Pass.class);
        assertThat(explanation.rules().getFirst().part()).isEqualTo(Explanation.RulePart.DISABLED);
        assertThat(outcomes(explanation.rules().getFirst())).containsEntry(TokenCheck.EXPIRY, CheckOutcome.FAILED);
    }

    @Test
    void of_many_rules_those_are_shown_that_have_to_do_with_the_request() {
        List<RuleItem> rules = new ArrayList<>();
        for (int i = 0; i < 3 * ExplainedRequest.MAX_RULES; i++) {
            Samples.Rule rule = rule(String.format("jr-%04d", i));
            rule.issuer = "https://issuer.example/" + i;
            rules.add(rule.item());
        }
        Samples.Rule last = rule("jr-9999");
        rules.add(last.item());
        Explanation explanation = explain(explainer(rules), "Authorization", bearer(claims(600, "")));
        assertThat(explanation.rules()).hasSize(ExplainedRequest.MAX_RULES);
        assertThat(explanation.rulesLeftOut()).isEqualTo(2 * ExplainedRequest.MAX_RULES + 1);
        assertThat(explanation.rules().getLast().rule().ruleId()).isEqualTo("jr-9999");
    }

    @Test
    void a_token_is_placed_where_the_rule_of_its_issuer_looks_for_it() {
        Samples.Rule bearer = rule("jr-1");
        bearer.issuer = "https://other.example";
        Samples.Rule query = rule("jr-2");
        query.place = new TokenPlace(TokenPlace.Type.QUERY, "access_token", "");
        Explainer explainer = explainer(List.of(bearer.item(), query.item()));
        String token = bearer(claims(600, "")).substring("Bearer ".length());
        assertThat(explainer.placeOf(REQUEST, token)).isEqualTo(query.place);
        assertThat(explainer.placeOf(REQUEST, "no-token")).isEqualTo(bearer.place);
        bearer.place = new TokenPlace(TokenPlace.Type.COOKIE, "jwt", "");
        assertThat(explainer(List.of(bearer.item(), query.item())).placeOf(REQUEST, "no-token"))
                .isEqualTo(bearer.place);
        assertThat(explainer(List.of()).placeOf(REQUEST, token)).isEqualTo(Samples.BEARER);
    }
}
