package dev.portcullis.policy;

import dev.portcullis.model.AuthorizationItem;
import dev.portcullis.model.AuthorizationMode;
import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.Enforcement;
import dev.portcullis.model.Head;
import dev.portcullis.model.JwkItem;
import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.model.KeySource;
import dev.portcullis.model.PathPattern;
import dev.portcullis.model.RequestPolicy;
import dev.portcullis.model.RouteItem;
import dev.portcullis.model.RuleItem;
import dev.portcullis.model.TokenPlace;
import dev.portcullis.secret.SecretKeyRing;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Configurations and requests for tests, with the defaults that rules have. */
final class Samples {
    static final String ISSUER = "https://issuer.example";
    /** 2026-01-01T00:00:00Z. */
    static final long NOW_SECONDS = 1_767_225_600L;

    static final long NOW_MILLIS = NOW_SECONDS * 1_000;
    static final TokenPlace BEARER = new TokenPlace(TokenPlace.Type.HEADER, "Authorization", "Bearer");
    static final SecretKeyRing SECRETS =
            SecretKeyRing.parse("test:" + Base64.getEncoder().encodeToString(new byte[32]));

    private Samples() {}

    /** A rule under construction. */
    static final class Rule {
        String id = "jr-1";
        boolean enabled = true;
        Enforcement enforcement = Enforcement.ENFORCE;
        String issuer = ISSUER;

        @Nullable
        String sub;

        @Nullable
        List<String> audiences;

        KeySource keys;
        TokenPlace place = BEARER;
        boolean passthrough;
        AuthorizationMode mode = AuthorizationMode.WHITELIST;
        int clockSkew = 60;
        boolean requireExpiration = true;

        @Nullable
        Long maxLifetime;

        @Nullable
        List<JwsAlgorithm> algorithms;

        List<RuleItem.RequiredClaim> requiredClaims = List.of();
        List<RuleItem.ClaimHeader> claimsToHeaders = List.of();

        Rule(List<JwkItem> keys) {
            this(new KeySource.Inline(keys));
        }

        Rule(KeySource keys) {
            this.keys = keys;
        }

        RuleItem item() {
            return new RuleItem(
                    "demo",
                    id,
                    "rule " + id,
                    enabled,
                    enforcement,
                    issuer,
                    sub,
                    audiences,
                    keys,
                    place,
                    passthrough,
                    mode,
                    clockSkew,
                    requireExpiration,
                    maxLifetime,
                    algorithms,
                    requiredClaims,
                    claimsToHeaders);
        }
    }

    static AuthorizationItem condition(String ruleId, String id, String host, PathPattern.Match match, String path) {
        return new AuthorizationItem("demo", ruleId, id, host, new PathPattern(match, path), false, null);
    }

    static RouteItem catchAll() {
        return new RouteItem(
                "demo",
                "rt-1",
                "all",
                List.of("*"),
                List.of(new PathPattern(PathPattern.Match.PREFIX, "/")),
                null,
                new RouteItem.Upstream(List.of(new RouteItem.Target("http://127.0.0.1:8090", 1)), false, false));
    }

    static ConfigImage image(List<RuleItem> rules, List<AuthorizationItem> conditions, List<RouteItem> routes) {
        return image(rules, conditions, routes, RequestPolicy.STRICT);
    }

    static ConfigImage image(
            List<RuleItem> rules, List<AuthorizationItem> conditions, List<RouteItem> routes, RequestPolicy policy) {
        SortedMap<String, RuleItem> ruleMap = new TreeMap<>();
        rules.forEach(rule -> ruleMap.put(rule.ruleId(), rule));
        SortedMap<String, RouteItem> routeMap = new TreeMap<>();
        routes.forEach(route -> routeMap.put(route.routeId(), route));
        Map<String, SortedMap<String, AuthorizationItem>> byRule = new HashMap<>();
        conditions.forEach(condition -> byRule.computeIfAbsent(condition.ruleId(), id -> new TreeMap<>())
                .put(condition.authorizationId(), condition));
        return new ConfigImage(Head.withoutDigest("demo", "e1", 1), policy, routeMap, ruleMap, byRule);
    }

    static RuleSet compile(List<RuleItem> rules, AuthorizationItem... conditions) {
        return new RuleSetCompiler(SECRETS).compile(image(rules, List.of(conditions), List.of(catchAll())), null);
    }

    static CanonicalRequest request(String method, String host, String target) {
        RequestHead head = new RequestHead(method, target, List.of(host), null, RequestHead.Version.HTTP_1_1);
        return switch (RequestNormaliser.normalise(head, RequestPolicy.STRICT)) {
            case Normalisation.Canonical canonical -> canonical.request();
            case Normalisation.Refused refused -> throw new AssertionError(refused.detail());
            case Normalisation.ServerOptions ignored -> throw new AssertionError("OPTIONS *");
        };
    }

    /** Fields in order: name, value, name, value. */
    static HeaderFields headers(String... namesAndValues) {
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(Map.entry(namesAndValues[i], namesAndValues[i + 1]));
        }
        return new HeaderFields() {
            @Override
            public List<String> values(String name) {
                return fields.stream()
                        .filter(field -> field.getKey().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
                        .map(Map.Entry::getValue)
                        .toList();
            }

            @Override
            public Iterable<String> names() {
                return fields.stream().map(Map.Entry::getKey).toList();
            }
        };
    }

    /** Fields that throw whatever is asked of them. */
    static HeaderFields failingHeaders() {
        return new HeaderFields() {
            @Override
            public List<String> values(String name) {
                throw new IllegalStateException("broken");
            }

            @Override
            public Iterable<String> names() {
                throw new IllegalStateException("broken");
            }
        };
    }
}
