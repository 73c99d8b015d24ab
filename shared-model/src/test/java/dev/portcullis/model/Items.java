package dev.portcullis.model;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** Items for tests of the model. */
final class Items {
    private Items() {}

    static InstanceItem instance(boolean allowSemicolon) {
        return new InstanceItem("demo", new RequestPolicy(false, allowSemicolon, false));
    }

    static RouteItem route(String id, String path) {
        return new RouteItem(
                "demo",
                id,
                "route",
                List.of("*", "*.example"),
                List.of(new PathPattern(PathPattern.Match.PREFIX, path)),
                List.of("GET"),
                new RouteItem.Upstream(List.of(new RouteItem.Target("http://127.0.0.1:1", 1)), true, false));
    }

    static RuleItem rule(String id, String name) {
        return rule(id, name, new KeySource.Inline(List.of(new JwkItem(Map.of("kty", "EC"), null))));
    }

    static RuleItem ruleWith(KeySource keys) {
        return rule("jr-1", "n", keys);
    }

    private static RuleItem rule(String id, String name, KeySource keys) {
        return new RuleItem(
                "demo",
                id,
                name,
                true,
                Enforcement.ENFORCE,
                "issuer",
                null,
                null,
                keys,
                new TokenPlace(TokenPlace.Type.HEADER, "Authorization", "Bearer"),
                false,
                AuthorizationMode.WHITELIST,
                60,
                true,
                null,
                null,
                List.of(),
                List.of());
    }

    /** With every member that may be there. */
    static RuleItem fullRule() {
        java.util.LinkedHashMap<String, Object> members = new java.util.LinkedHashMap<>();
        members.put("kty", "oct");
        members.put("kid", "k");
        return new RuleItem(
                "demo",
                "jr-9",
                "full",
                true,
                Enforcement.SHADOW,
                "i",
                "s",
                List.of("a"),
                new KeySource.Inline(List.of(new JwkItem(members, "v1.k.TOPSECRET"))),
                new TokenPlace(TokenPlace.Type.COOKIE, "sid", ""),
                true,
                AuthorizationMode.BLACKLIST,
                60,
                false,
                3600L,
                List.of(JwsAlgorithm.HS256, JwsAlgorithm.EDDSA),
                List.of(new RuleItem.RequiredClaim(
                        List.of("a", "b"), List.of("x", 1, new BigDecimal("0.12345678901234567890"), true))),
                List.of(new RuleItem.ClaimHeader(List.of("sub"), "X-User")));
    }

    static AuthorizationItem condition(String ruleId, String id, String path) {
        return new AuthorizationItem(
                "demo", ruleId, id, "*", new PathPattern(PathPattern.Match.EXACT, path), false, List.of("GET"));
    }
}
