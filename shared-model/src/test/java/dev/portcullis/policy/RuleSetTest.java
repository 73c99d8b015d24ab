package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.JwkItem;
import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.model.KeySource;
import dev.portcullis.model.RuleItem;
import dev.portcullis.policy.jwk.CountingKeys;
import dev.portcullis.policy.jwk.CryptoProviders;
import dev.portcullis.policy.token.TokenParser;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What single golden files cannot show: other providers, other keys, other times, many threads. */
class RuleSetTest {
    private static final String CLAIMS =
            "{\"iss\":\"" + Samples.ISSUER + "\",\"exp\":" + (Samples.NOW_SECONDS + 600) + "}";

    private final CanonicalRequest request = Samples.request("GET", "api.example", "/");

    private Decision decide(RuleSet rules, String token, long nowMillis) {
        return rules.decide(request, Samples.headers("Authorization", "Bearer " + token), nowMillis);
    }

    private DenialReason denial(RuleSet rules, String token) {
        Decision decision = decide(rules, token, Samples.NOW_MILLIS);
        assertThat(decision).isInstanceOf(Decision.Denied.class);
        return ((Decision.Denied) decision).reason();
    }

    private static RuleItem rule(JwkItem... keys) {
        return new Samples.Rule(List.of(keys)).item();
    }

    @ParameterizedTest
    @CsvSource({
        "hs256, HS256",
        "hs384, HS384",
        "hs512, HS512",
        "rsa, RS256",
        "rsa, RS512",
        "rsa, PS256",
        "rsa, PS384",
        "rsa, PS512",
        "ec256, ES256",
        "ec384, ES384",
        "ec521, ES512",
        "ed25519, EdDSA",
        "mldsa44, ML-DSA-44",
        "mldsa65, ML-DSA-65",
        "mldsa87, ML-DSA-87"
    })
    void the_native_provider_and_the_jdk_say_the_same(String key, String algorithm) {
        String good = TestKeys.named(key).token(algorithm, CLAIMS);
        String forged = good.substring(0, good.length() - 8) + "AAAAAAAA";
        ConfigImage image = Samples.image(List.of(rule(TestKeys.named(key).item())), List.of(), List.of());
        for (CryptoProviders providers :
                new CryptoProviders[] {CryptoProviders.nativeFirst(), CryptoProviders.jdkOnly()}) {
            RuleSet rules = new RuleSetCompiler(Samples.SECRETS, providers, RemoteKeySets.NONE, new VerifiedTokens(2))
                    .compile(image, null);

            assertThat(decide(rules, good, Samples.NOW_MILLIS)).isInstanceOf(Decision.Authenticated.class);
            assertThat(denial(rules, forged)).isIn(DenialReason.SIGNATURE_INVALID, DenialReason.TOKEN_MALFORMED);
            assertThat(decide(rules, good, Samples.NOW_MILLIS)).isInstanceOf(Decision.Authenticated.class);
        }
    }

    @Test
    void on_this_platform_signatures_run_natively() {
        assertThat(CryptoProviders.nativeFirst().isNative()).isTrue();
        assertThat(CryptoProviders.jdkOnly().isNative()).isFalse();
    }

    @Test
    void a_public_key_is_no_hmac_secret_in_any_of_its_spellings() throws Exception {
        JwkItem key = TestKeys.named("rsa").item();
        RuleSet rules = Samples.compile(List.of(rule(key)));
        String n = String.valueOf(key.members().get("n"));
        String jwk = "{\"kty\":\"RSA\",\"n\":\"" + n + "\",\"e\":\"AQAB\"}";
        for (byte[] secret : new byte[][] {
            n.getBytes(StandardCharsets.UTF_8), Base64.getUrlDecoder().decode(n), jwk.getBytes(StandardCharsets.UTF_8)
        }) {
            String input = TestKeys.base64Url("{\"alg\":\"HS256\",\"kid\":\"rsa\"}".getBytes(StandardCharsets.UTF_8))
                    + "." + TestKeys.base64Url(CLAIMS.getBytes(StandardCharsets.UTF_8));
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HMAC"));
            String forged = input + "." + TestKeys.base64Url(mac.doFinal(input.getBytes(StandardCharsets.UTF_8)));

            assertThat(denial(rules, forged)).isEqualTo(DenialReason.ALGORITHM_NOT_ALLOWED);
        }
        assertThat(decide(rules, TestKeys.named("rsa").token("RS256", CLAIMS), Samples.NOW_MILLIS))
                .isInstanceOf(Decision.Authenticated.class);
    }

    @Test
    void a_der_signature_is_none_for_es256() throws Exception {
        RuleSet rules = Samples.compile(List.of(rule(TestKeys.named("ec256").item())));
        String good = TestKeys.named("ec256").token("ES256", CLAIMS);
        byte[] p1363 = Base64.getUrlDecoder().decode(good.substring(good.lastIndexOf('.') + 1));
        byte[] der = new byte[2 + 4 + 66];
        der[0] = 0x30;
        der[1] = 70;
        for (int half = 0; half < 2; half++) {
            int at = 2 + half * 35;
            der[at] = 0x02;
            der[at + 1] = 33;
            System.arraycopy(p1363, half * 32, der, at + 3, 32);
        }
        String forged = good.substring(0, good.lastIndexOf('.') + 1) + TestKeys.base64Url(der);

        assertThat(denial(rules, forged)).isEqualTo(DenialReason.SIGNATURE_INVALID);
        assertThat(decide(rules, good, Samples.NOW_MILLIS)).isInstanceOf(Decision.Authenticated.class);
    }

    @Test
    void a_remembered_token_is_decided_afresh_when_anything_has_changed() {
        VerifiedTokens memory = new VerifiedTokens();
        RuleSetCompiler compiler =
                new RuleSetCompiler(Samples.SECRETS, CryptoProviders.nativeFirst(), RemoteKeySets.NONE, memory);
        String token = TestKeys.named("ec256").token("ES256", CLAIMS);
        Samples.Rule rule = new Samples.Rule(List.of(TestKeys.named("ec256").item()));
        RuleSet rules = compiler.compile(Samples.image(List.of(rule.item()), List.of(), List.of()), null);
        assertThat(decide(rules, token, Samples.NOW_MILLIS)).isInstanceOf(Decision.Authenticated.class);
        assertThat(memory.find(TokenText.of(token))).isNotNull();

        assertThat(decide(rules, token, Samples.NOW_MILLIS + 700_000)).isInstanceOf(Decision.Denied.class);
        rule.keys = new KeySource.Inline(List.of(TestKeys.named("ec256b").item("jr-1", Map.of("kid", "ec256"))));
        assertThat(denial(after(compiler, rule, rules), token)).isEqualTo(DenialReason.SIGNATURE_INVALID);
        rule.keys = new KeySource.Inline(List.of(TestKeys.named("rsa").item()));
        assertThat(denial(after(compiler, rule, rules), token)).isEqualTo(DenialReason.ALGORITHM_NOT_ALLOWED);
        rule.keys = new KeySource.Inline(List.of(TestKeys.named("ec256").item("jr-1", Map.of("kid", "renamed"))));
        assertThat(denial(after(compiler, rule, rules), token)).isEqualTo(DenialReason.KEY_NOT_FOUND);
        rule.keys = new KeySource.Inline(List.of(TestKeys.named("ec256").item()));
        rule.issuer = "https://other.example";
        assertThat(denial(after(compiler, rule, rules), token)).isEqualTo(DenialReason.ISSUER_UNKNOWN);
        rule.issuer = Samples.ISSUER;
        rule.audiences = List.of("api");
        assertThat(denial(after(compiler, rule, rules), token)).isEqualTo(DenialReason.AUDIENCE_MISMATCH);
        rule.audiences = null;
        assertThat(decide(after(compiler, rule, rules), token, Samples.NOW_MILLIS))
                .isInstanceOf(Decision.Authenticated.class);
    }

    private static RuleSet after(RuleSetCompiler compiler, Samples.Rule rule, RuleSet before) {
        return compiler.compile(Samples.image(List.of(rule.item()), List.of(), List.of()), before);
    }

    @Test
    void a_forged_token_is_never_remembered_and_a_remembered_one_lends_nothing_to_its_likes() {
        VerifiedTokens memory = new VerifiedTokens(2);
        RuleSet rules = new RuleSetCompiler(Samples.SECRETS, CryptoProviders.nativeFirst(), RemoteKeySets.NONE, memory)
                .compile(Samples.image(List.of(rule(TestKeys.named("ec256").item())), List.of(), List.of()), null);
        String good = TestKeys.named("ec256").token("ES256", CLAIMS);
        String forged = good.substring(0, good.length() - 4) + "AAAA";

        assertThat(denial(rules, forged)).isEqualTo(DenialReason.SIGNATURE_INVALID);
        assertThat(memory.find(TokenText.of(forged))).isNull();
        assertThat(decide(rules, good, Samples.NOW_MILLIS)).isInstanceOf(Decision.Authenticated.class);
        assertThat(denial(rules, forged)).isEqualTo(DenialReason.SIGNATURE_INVALID);
    }

    @Test
    void a_token_that_is_known_under_another_key_is_checked_anew() {
        VerifiedTokens memory = new VerifiedTokens();
        RuleSet rules = new RuleSetCompiler(Samples.SECRETS, CryptoProviders.nativeFirst(), RemoteKeySets.NONE, memory)
                .compile(Samples.image(List.of(rule(TestKeys.named("ec256").item())), List.of(), List.of()), null);
        String good = TestKeys.named("ec256").token("ES256", CLAIMS);
        String forged = good.substring(0, good.length() - 4) + "AAAA";
        for (String token : List.of(good, forged)) {
            assertThat(TokenParser.parse(token))
                    .isInstanceOfSatisfying(
                            TokenParser.Parsing.Parsed.class,
                            parsed -> memory.remember(
                                    parsed.token(),
                                    JwsAlgorithm.ES256,
                                    CountingKeys.es256("ec256", "another", new AtomicInteger())));
            assertThat(memory.find(TokenText.of(token))).isNotNull();
        }

        assertThat(decide(rules, good, Samples.NOW_MILLIS)).isInstanceOf(Decision.Authenticated.class);
        assertThat(denial(rules, forged)).isEqualTo(DenialReason.SIGNATURE_INVALID);
    }

    @Test
    void the_memory_is_bounded_and_keeps_what_came_last() {
        VerifiedTokens memory = new VerifiedTokens(2);
        RuleSet rules = new RuleSetCompiler(Samples.SECRETS, CryptoProviders.nativeFirst(), RemoteKeySets.NONE, memory)
                .compile(Samples.image(List.of(rule(TestKeys.named("hs256").item())), List.of(), List.of()), null);
        List<String> tokens = IntStream.range(0, 50)
                .mapToObj(i -> TestKeys.named("hs256").token("HS256", CLAIMS.replace("}", ",\"n\":" + i + "}")))
                .toList();

        tokens.forEach(token ->
                assertThat(decide(rules, token, Samples.NOW_MILLIS)).isInstanceOf(Decision.Authenticated.class));

        assertThat(memory.find(TokenText.of(tokens.getLast()))).isNotNull();
        assertThat(tokens.stream().filter(token -> memory.find(TokenText.of(token)) != null))
                .hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void many_threads_share_rules_keys_and_memory() throws Exception {
        RuleSet rules = new RuleSetCompiler(
                        Samples.SECRETS, CryptoProviders.nativeFirst(), RemoteKeySets.NONE, new VerifiedTokens(2))
                .compile(
                        Samples.image(
                                List.of(rule(
                                        TestKeys.named("ec256").item(),
                                        TestKeys.named("hs256").item())),
                                List.of(),
                                List.of()),
                        null);
        List<String> good = IntStream.range(0, 20)
                .mapToObj(i -> i % 2 == 0
                        ? TestKeys.named("ec256").token("ES256", CLAIMS.replace("}", ",\"n\":" + i + "}"))
                        : TestKeys.named("hs256").token("HS256", CLAIMS.replace("}", ",\"n\":" + i + "}")))
                .toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Boolean>> outcomes = IntStream.range(0, 8)
                    .mapToObj(thread -> threads.submit(() -> {
                        boolean right = true;
                        for (int i = 0; i < 400; i++) {
                            String token = good.get((i + thread) % good.size());
                            String forged = token.substring(0, token.length() - 4) + "AAAA";
                            right &= decide(rules, token, Samples.NOW_MILLIS) instanceof Decision.Authenticated;
                            right &= decide(rules, forged, Samples.NOW_MILLIS) instanceof Decision.Denied;
                        }
                        return right;
                    }))
                    .toList();
            for (Future<Boolean> outcome : outcomes) {
                assertThat(outcome.get()).isTrue();
            }
        }
    }

    @Test
    void what_goes_wrong_inside_denies() {
        RuleSet rules = Samples.compile(List.of(rule(TestKeys.named("ec256").item())));
        assertThat(rules.decide(request, Samples.failingHeaders(), Samples.NOW_MILLIS))
                .isInstanceOfSatisfying(
                        Decision.Denied.class,
                        denied -> assertThat(denied.reason()).isEqualTo(DenialReason.INTERNAL));
    }

    @Test
    void nothing_that_holds_a_token_or_claims_shows_them() {
        RuleSet rules = Samples.compile(List.of(rule(TestKeys.named("ec256").item())));
        String token = TestKeys.named("ec256").token("ES256", CLAIMS.replace("}", ",\"sub\":\"alice\"}"));

        Decision decision = decide(rules, token, Samples.NOW_MILLIS);

        assertThat(decision).isInstanceOf(Decision.Authenticated.class);
        assertThat(decision.toString()).doesNotContain("alice").doesNotContain(token.substring(token.length() - 20));
        assertThat(rules.plan(request, Samples.headers(), (Decision.Admitted) decision)
                        .orElseThrow()
                        .toString())
                .isEqualTo("ForwardPlan[rt-1]");
    }

    @Test
    void an_image_without_head_compiles_to_nothing() {
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> new RuleSetCompiler(Samples.SECRETS).compile(ConfigImage.EMPTY, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void places_beyond_a_few_are_found_by_the_names_of_the_request() {
        List<RuleItem> many = IntStream.range(0, 20)
                .mapToObj(i -> {
                    Samples.Rule rule =
                            new Samples.Rule(List.of(TestKeys.named("ec256").item("jr-" + (10 + i), Map.of())));
                    rule.id = "jr-" + (10 + i);
                    rule.place = new dev.portcullis.model.TokenPlace(
                            dev.portcullis.model.TokenPlace.Type.HEADER, "X-Token-" + i, "");
                    return rule.item();
                })
                .toList();
        RuleSet rules = Samples.compile(many);
        String token = TestKeys.named("ec256").token("ES256", CLAIMS);

        assertThat(rules.decide(request, Samples.headers("x-TOKEN-13", token), Samples.NOW_MILLIS))
                .isInstanceOfSatisfying(
                        Decision.Authenticated.class,
                        authenticated ->
                                assertThat(authenticated.grant().ruleId()).isEqualTo("jr-23"));
        assertThat(rules.decide(request, Samples.headers("x-token-13", token, "X-Token-13", token), Samples.NOW_MILLIS))
                .isInstanceOfSatisfying(
                        Decision.Denied.class,
                        denied -> assertThat(denied.reason()).isEqualTo(DenialReason.MULTIPLE_TOKENS));
        assertThat(rules.decide(request, Samples.headers("x-token-99", token), Samples.NOW_MILLIS))
                .isInstanceOf(Decision.Denied.class);
    }
}
