package dev.portcullis.bench;

import dev.portcullis.model.AuthorizationItem;
import dev.portcullis.model.AuthorizationMode;
import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.Enforcement;
import dev.portcullis.model.Head;
import dev.portcullis.model.KeySource;
import dev.portcullis.model.PathPattern;
import dev.portcullis.model.RequestPolicy;
import dev.portcullis.model.RouteItem;
import dev.portcullis.model.RuleItem;
import dev.portcullis.model.TokenPlace;
import dev.portcullis.policy.CanonicalRequest;
import dev.portcullis.policy.HeaderFields;
import dev.portcullis.policy.Normalisation;
import dev.portcullis.policy.RequestHead;
import dev.portcullis.policy.RequestNormaliser;
import dev.portcullis.secret.SecretKeyRing;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A configuration of a given size. Condition 0 of each rule is {@code /public} on every host; the others are exact paths
 * and prefixes on any host, on names and below names, none of them twice.
 */
record Scene(int rules, int conditionsPerRule, AuthorizationMode mode) {
    static final long NOW_SECONDS = 1_767_225_600L;
    static final long NOW_MILLIS = NOW_SECONDS * 1_000;
    static final String INSTANCE = "bench";
    static final SecretKeyRing SECRETS =
            SecretKeyRing.parse("bench:" + Base64.getEncoder().encodeToString(new byte[32]));

    /** One field, as a server would hand it over. */
    record OneField(String name, List<String> fieldValues) implements HeaderFields {
        static final OneField NONE = new OneField("accept", List.of("*/*"));

        static OneField bearer(String token) {
            return new OneField("authorization", List.of("Bearer " + token));
        }

        @Override
        public List<String> values(String wanted) {
            return name.equalsIgnoreCase(wanted) ? fieldValues : List.of();
        }

        @Override
        public Iterable<String> names() {
            return List.of(name);
        }
    }

    int conditions() {
        return rules * conditionsPerRule;
    }

    static String ruleId(int rule) {
        return "jr-%06d".formatted(rule);
    }

    static String issuer(int rule) {
        return "https://issuer-" + rule + ".example";
    }

    ConfigImage image(BenchKey key) {
        SortedMap<String, RuleItem> ruleItems = new TreeMap<>();
        Map<String, SortedMap<String, AuthorizationItem>> byRule = new HashMap<>();
        for (int rule = 0; rule < rules; rule++) {
            ruleItems.put(ruleId(rule), rule(rule, key, 60));
            SortedMap<String, AuthorizationItem> conditions = new TreeMap<>();
            for (int i = 0; i < conditionsPerRule; i++) {
                AuthorizationItem condition = condition(rule, i);
                conditions.put(condition.authorizationId(), condition);
            }
            byRule.put(ruleId(rule), conditions);
        }
        return image(ruleItems, byRule, 1);
    }

    static ConfigImage image(
            SortedMap<String, RuleItem> rules,
            Map<String, SortedMap<String, AuthorizationItem>> conditions,
            long revision) {
        SortedMap<String, RouteItem> routes = new TreeMap<>();
        return new ConfigImage(
                Head.withoutDigest(INSTANCE, "e1", revision), RequestPolicy.STRICT, routes, rules, conditions);
    }

    RuleItem rule(int rule, BenchKey key, int clockSkewSeconds) {
        return new RuleItem(
                INSTANCE,
                ruleId(rule),
                "rule " + rule,
                true,
                Enforcement.ENFORCE,
                issuer(rule),
                null,
                List.of("orders"),
                new KeySource.Inline(List.of(key.item(SECRETS, INSTANCE + "/rule/" + ruleId(rule)))),
                new TokenPlace(TokenPlace.Type.HEADER, "Authorization", "Bearer"),
                false,
                mode,
                clockSkewSeconds,
                true,
                null,
                null,
                List.of(),
                List.of());
    }

    private static AuthorizationItem condition(int rule, int number) {
        PathPattern.Match match = number == 0 || number % 2 == 1 ? PathPattern.Match.PREFIX : PathPattern.Match.EXACT;
        String host = number == 0
                ? "*"
                : switch (number % 4) {
                    case 0 -> "*";
                    case 1 -> "api.example.com";
                    case 2 -> host(rule, number);
                    default -> "*." + host(rule, number);
                };
        String path = number == 0 ? "/public" : path(rule, number);
        return new AuthorizationItem(
                INSTANCE, ruleId(rule), "au-%06d".formatted(number), host, new PathPattern(match, path), false, null);
    }

    private static String host(int rule, int number) {
        return "h" + (rule + number) % 1_000 + ".example.com";
    }

    private static String path(int rule, int number) {
        return "/v1/service-" + rule + "/items-" + number + "/all";
    }

    /** A request that matches exactly that condition. */
    CanonicalRequest matching(int rule, int number) {
        if (number == 0) {
            return request("www.example.com", "/public/" + rule + "/index.html");
        }
        return switch (number % 4) {
            case 0 -> request("www.example.com", path(rule, number));
            case 1 -> request("api.example.com", path(rule, number) + "/of/it");
            case 2 -> request(host(rule, number), path(rule, number));
            default -> request("a." + host(rule, number), path(rule, number) + "/of/it");
        };
    }

    /** A request that matches no condition. */
    static CanonicalRequest unmatched(int number) {
        return request("api.example.com", "/v1/service-" + number + "/other/of/it");
    }

    /** A request that matches no condition, and whose path has that many characters. */
    static CanonicalRequest unmatchedOf(int pathChars) {
        String start = "/v1/items/of/";
        return request("api.example.com", start + "x/".repeat(pathChars).substring(0, pathChars - start.length()));
    }

    private static CanonicalRequest request(String host, String target) {
        RequestHead head = new RequestHead("GET", target, List.of(host), null, RequestHead.Version.HTTP_1_1);
        return switch (RequestNormaliser.normalise(head, RequestPolicy.STRICT)) {
            case Normalisation.Canonical canonical -> canonical.request();
            case Normalisation.Refused refused -> throw new IllegalStateException(refused.detail());
            case Normalisation.ServerOptions ignored -> throw new IllegalStateException("OPTIONS *");
        };
    }
}
