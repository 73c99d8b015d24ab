package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.model.Enforcement;
import dev.portcullis.model.JwkItem;
import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.model.KeySource;
import dev.portcullis.model.RuleItem;
import dev.portcullis.policy.jwk.CountingKeys;
import dev.portcullis.policy.jwk.CryptoProviders;
import dev.portcullis.policy.jwk.KeyCompiler;
import dev.portcullis.policy.jwk.KeyTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rules whose keys are published: the keys come and go while the rule set stays. */
class RemoteKeyDecisionTest {
    private static final String CLAIMS =
            "{\"iss\":\"" + Samples.ISSUER + "\",\"exp\":" + (Samples.NOW_SECONDS + 600) + "}";
    private static final String ES256_TOKEN = TestKeys.named("ec256").token("ES256", CLAIMS);

    private final Map<String, Published> sets = new HashMap<>();
    private final CanonicalRequest request = Samples.request("GET", "api.example", "/");

    private static final RemoteKeySet FAILING = new RemoteKeySet() {
        @Override
        public @Nullable KeyTable current() {
            throw new StackOverflowError();
        }

        @Override
        public CompletionStage<@Nullable Void> refetchForUnknownKid() {
            return CompletableFuture.completedStage(null);
        }
    };

    /** What a provider has published so far. */
    private static final class Published implements RemoteKeySet {
        private @Nullable KeyTable keys;
        private boolean firstFetchIsUnderWay;

        void publish(String... names) {
            List<JwkItem> items = Stream.of(names)
                    .map(name -> TestKeys.named(name).item("jr-1", Map.of()))
                    .toList();
            keys = new KeyTable(
                    new KeyCompiler(Samples.SECRETS, CryptoProviders.nativeFirst()).compile(items, "demo/rule/jr-1"));
        }

        void publish(KeyTable table) {
            keys = table;
        }

        @Override
        public @Nullable KeyTable current() {
            return keys;
        }

        @Override
        public boolean awaitsFirstFetch() {
            return firstFetchIsUnderWay;
        }

        @Override
        public CompletionStage<@Nullable Void> refetchForUnknownKid() {
            return CompletableFuture.completedStage(null);
        }
    }

    private Samples.Rule rule(String id) {
        Samples.Rule rule = new Samples.Rule(new KeySource.Discovery(KeySource.KeyFetch.PLAIN));
        rule.id = id;
        return rule;
    }

    private RuleSet compile(RuleItem... rules) {
        return new RuleSetCompiler(
                        Samples.SECRETS, (rule, source) -> sets.computeIfAbsent(rule.ruleId(), id -> new Published()))
                .compile(Samples.image(List.of(rules), List.of(), List.of(Samples.catchAll())), null);
    }

    private Decision decide(RuleSet rules, String token) {
        return rules.decide(request, Samples.headers("Authorization", "Bearer " + token), Samples.NOW_MILLIS);
    }

    private Decision.Denied denied(RuleSet rules, String token) {
        Decision decision = decide(rules, token);
        assertThat(decision).isInstanceOf(Decision.Denied.class);
        return (Decision.Denied) decision;
    }

    private Published set(String ruleId) {
        return java.util.Objects.requireNonNull(sets.get(ruleId));
    }

    @Test
    void a_made_up_signature_is_checked_once_for_each_key_however_many_rules_share_it() {
        RuleSet rules =
                compile(rule("jr-1").item(), rule("jr-2").item(), rule("jr-3").item());
        AtomicInteger checks = new AtomicInteger();
        for (String ruleId : List.of("jr-1", "jr-2", "jr-3")) {
            set(ruleId)
                    .publish(new KeyTable(List.of(
                            CountingKeys.es256("ec256", "shared", checks),
                            CountingKeys.es256("ec256", "own of " + ruleId, checks))));
        }

        assertThat(denied(rules, ES256_TOKEN).reason()).isEqualTo(DenialReason.SIGNATURE_INVALID);
        assertThat(checks).hasValue(4);
        assertThat(denied(rules, ES256_TOKEN).reason()).isEqualTo(DenialReason.SIGNATURE_INVALID);
        assertThat(checks).as("nothing is kept of what does not verify").hasValue(8);

        set("jr-3").publish("ec256");
        assertThat(decide(rules, ES256_TOKEN)).isInstanceOf(Decision.Authenticated.class);
    }

    @Test
    void a_made_up_signature_is_checked_once_for_shadow_rules_and_enforced_ones_together() {
        Samples.Rule shadow1 = rule("jr-1");
        Samples.Rule shadow2 = rule("jr-2");
        shadow1.enforcement = Enforcement.SHADOW;
        shadow2.enforcement = Enforcement.SHADOW;
        RuleSet rules = compile(shadow1.item(), shadow2.item(), rule("jr-3").item());
        AtomicInteger checks = new AtomicInteger();
        for (String ruleId : List.of("jr-1", "jr-2", "jr-3")) {
            set(ruleId).publish(new KeyTable(List.of(CountingKeys.es256("ec256", "shared", checks))));
        }

        Decision.Denied denied = denied(rules, ES256_TOKEN);

        assertThat(denied.reason()).isEqualTo(DenialReason.SIGNATURE_INVALID);
        assertThat(denied.shadow())
                .extracting(Decision.ShadowVerdict::wouldDeny)
                .containsExactly(DenialReason.SIGNATURE_INVALID, DenialReason.SIGNATURE_INVALID);
        assertThat(checks).hasValue(1);
    }

    @Test
    void keys_that_arrive_and_go_are_followed_without_a_new_rule_set() {
        RuleSet rules = compile(rule("jr-1").item());
        assertThat(denied(rules, ES256_TOKEN).reason()).isEqualTo(DenialReason.KEYS_UNAVAILABLE);

        set("jr-1").publish("ec256");
        assertThat(decide(rules, ES256_TOKEN)).isInstanceOf(Decision.Authenticated.class);

        set("jr-1").publish("ec256b");
        assertThat(denied(rules, ES256_TOKEN).reason())
                .as("a token that has verified is not let in by memory alone")
                .isEqualTo(DenialReason.KEY_NOT_FOUND);

        set("jr-1").keys = null;
        assertThat(denied(rules, ES256_TOKEN).reason()).isEqualTo(DenialReason.KEYS_UNAVAILABLE);
    }

    @Test
    void checks_that_need_no_key_come_before_the_keys_that_are_not_there() {
        Samples.Rule rule = rule("jr-1");
        rule.algorithms = List.of(JwsAlgorithm.RS256);
        RuleSet rules = compile(rule.item());

        assertThat(denied(rules, ES256_TOKEN).reason()).isEqualTo(DenialReason.ALGORITHM_NOT_ALLOWED);
        assertThat(denied(rules, TestKeys.named("rsa").token("RS256", CLAIMS)).reason())
                .isEqualTo(DenialReason.KEYS_UNAVAILABLE);
    }

    @Test
    void keys_are_awaited_while_their_first_fetch_is_under_way_and_not_once_it_has_failed() {
        RuleSet rules = compile(rule("jr-1").item(), rule("jr-2").item());
        set("jr-1").firstFetchIsUnderWay = true;

        Decision.Denied denied = denied(rules, ES256_TOKEN);
        assertThat(denied.reason()).isEqualTo(DenialReason.KEYS_UNAVAILABLE);
        assertThat(denied.mayHaveKey())
                .as("the first fetch of the other has failed")
                .containsExactly(new AwaitedKeys(set("jr-1"), AwaitedKeys.Cause.FIRST_FETCH));

        set("jr-1").firstFetchIsUnderWay = false;
        assertThat(denied(rules, ES256_TOKEN).mayHaveKey()).isEmpty();
    }

    @Test
    void nobody_waits_for_keys_that_a_token_does_not_need() {
        Samples.Rule rule = rule("jr-1");
        rule.algorithms = List.of(JwsAlgorithm.RS256);
        RuleSet rules = compile(rule.item(), rule("jr-2").item());
        set("jr-1").firstFetchIsUnderWay = true;
        set("jr-2").publish("ec256");

        assertThat(decide(rules, ES256_TOKEN)).isInstanceOf(Decision.Authenticated.class);
        set("jr-2").publish("ec256b");
        assertThat(denied(rules, ES256_TOKEN).mayHaveKey()).containsExactly(refetched("jr-2"));
    }

    private AwaitedKeys refetched(String ruleId) {
        return new AwaitedKeys(set(ruleId), AwaitedKeys.Cause.UNKNOWN_KID);
    }

    @Test
    void only_a_kid_that_the_set_lacks_asks_for_a_refetch() {
        RuleSet rules = compile(rule("jr-1").item());
        Published set = set("jr-1");
        assertThat(denied(rules, ES256_TOKEN).mayHaveKey()).isEmpty();

        set.publish("ec256b");
        assertThat(denied(rules, ES256_TOKEN).mayHaveKey()).containsExactly(refetched("jr-1"));

        set.publish("ec256");
        String forged = ES256_TOKEN.substring(0, ES256_TOKEN.length() - 8) + "AAAAAAAA";
        assertThat(denied(rules, forged).reason()).isEqualTo(DenialReason.SIGNATURE_INVALID);
        assertThat(denied(rules, forged).mayHaveKey()).isEmpty();
        String noKid = TestKeys.named("ec384").token("ES384", "{\"alg\":\"ES384\"}", CLAIMS);
        assertThat(denied(rules, noKid).mayHaveKey()).isEmpty();
    }

    @Test
    void every_set_that_lacks_the_kid_is_asked_for_and_none_is_forgotten_over_a_rule_that_has_it() {
        RuleSet rules = compile(
                rule("jr-1").item(),
                rule("jr-2").item(),
                rule("jr-3").item(),
                rule("jr-4").item());
        set("jr-1").publish("ec256b");
        set("jr-2").publish("ec256b");
        AtomicInteger checks = new AtomicInteger();
        set("jr-3").publish(new KeyTable(List.of(CountingKeys.es256("ec256", "other", checks))));
        set("jr-4").publish("ec256b");

        assertThat(denied(rules, ES256_TOKEN).mayHaveKey())
                .containsExactlyInAnyOrder(refetched("jr-1"), refetched("jr-2"), refetched("jr-4"));
    }

    @Test
    void a_kid_of_an_algorithm_that_no_key_has_yet_asks_for_a_refetch_too() {
        RuleSet rules = compile(rule("jr-1").item());
        set("jr-1").publish("rsa");

        Decision.Denied denied = denied(rules, ES256_TOKEN);

        assertThat(denied.reason()).isEqualTo(DenialReason.ALGORITHM_NOT_ALLOWED);
        assertThat(denied.mayHaveKey()).containsExactly(refetched("jr-1"));
    }

    @Test
    void unavailable_keys_of_one_candidate_outrank_what_the_others_say_but_not_their_admission() {
        RuleSet rules = compile(rule("jr-1").item(), rule("jr-2").item());
        set("jr-2").publish("ec256b");
        assertThat(denied(rules, ES256_TOKEN).reason()).isEqualTo(DenialReason.KEYS_UNAVAILABLE);
        assertThat(denied(rules, ES256_TOKEN).ruleId()).isEqualTo("jr-1");

        set("jr-2").publish("ec256");
        assertThat(decide(rules, ES256_TOKEN))
                .isInstanceOfSatisfying(
                        Decision.Authenticated.class,
                        authenticated ->
                                assertThat(authenticated.grant().ruleId()).isEqualTo("jr-2"));
    }

    @Test
    void a_shadow_rule_asks_for_a_refetch_beside_its_verdict() {
        Samples.Rule shadow = rule("jr-1");
        shadow.enforcement = Enforcement.SHADOW;
        RuleSet rules = compile(shadow.item());
        set("jr-1").publish("ec256b");

        Decision decision = decide(rules, ES256_TOKEN);

        assertThat(decision).isInstanceOf(Decision.Pass.class);
        assertThat(decision.shadow())
                .containsExactly(new Decision.ShadowVerdict("jr-1", DenialReason.KEY_NOT_FOUND, refetched("jr-1")));
    }

    @Test
    void a_shadow_rule_changes_no_decision_even_by_failing_and_an_enforced_one_denies() {
        for (Enforcement enforcement : Enforcement.values()) {
            Samples.Rule rule = rule("jr-1");
            rule.enforcement = enforcement;
            RuleSet rules = new RuleSetCompiler(Samples.SECRETS, (item, source) -> FAILING)
                    .compile(Samples.image(List.of(rule.item()), List.of(), List.of()), null);

            Decision decision = decide(rules, ES256_TOKEN);

            switch (enforcement) {
                case SHADOW -> assertThat(decision).isInstanceOf(Decision.Pass.class);
                case ENFORCE ->
                    assertThat(decision)
                            .isInstanceOfSatisfying(
                                    Decision.Denied.class,
                                    denied -> assertThat(denied.reason()).isEqualTo(DenialReason.INTERNAL));
            }
        }
    }

    @Test
    void a_shadow_rule_that_fails_would_have_denied_and_the_failure_is_told() {
        Samples.Rule failing = rule("jr-1");
        Samples.Rule whole = rule("jr-2");
        failing.enforcement = Enforcement.SHADOW;
        whole.enforcement = Enforcement.SHADOW;
        Published published = new Published();
        published.publish("ec256");
        List<String> heard = new ArrayList<>();
        RuleSet rules = new RuleSetCompiler(
                        Samples.SECRETS,
                        (item, source) -> item.ruleId().equals("jr-1") ? FAILING : published,
                        (part, cause) -> {
                            heard.add(part + " " + cause.getClass().getSimpleName());
                            throw new IllegalStateException("a listener that fails, too");
                        })
                .compile(Samples.image(List.of(failing.item(), whole.item()), List.of(), List.of()), null);

        Decision decision = decide(rules, ES256_TOKEN);

        assertThat(decision).isInstanceOf(Decision.Pass.class);
        assertThat(decision.shadow())
                .containsExactly(
                        new Decision.ShadowVerdict("jr-1", DenialReason.INTERNAL, null),
                        new Decision.ShadowVerdict("jr-2", null, null));
        assertThat(heard).containsExactly("SHADOW StackOverflowError");
    }

    @Test
    void a_decision_that_fails_is_told_and_one_that_denies_is_not() {
        List<String> heard = new ArrayList<>();
        Published published = new Published();
        for (RemoteKeySet keys : List.of(FAILING, published)) {
            RuleSet rules = new RuleSetCompiler(
                            Samples.SECRETS,
                            (item, source) -> keys,
                            (part, cause) ->
                                    heard.add(part + " " + cause.getClass().getSimpleName()))
                    .compile(Samples.image(List.of(rule("jr-1").item()), List.of(), List.of()), null);

            assertThat(decide(rules, ES256_TOKEN)).isInstanceOf(Decision.Denied.class);
        }

        assertThat(heard).containsExactly("ENFORCED StackOverflowError");
    }

    @Test
    void where_nobody_fetches_nothing_is_let_in() {
        RuleSet rules = new RuleSetCompiler(Samples.SECRETS)
                .compile(Samples.image(List.of(rule("jr-1").item()), List.of(), List.of()), null);

        assertThat(denied(rules, ES256_TOKEN).reason()).isEqualTo(DenialReason.KEYS_UNAVAILABLE);
        assertThat(denied(rules, ES256_TOKEN).mayHaveKey()).isEmpty();
    }
}
