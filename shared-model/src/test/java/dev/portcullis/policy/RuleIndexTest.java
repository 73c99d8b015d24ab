package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.model.AuthorizationItem;
import dev.portcullis.model.AuthorizationMode;
import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.PathPattern;
import dev.portcullis.model.RouteItem;
import dev.portcullis.model.RuleItem;
import dev.portcullis.model.TokenPlace;
import dev.portcullis.policy.jwk.KeyTable;
import dev.portcullis.policy.pattern.HostPattern;
import dev.portcullis.policy.pattern.Parsed;
import dev.portcullis.policy.pattern.PathRegex;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The index says the same as asking every condition of every rule, one after the other. */
class RuleIndexTest {
    private static final String[] HOSTS = {"*", "a.example", "*.example", "*.b.example", "c.b.example", "::1"};
    private static final String[] REQUEST_HOSTS = {
        "a.example", "x.b.example", "c.b.example", "example", "[::1]", "other"
    };
    private static final String[] SEGMENTS = {"", "a", "A", "b", "c"};
    private static final PathPattern.Match[] MATCHES = PathPattern.Match.values();
    private static final String[] METHODS = {"GET", "HEAD", "POST"};

    @Test
    void index_and_plain_reading_agree_on_which_rules_apply() {
        Random random = new Random(11);
        int applying = 0;
        int passing = 0;
        for (int round = 0; round < 300; round++) {
            List<RuleItem> rules = new ArrayList<>();
            List<AuthorizationItem> conditions = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(6); i++) {
                Samples.Rule rule = new Samples.Rule(List.of());
                rule.id = "jr-" + i;
                rule.mode = random.nextInt(3) == 0 ? AuthorizationMode.BLACKLIST : AuthorizationMode.WHITELIST;
                rule.place = new TokenPlace(TokenPlace.Type.QUERY, "t" + random.nextInt(3), "");
                rules.add(rule.item());
                for (int c = random.nextInt(5); c > 0; c--) {
                    conditions.add(condition("jr-" + i, "az-" + c, random));
                }
            }
            ConfigImage image = Samples.image(rules, conditions, List.of(Samples.catchAll()));
            RuleIndex index = index(image);
            for (int i = 0; i < 60; i++) {
                CanonicalRequest request = request(random);
                RuleIndex.Matches matches = index.match(request);
                boolean any = false;
                boolean[] anyOfPlace = new boolean[index.places().size()];
                for (int ordinal = 0; ordinal < rules.size(); ordinal++) {
                    boolean applies = applies(rules.get(ordinal), conditions, request);
                    any |= applies;
                    anyOfPlace[index.placeOf(ordinal)] |= applies;
                    assertThat(matches.applies(ordinal)).isEqualTo(applies);
                }
                assertThat(matches.anyApplies()).isEqualTo(any);
                for (int place = 0; place < anyOfPlace.length; place++) {
                    assertThat(matches.anyApplies(place)).isEqualTo(anyOfPlace[place]);
                }
                applying += any ? 1 : 0;
                passing += any ? 0 : 1;
            }
        }
        assertThat(applying).isGreaterThan(1_000);
        assertThat(passing).isGreaterThan(1_000);
    }

    private static RuleIndex index(ConfigImage image) {
        return new RuleIndex(
                image.rules().values().stream()
                        .map(rule -> new CompiledRule(rule, new KeyTable(List.of())))
                        .toList(),
                image.rules().keySet().stream().map(image::authorizationsOf).toList(),
                null);
    }

    @Test
    void an_index_after_many_small_changes_says_the_same_as_one_that_is_made_anew() {
        Random random = new Random(12);
        int compared = 0;
        for (int round = 0; round < 20; round++) {
            List<CompiledRule> rules = new ArrayList<>();
            List<SortedMap<String, AuthorizationItem>> conditions = new ArrayList<>();
            for (int i = 0; i < 20 + random.nextInt(100); i++) {
                addRule(rules, conditions, random);
            }
            RuleIndex changing = new RuleIndex(rules, conditions, null);
            for (int change = 0; change < 120; change++) {
                switch (random.nextInt(12)) {
                    case 0 -> addRule(rules, conditions, random);
                    case 1 -> {
                        int removed = random.nextInt(rules.size());
                        rules.remove(removed);
                        conditions.remove(removed);
                    }
                    default -> {
                        int changed = random.nextInt(rules.size());
                        conditions.set(changed, conditions(rules.get(changed).ruleId(), random));
                    }
                }
                changing = new RuleIndex(rules, conditions, changing);
                RuleIndex anew = new RuleIndex(rules, conditions, null);
                for (int i = 0; i < 5; i++) {
                    CanonicalRequest request = request(random);
                    assertSame(changing, anew, request);
                    compared++;
                }
            }
        }
        assertThat(compared).isEqualTo(12_000);
    }

    private static void assertSame(RuleIndex one, RuleIndex other, CanonicalRequest request) {
        RuleIndex.Matches matches = one.match(request);
        RuleIndex.Matches expected = other.match(request);
        for (int ordinal = 0; ordinal < other.size(); ordinal++) {
            assertThat(matches.applies(ordinal)).isEqualTo(expected.applies(ordinal));
            assertThat(one.matchedConditions(ordinal, request)).isEqualTo(other.matchedConditions(ordinal, request));
        }
        assertThat(matches.anyApplies()).isEqualTo(expected.anyApplies());
        for (int place = 0; place < other.places().size(); place++) {
            assertThat(matches.anyApplies(place)).isEqualTo(expected.anyApplies(place));
        }
    }

    private static void addRule(
            List<CompiledRule> rules, List<SortedMap<String, AuthorizationItem>> conditions, Random random) {
        Samples.Rule rule = new Samples.Rule(List.of());
        rule.id = "jr-" + random.nextInt(1_000_000);
        // With many rules of either mode, something would always or never be asked for.
        rule.mode = random.nextInt(40) == 0 ? AuthorizationMode.WHITELIST : AuthorizationMode.BLACKLIST;
        rule.place = new TokenPlace(TokenPlace.Type.QUERY, "t" + random.nextInt(3), "");
        rules.add(new CompiledRule(rule.item(), new KeyTable(List.of())));
        conditions.add(conditions(rule.id, random));
    }

    private static SortedMap<String, AuthorizationItem> conditions(String ruleId, Random random) {
        SortedMap<String, AuthorizationItem> conditions = new TreeMap<>();
        for (int c = random.nextInt(3); c > 0; c--) {
            conditions.put("az-" + c, condition(ruleId, "az-" + c, random));
        }
        return conditions;
    }

    private static AuthorizationItem condition(String ruleId, String id, Random random) {
        PathPattern.Match match = MATCHES[random.nextInt(3)];
        String path = path(random);
        return new AuthorizationItem(
                "demo",
                ruleId,
                id,
                HOSTS[random.nextInt(HOSTS.length)],
                new PathPattern(match, match == PathPattern.Match.REGEX ? path + ".?" : path),
                random.nextBoolean(),
                random.nextInt(3) == 0 ? List.of(METHODS[random.nextInt(3)]) : null);
    }

    private static String path(Random random) {
        StringBuilder path = new StringBuilder();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            path.append('/').append(SEGMENTS[1 + random.nextInt(4)]);
        }
        return random.nextInt(5) == 0
                ? "/"
                : random.nextInt(3) == 0 ? path.append('/').toString() : path.toString();
    }

    private static CanonicalRequest request(Random random) {
        return Samples.request(
                METHODS[random.nextInt(3)], REQUEST_HOSTS[random.nextInt(REQUEST_HOSTS.length)], path(random));
    }

    private static boolean applies(RuleItem rule, List<AuthorizationItem> conditions, CanonicalRequest request) {
        boolean matched = conditions.stream()
                .filter(condition -> condition.ruleId().equals(rule.ruleId()))
                .anyMatch(condition -> matches(condition, request));
        return matched == (rule.authorizationMode() == AuthorizationMode.BLACKLIST);
    }

    private static boolean matches(AuthorizationItem condition, CanonicalRequest request) {
        if (!(HostPattern.parse(condition.host()) instanceof Parsed.Valid<HostPattern>(HostPattern host))) {
            throw new AssertionError(condition.host());
        }
        List<String> methods = condition.methods();
        boolean method = methods == null
                || methods.contains(request.method())
                || (methods.contains("GET") && request.method().equals("HEAD"));
        return host.matches(request.host()) && method && matchesPath(condition, request.path());
    }

    private static boolean matchesPath(AuthorizationItem condition, String path) {
        String value = condition.path().value();
        if (condition.path().match() == PathPattern.Match.REGEX) {
            return PathRegex.parse(value, condition.ignoreCase()) instanceof Parsed.Valid<PathRegex>(PathRegex regex)
                    && regex.matches(path);
        }
        String a = condition.ignoreCase() ? path.toLowerCase(Locale.ROOT) : path;
        String b = condition.ignoreCase() ? value.toLowerCase(Locale.ROOT) : value;
        boolean below = a.startsWith(b.endsWith("/") ? b : b + "/");
        return a.equals(b) || (condition.path().match() == PathPattern.Match.PREFIX && below);
    }

    @Test
    void a_compilation_takes_over_what_has_not_changed() {
        RuleItem rule = new Samples.Rule(List.of(TestKeys.named("ec256").item())).item();
        RouteItem route = Samples.catchAll();
        AuthorizationItem condition = Samples.condition("jr-1", "az-1", "*", PathPattern.Match.PREFIX, "/public");
        ConfigImage one = Samples.image(List.of(rule), List.of(condition), List.of(route));
        RuleSetCompiler compiler = new RuleSetCompiler(Samples.SECRETS);
        CompiledRuleSet first = (CompiledRuleSet) compiler.compile(one, null);

        ConfigImage two =
                new ConfigImage(one.head(), one.requestPolicy(), one.routes(), one.rules(), one.authorizations());
        CompiledRuleSet second = (CompiledRuleSet) compiler.compile(two, first);

        assertThat(second.rules().get("jr-1")).isSameAs(first.rules().get("jr-1"));
        assertThat(second.planner().routes()).isSameAs(first.planner().routes());
    }

    @Test
    void a_changed_condition_counts_at_once_though_the_rule_is_the_same() {
        RuleItem rule = new Samples.Rule(List.of(TestKeys.named("ec256").item())).item();
        RuleSetCompiler compiler = new RuleSetCompiler(Samples.SECRETS);
        RuleSet first = compiler.compile(
                Samples.image(
                        List.of(rule),
                        List.of(Samples.condition("jr-1", "az-1", "*", PathPattern.Match.PREFIX, "/a")),
                        List.of()),
                null);
        RuleSet second = compiler.compile(
                Samples.image(
                        List.of(rule),
                        List.of(Samples.condition("jr-1", "az-1", "*", PathPattern.Match.PREFIX, "/b")),
                        List.of()),
                first);

        CanonicalRequest a = Samples.request("GET", "h", "/a");
        CanonicalRequest b = Samples.request("GET", "h", "/b");
        assertThat(first.decide(a, Samples.headers(), 0)).isInstanceOf(Decision.Pass.class);
        assertThat(first.decide(b, Samples.headers(), 0)).isInstanceOf(Decision.Denied.class);
        assertThat(second.decide(a, Samples.headers(), 0)).isInstanceOf(Decision.Denied.class);
        assertThat(second.decide(b, Samples.headers(), 0)).isInstanceOf(Decision.Pass.class);
    }

    private static ConfigImage with(ConfigImage image, Samples.Rule... rules) {
        SortedMap<String, RuleItem> items = new TreeMap<>();
        for (Samples.Rule rule : rules) {
            items.put(rule.id, rule.item());
        }
        return new ConfigImage(image.head(), image.requestPolicy(), image.routes(), items, image.authorizations());
    }

    @Test
    void a_changed_mode_order_or_place_of_rules_counts_though_the_conditions_are_the_same() {
        Samples.Rule rule = new Samples.Rule(List.of(TestKeys.named("ec256").item()));
        rule.mode = AuthorizationMode.BLACKLIST;
        Samples.Rule earlier = new Samples.Rule(List.of(TestKeys.named("ec256").item("jr-0", Map.of())));
        earlier.id = "jr-0";
        earlier.issuer = "https://other.example";
        earlier.mode = AuthorizationMode.BLACKLIST;
        ConfigImage image = Samples.image(
                List.of(rule.item()),
                List.of(Samples.condition("jr-1", "az-1", "*", PathPattern.Match.PREFIX, "/a")),
                List.of());
        RuleSetCompiler compiler = new RuleSetCompiler(Samples.SECRETS);
        CanonicalRequest listed = Samples.request("GET", "h", "/a");
        HeaderFields none = Samples.headers();
        HeaderFields signed = Samples.headers(
                "Authorization",
                "Bearer " + TestKeys.named("ec256").token("ES256", "{\"iss\":\"" + Samples.ISSUER + "\",\"exp\":10}"));

        RuleSet before = compiler.compile(image, null);
        assertThat(before.decide(listed, none, 0)).isInstanceOf(Decision.Denied.class);
        assertThat(before.decide(listed, signed, 0)).isInstanceOf(Decision.Authenticated.class);

        RuleSet shifted = compiler.compile(with(image, earlier, rule), before);
        assertThat(shifted.decide(listed, none, 0)).isInstanceOf(Decision.Denied.class);
        assertThat(shifted.decide(listed, signed, 0)).isInstanceOf(Decision.Authenticated.class);

        earlier.place = new TokenPlace(TokenPlace.Type.QUERY, "t", "");
        RuleSet moved = compiler.compile(with(image, earlier, rule), shifted);
        assertThat(moved.decide(listed, none, 0)).isInstanceOf(Decision.Denied.class);
        assertThat(moved.decide(listed, signed, 0)).isInstanceOf(Decision.Authenticated.class);

        rule.mode = AuthorizationMode.WHITELIST;
        RuleSet flipped = compiler.compile(with(image, earlier, rule), moved);
        assertThat(flipped.decide(listed, none, 0)).isInstanceOf(Decision.Pass.class);
        assertThat(flipped.decide(Samples.request("GET", "h", "/b"), none, 0)).isInstanceOf(Decision.Denied.class);

        RuleSet back = compiler.compile(with(image, rule), flipped);
        assertThat(back.decide(listed, none, 0)).isInstanceOf(Decision.Pass.class);
    }
}
