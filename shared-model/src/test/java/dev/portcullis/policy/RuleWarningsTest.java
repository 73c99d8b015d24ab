package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.model.AuthorizationItem;
import dev.portcullis.model.AuthorizationMode;
import dev.portcullis.model.KeySource;
import dev.portcullis.model.PathPattern;
import dev.portcullis.model.PathPattern.Match;
import dev.portcullis.model.RouteItem;
import dev.portcullis.model.RuleItem;
import dev.portcullis.policy.RuleWarning.Code;
import dev.portcullis.policy.jwk.KeyDescription;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RuleWarningsTest {
    private static RuleItem rule(String id, Consumer<Samples.Rule> change) {
        Samples.Rule rule = new Samples.Rule(List.of());
        rule.id = id;
        change.accept(rule);
        return rule.item();
    }

    private static List<RuleWarning> ofRule(
            String id, List<RuleItem> rules, List<AuthorizationItem> conditions, RouteItem... routes) {
        return new RuleWarnings(Samples.image(rules, conditions, List.of(routes))).ofRule(id);
    }

    private static RouteItem route(String... hosts) {
        return new RouteItem(
                "demo",
                "rt-1",
                "r",
                List.of(hosts),
                List.of(new PathPattern(Match.PREFIX, "/")),
                null,
                Samples.catchAll().upstream());
    }

    @Test
    void a_lax_rule_beside_a_strict_one_names_the_other_and_the_check() {
        RuleItem strict = rule("jr-1", rule -> rule.audiences = List.of("api"));
        RuleItem lax = rule("jr-2", rule -> {});

        assertThat(ofRule("jr-2", List.of(strict, lax), List.of()))
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.code()).isEqualTo(Code.LAX_RULE_BESIDE_STRICT);
                    assertThat(warning.otherId()).isEqualTo("jr-1");
                    assertThat(warning.message())
                            .contains("rule jr-1 checks audiences")
                            .contains("rule jr-2");
                });
        assertThat(ofRule("jr-1", List.of(strict, lax), List.of()))
                .singleElement()
                .satisfies(warning -> assertThat(warning.otherId()).isEqualTo("jr-2"));
    }

    @Test
    void every_check_that_can_be_avoided_is_named() {
        RuleItem strict = rule("jr-1", rule -> {
            rule.sub = "alice";
            rule.clockSkew = 0;
            rule.maxLifetime = 60L;
            rule.algorithms = List.of(dev.portcullis.model.JwsAlgorithm.ES256);
            rule.requiredClaims = List.of(new RuleItem.RequiredClaim(List.of("a"), List.of("b")));
        });
        RuleItem lax = rule("jr-2", rule -> rule.requireExpiration = false);

        assertThat(ofRule("jr-2", List.of(strict, lax), List.of()))
                .extracting(warning -> warning.message().replaceAll("rule jr-1 checks (\\w+);.*", "$1"))
                .containsExactly(
                        "sub",
                        "allowedAlgorithms",
                        "requireExpiration",
                        "clockSkew",
                        "maxTokenLifetime",
                        "requiredClaims");
    }

    @Test
    void rules_that_do_not_compete_are_left_alone() {
        RuleItem strict = rule("jr-1", rule -> rule.audiences = List.of("api"));

        assertThat(ofRule("jr-2", List.of(strict, rule("jr-2", rule -> rule.issuer = "other")), List.of()))
                .isEmpty();
        assertThat(ofRule("jr-2", List.of(strict, rule("jr-2", rule -> rule.enabled = false)), List.of()))
                .isEmpty();
        assertThat(ofRule(
                        "jr-2",
                        List.of(
                                strict,
                                rule("jr-2", rule -> rule.enforcement = dev.portcullis.model.Enforcement.SHADOW)),
                        List.of()))
                .isEmpty();
        assertThat(ofRule(
                        "jr-2",
                        List.of(strict, rule("jr-2", rule -> rule.mode = AuthorizationMode.BLACKLIST)),
                        List.of()))
                .isEmpty();
        assertThat(ofRule("jr-2", List.of(strict, rule("jr-2", rule -> rule.audiences = List.of("api"))), List.of()))
                .isEmpty();
    }

    @Test
    void a_route_that_leads_around_a_blacklist_is_named_from_both_sides() {
        RuleItem rule = rule("jr-1", changed -> changed.mode = AuthorizationMode.BLACKLIST);
        AuthorizationItem condition = Samples.condition("jr-1", "az-1", "a.example", Match.PREFIX, "/admin");

        assertThat(ofRule("jr-1", List.of(rule), List.of(condition), route("*")))
                .singleElement()
                .satisfies(warning -> assertThat(warning.code()).isEqualTo(Code.ROUTE_AROUND_BLACKLIST));
        assertThat(new RuleWarnings(Samples.image(List.of(rule), List.of(condition), List.of(route("a.example", "b"))))
                        .ofRoute("rt-1"))
                .singleElement()
                .satisfies(warning -> assertThat(warning.message()).contains("under host b as well"));
        assertThat(ofRule("jr-1", List.of(rule), List.of(condition), route("a.example")))
                .isEmpty();
        assertThat(ofRule("jr-1", List.of(rule), List.of(condition), route("b.example")))
                .isEmpty();
        assertThat(ofRule(
                        "jr-1",
                        List.of(rule),
                        List.of(condition, Samples.condition("jr-1", "az-2", "b", Match.PREFIX, "/admin")),
                        route("a.example", "b")))
                .isEmpty();
    }

    @Test
    void a_condition_that_exempts_everything_is_named() {
        RuleItem rule = rule("jr-1", changed -> {});
        for (PathPattern all : List.of(new PathPattern(Match.PREFIX, "/"), new PathPattern(Match.REGEX, "/.*"))) {
            assertThat(ofRule(
                            "jr-1",
                            List.of(rule),
                            List.of(Samples.condition("jr-1", "az-1", "*", all.match(), all.value()))))
                    .singleElement()
                    .satisfies(warning -> {
                        assertThat(warning.code()).isEqualTo(Code.WHITELIST_EXEMPTS_ALL);
                        assertThat(warning.otherId()).isEqualTo("az-1");
                    });
        }
        assertThat(ofRule(
                        "jr-1",
                        List.of(rule),
                        List.of(
                                Samples.condition("jr-1", "az-1", "a.example", Match.PREFIX, "/"),
                                Samples.condition("jr-1", "az-2", "*", Match.REGEX, "/[a-z/]*"))))
                .isEmpty();
    }

    @Test
    void keys_that_cannot_serve_are_named_with_the_reason() {
        KeyDescription good = new KeyDescription("a", "EC", null, "P-256", 256, "t", null, true, null);
        KeyDescription bad =
                new KeyDescription(null, "RSA", null, null, 2048, "t", null, false, "use is \"enc\", not sig");

        assertThat(RuleWarnings.ofKeys(List.of(good))).isEmpty();
        assertThat(RuleWarnings.ofKeys(List.of(good, bad)))
                .extracting(RuleWarning::message)
                .containsExactly("keys[1] verifies nothing here: use is \"enc\", not sig");
    }

    private static AuthorizationItem condition(
            String id, String host, Match match, String path, boolean ignoreCase, String... methods) {
        return new AuthorizationItem(
                "demo",
                "jr-1",
                id,
                host,
                new PathPattern(match, path),
                ignoreCase,
                methods.length == 0 ? null : List.of(methods));
    }

    /** How many warnings there are of a route for a.example and b.example, if a.example is protected by the first condition. */
    private static int around(AuthorizationItem... conditions) {
        RuleItem rule = rule("jr-1", changed -> changed.mode = AuthorizationMode.BLACKLIST);
        return ofRule("jr-1", List.of(rule), List.of(conditions), route("a.example", "b.example"))
                .size();
    }

    @Test
    void a_blacklist_is_complete_if_its_other_conditions_protect_no_less_under_the_other_hosts() {
        AuthorizationItem protectedPath = condition("az-1", "a.example", Match.PREFIX, "/admin", false, "GET");

        assertThat(around(protectedPath)).isEqualTo(1);
        assertThat(around(protectedPath, condition("az-2", "b.example", Match.PREFIX, "/admin", false, "GET")))
                .isZero();
        assertThat(around(protectedPath, condition("az-2", "*.example", Match.PREFIX, "/", false)))
                .isZero();
        assertThat(around(protectedPath, condition("az-2", "*.example", Match.PREFIX, "/admin", true)))
                .isZero();
        assertThat(around(protectedPath, condition("az-2", "b.example", Match.PREFIX, "/admin/x", false, "GET")))
                .as("of a smaller path")
                .isEqualTo(1);
        assertThat(around(protectedPath, condition("az-2", "b.example", Match.PREFIX, "/admin", false, "POST")))
                .as("of other methods")
                .isEqualTo(2);
        AuthorizationItem anyCase = condition("az-1", "a.example", Match.PREFIX, "/admin", true);
        assertThat(around(anyCase, condition("az-2", "b.example", Match.PREFIX, "/admin", false)))
                .as("of one spelling only")
                .isEqualTo(1);
    }

    @Test
    void a_route_elsewhere_leads_around_nothing() {
        RuleItem blacklist = rule("jr-1", changed -> changed.mode = AuthorizationMode.BLACKLIST);
        AuthorizationItem condition = condition("az-1", "a.example", Match.PREFIX, "/admin", false);
        RouteItem elsewhere = new RouteItem(
                "demo",
                "rt-1",
                "r",
                List.of("a.example", "b.example"),
                List.of(new PathPattern(Match.PREFIX, "/shop")),
                null,
                Samples.catchAll().upstream());

        assertThat(ofRule("jr-1", List.of(blacklist), List.of(condition), elsewhere))
                .isEmpty();
        assertThat(ofRule("jr-1", List.of(rule("jr-1", changed -> {})), List.of(condition), route("b.example")))
                .as("a whitelist names exemptions")
                .isEmpty();
    }

    @Test
    void what_is_unknown_or_takes_no_part_is_warned_of_by_nobody() {
        RuleItem disabled = rule("jr-1", changed -> {
            changed.mode = AuthorizationMode.BLACKLIST;
            changed.enabled = false;
        });
        AuthorizationItem condition = condition("az-1", "a.example", Match.PREFIX, "/admin", false);
        RuleWarnings warnings = new RuleWarnings(
                Samples.image(List.of(disabled), List.of(condition), List.of(route("a.example", "b"))));

        assertThat(warnings.ofRule("jr-1")).isEmpty();
        assertThat(warnings.ofRule("jr-9")).isEmpty();
        assertThat(warnings.ofRoute("rt-1")).isEmpty();
        assertThat(warnings.ofRoute("rt-9")).isEmpty();
    }

    @Test
    void an_exemption_of_some_hosts_methods_or_by_a_blacklist_exempts_not_everything() {
        AuthorizationItem everything = condition("az-1", "*", Match.PREFIX, "/", false);
        RuleItem whitelist = rule("jr-1", changed -> {});

        assertThat(ofRule("jr-1", List.of(whitelist), List.of(everything))).hasSize(1);
        assertThat(ofRule(
                        "jr-1",
                        List.of(whitelist),
                        List.of(condition("az-1", "*", Match.PREFIX, "/", false, "OPTIONS"))))
                .isEmpty();
        assertThat(ofRule(
                        "jr-1",
                        List.of(rule("jr-1", changed -> changed.mode = AuthorizationMode.BLACKLIST)),
                        List.of(everything)))
                .isEmpty();
    }

    @Test
    void rules_compete_in_one_place_and_if_both_are_asked() {
        RuleItem strict = rule("jr-1", rule -> rule.audiences = List.of("api"));
        RuleItem otherPlace = rule(
                "jr-2",
                rule -> rule.place =
                        new dev.portcullis.model.TokenPlace(dev.portcullis.model.TokenPlace.Type.COOKIE, "sid", ""));
        RuleItem samePlace = rule(
                "jr-2",
                rule -> rule.place = new dev.portcullis.model.TokenPlace(
                        dev.portcullis.model.TokenPlace.Type.HEADER, "authorization", "Bearer"));
        RuleItem asked = rule("jr-2", rule -> rule.mode = AuthorizationMode.BLACKLIST);
        AuthorizationItem condition = Samples.condition("jr-2", "az-1", "*", Match.PREFIX, "/a");

        assertThat(ofRule("jr-2", List.of(strict, otherPlace), List.of())).isEmpty();
        assertThat(ofRule("jr-2", List.of(strict, samePlace), List.of())).hasSize(1);
        assertThat(ofRule("jr-2", List.of(strict, asked), List.of(condition))).hasSize(1);
        assertThat(ofRule("jr-1", List.of(strict, asked), List.of())).isEmpty();
    }

    @Test
    void a_key_with_a_kid_is_named_by_it() {
        KeyDescription bad = new KeyDescription("k", "RSA", null, null, 2048, "t", null, false, "of no use");

        assertThat(RuleWarnings.ofKeys(List.of(bad)))
                .containsExactly(new RuleWarning(Code.KEYS_NOT_USABLE, "key k verifies nothing here: of no use", null));
    }

    @Test
    void keys_that_share_a_kid_are_warned_of_once() {
        KeyDescription rs256 = new KeyDescription("k", "RSA", "RS256", null, 2048, "t", null, true, null);
        KeyDescription ps256 = new KeyDescription("k", "RSA", "PS256", null, 2048, "t", null, true, null);
        KeyDescription other = new KeyDescription("o", "RSA", null, null, 2048, "t", null, true, null);
        KeyDescription unused = new KeyDescription("o", "RSA", null, null, 2048, "t", null, false, "of no use");
        KeyDescription nameless = new KeyDescription(null, "RSA", null, null, 2048, "t", null, true, null);

        assertThat(RuleWarnings.ofKeys(List.of(rs256, other, ps256, nameless, nameless)))
                .extracting(RuleWarning::code)
                .containsExactly(Code.KEYS_SHARE_KID);
        assertThat(RuleWarnings.ofKeys(List.of(rs256, other, unused)))
                .extracting(RuleWarning::code)
                .containsExactly(Code.KEYS_NOT_USABLE);
    }

    @Test
    void keys_over_plain_http_are_warned_of_and_so_are_the_headers_that_go_with_them() {
        KeySource.KeyFetch secret =
                new KeySource.KeyFetch(List.of(new KeySource.FetchHeader("X-Key", "v1.k.SEALED")), null, 0);

        assertThat(ofSource(new KeySource.JwksUri("https://keys.example/", secret), "https://issuer.example"))
                .isEmpty();
        assertThat(ofSource(new KeySource.JwksUri("HTTP://keys.example/", secret), "https://issuer.example"))
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.code()).isEqualTo(Code.KEYS_OVER_HTTP);
                    assertThat(warning.message()).startsWith("jwksUri").contains("read the headers");
                });
        assertThat(ofSource(new KeySource.Discovery(KeySource.KeyFetch.PLAIN), "http://issuer.example"))
                .singleElement()
                .satisfies(warning ->
                        assertThat(warning.message()).startsWith("issuer").doesNotContain("headers"));
    }

    private static List<RuleWarning> ofSource(KeySource keys, String issuer) {
        return RuleWarnings.ofSource(rule("jr-1", rule -> {
            rule.keys = keys;
            rule.issuer = issuer;
        }));
    }
}
