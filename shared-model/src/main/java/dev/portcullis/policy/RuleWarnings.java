package dev.portcullis.policy;

import dev.portcullis.model.AuthorizationItem;
import dev.portcullis.model.AuthorizationMode;
import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.Enforcement;
import dev.portcullis.model.KeySource;
import dev.portcullis.model.RouteItem;
import dev.portcullis.model.RuleItem;
import dev.portcullis.policy.RuleWarning.Code;
import dev.portcullis.policy.jwk.KeyDescription;
import dev.portcullis.policy.pattern.PatternCover;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedCollection;

/** Finds what a configuration permits and probably should not. Pure; concerns only enabled rules that enforce. */
public final class RuleWarnings {
    private final ConfigImage image;

    /** @param image as it is after the write */
    public RuleWarnings(ConfigImage image) {
        this.image = image;
    }

    /** What to tell the author of a rule, of one of its conditions, or of its being enabled. Empty for an unknown rule. */
    public List<RuleWarning> ofRule(String ruleId) {
        RuleItem rule = image.rules().get(ruleId);
        if (rule == null || !takesPart(rule)) {
            return List.of();
        }
        List<RuleWarning> warnings = new ArrayList<>();
        for (RuleItem other : image.rules().values()) {
            if (!other.ruleId().equals(rule.ruleId()) && takesPart(other) && compete(rule, other)) {
                laxer(rule, other, other.ruleId(), warnings);
                laxer(other, rule, other.ruleId(), warnings);
            }
        }
        exemptsAll(rule, warnings);
        image.routes().values().forEach(route -> routeAround(rule, route, route.routeId(), warnings));
        return List.copyOf(warnings);
    }

    /** What to tell the author of a route. Empty for an unknown route. */
    public List<RuleWarning> ofRoute(String routeId) {
        RouteItem route = image.routes().get(routeId);
        if (route == null) {
            return List.of();
        }
        List<RuleWarning> warnings = new ArrayList<>();
        for (RuleItem rule : image.rules().values()) {
            if (takesPart(rule)) {
                routeAround(rule, route, rule.ruleId(), warnings);
            }
        }
        return List.copyOf(warnings);
    }

    /** What to tell the author of a key set; does not depend on the rule being enabled. */
    public static List<RuleWarning> ofKeys(SequencedCollection<KeyDescription> keys) {
        List<RuleWarning> warnings = new ArrayList<>();
        int index = 0;
        for (KeyDescription key : keys) {
            if (!key.usable()) {
                String name = key.kid() == null ? "keys[" + index + "]" : "key " + key.kid();
                warnings.add(
                        new RuleWarning(Code.KEYS_NOT_USABLE, name + " verifies nothing here: " + key.reason(), null));
            }
            index++;
        }
        sharedKids(keys)
                .forEach((kid, count) -> warnings.add(new RuleWarning(
                        Code.KEYS_SHARE_KID,
                        count + " keys have the kid " + kid
                                + ": a token that names it may be verified by each that fits its" + " algorithm",
                        null)));
        return List.copyOf(warnings);
    }

    private static Map<String, Integer> sharedKids(SequencedCollection<KeyDescription> keys) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (KeyDescription key : keys) {
            String kid = key.kid();
            if (kid != null && key.usable()) {
                counts.merge(kid, 1, Integer::sum);
            }
        }
        counts.values().removeIf(count -> count == 1);
        return counts;
    }

    /** What to tell the author of a rule of where its keys come from; does not depend on the rule being enabled. */
    public static List<RuleWarning> ofSource(RuleItem rule) {
        return switch (rule.keys()) {
            case KeySource.Inline ignored -> List.of();
            case KeySource.JwksUri at -> overHttp("jwksUri", at.uri(), at.fetch());
            case KeySource.Discovery discovery -> overHttp("issuer", rule.issuer(), discovery.fetch());
        };
    }

    /** What to tell the author of a rule of what it asks for and no token has; does not depend on the rule being enabled. */
    public static List<RuleWarning> ofDemands(RuleItem rule) {
        return ImpossibleDemands.of(rule);
    }

    private static List<RuleWarning> overHttp(String field, String url, KeySource.KeyFetch fetch) {
        if (!url.regionMatches(true, 0, "http:", 0, 5)) {
            return List.of();
        }
        String headers = fetch.headers().isEmpty() ? "" : ", and read the headers of the fetch";
        return List.of(new RuleWarning(
                Code.KEYS_OVER_HTTP,
                field + " is plain http: whoever is on the way can put in keys of their own" + headers,
                null));
    }

    private static boolean takesPart(RuleItem rule) {
        return rule.enabled() && rule.enforcement() == Enforcement.ENFORCE;
    }

    /** Whether one token can be offered to both rules. A blacklist without conditions is never asked. */
    private boolean compete(RuleItem a, RuleItem b) {
        return a.issuer().equals(b.issuer())
                && TokenFinder.canonical(a.token()).equals(TokenFinder.canonical(b.token()))
                && isAsked(a)
                && isAsked(b);
    }

    private boolean isAsked(RuleItem rule) {
        return rule.authorizationMode() == AuthorizationMode.WHITELIST
                || !image.authorizationsOf(rule.ruleId()).isEmpty();
    }

    private static void laxer(RuleItem lax, RuleItem strict, String otherId, List<RuleWarning> warnings) {
        for (String check : RuleStrictness.avoidable(lax, strict)) {
            warnings.add(new RuleWarning(
                    Code.LAX_RULE_BESIDE_STRICT,
                    "rule " + strict.ruleId() + " checks " + check + "; rule " + lax.ruleId()
                            + " of the same issuer and place lets in tokens that it would refuse",
                    otherId));
        }
    }

    private void exemptsAll(RuleItem rule, List<RuleWarning> warnings) {
        if (rule.authorizationMode() != AuthorizationMode.WHITELIST) {
            return;
        }
        for (AuthorizationItem condition : image.authorizationsOf(rule.ruleId()).values()) {
            boolean everyRequest = condition.host().equals("*") && condition.methods() == null;
            if (everyRequest && PatternCover.isEveryPath(condition.path(), condition.ignoreCase())) {
                warnings.add(new RuleWarning(
                        Code.WHITELIST_EXEMPTS_ALL,
                        "condition " + condition.authorizationId() + " exempts every request: rule " + rule.ruleId()
                                + " asks nobody for a token",
                        condition.authorizationId()));
            }
        }
    }

    private void routeAround(RuleItem rule, RouteItem route, String otherId, List<RuleWarning> warnings) {
        if (rule.authorizationMode() != AuthorizationMode.BLACKLIST) {
            return;
        }
        Collection<AuthorizationItem> conditions =
                image.authorizationsOf(rule.ruleId()).values();
        for (AuthorizationItem condition : conditions) {
            boolean served = route.hosts().stream().anyMatch(host -> PatternCover.hostsMeet(host, condition.host()))
                    && route.paths().stream().anyMatch(path -> PatternCover.pathsMeet(path, condition.path()));
            if (!served) {
                continue;
            }
            for (String host : route.hosts()) {
                boolean covered = conditions.stream().anyMatch(other -> covers(other, host, condition));
                if (!covered) {
                    warnings.add(new RuleWarning(
                            Code.ROUTE_AROUND_BLACKLIST,
                            "condition " + condition.authorizationId() + " of rule " + rule.ruleId() + " protects host "
                                    + condition.host() + "; route " + route.routeId()
                                    + " serves the same path under host " + host + " as well",
                            otherId));
                }
            }
        }
    }

    /** Whether a condition protects under a host of a route what another one protects. */
    private static boolean covers(AuthorizationItem wider, String routeHost, AuthorizationItem condition) {
        return PatternCover.hostCovers(wider.host(), routeHost)
                && PatternCover.pathCovers(wider.path(), condition.path())
                && (wider.ignoreCase() || !condition.ignoreCase())
                && (wider.methods() == null || wider.methods().equals(condition.methods()));
    }
}
