package dev.portcullis.gateway.attack;

import dev.portcullis.model.AuthorizationItem;
import dev.portcullis.model.AuthorizationMode;
import dev.portcullis.model.ConfigDelta;
import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.ConfigItem;
import dev.portcullis.model.Enforcement;
import dev.portcullis.model.Head;
import dev.portcullis.model.InstanceItem;
import dev.portcullis.model.JwkItem;
import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.model.KeySource;
import dev.portcullis.model.PathPattern;
import dev.portcullis.model.RequestPolicy;
import dev.portcullis.model.RouteItem;
import dev.portcullis.model.RuleItem;
import dev.portcullis.model.TokenPlace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One rule in the making, its conditions beside it. A whitelist without conditions unless told otherwise. */
final class Rules {
    static final String INSTANCE = "gw-attack";
    static final String ISSUER = "https://issuer.example";

    private final String id;
    private boolean enabled = true;
    private Enforcement enforcement = Enforcement.ENFORCE;
    private String issuer = ISSUER;
    private @Nullable String sub;
    private @Nullable List<String> audiences;
    private KeySource keys = new KeySource.Inline(List.of());
    private TokenPlace place = new TokenPlace(TokenPlace.Type.HEADER, "Authorization", "Bearer");
    private boolean passthrough;
    private AuthorizationMode mode = AuthorizationMode.WHITELIST;
    private @Nullable List<JwsAlgorithm> algorithms;
    private List<RuleItem.RequiredClaim> required = List.of();
    private final List<RuleItem.ClaimHeader> claimHeaders = new ArrayList<>();
    private final List<AuthorizationItem> conditions = new ArrayList<>();

    private Rules(String id) {
        this.id = id;
    }

    static Rules rule(String id, JwkItem... keys) {
        Rules rule = new Rules(id);
        rule.keys = new KeySource.Inline(List.of(keys));
        return rule;
    }

    /** With keys that are published there. */
    Rules keysAt(String url, long refreshCounter) {
        keys = new KeySource.JwksUri(url, new KeySource.KeyFetch(List.of(), null, refreshCounter));
        return this;
    }

    Rules disabled() {
        enabled = false;
        return this;
    }

    Rules shadow() {
        enforcement = Enforcement.SHADOW;
        return this;
    }

    Rules issuer(String expected) {
        issuer = expected;
        return this;
    }

    Rules sub(String expected) {
        sub = expected;
        return this;
    }

    Rules audience(String expected) {
        audiences = List.of(expected);
        return this;
    }

    Rules header(String name, String prefix) {
        place = new TokenPlace(TokenPlace.Type.HEADER, name, prefix);
        return this;
    }

    Rules query(String name) {
        place = new TokenPlace(TokenPlace.Type.QUERY, name, "");
        return this;
    }

    Rules cookie(String name) {
        place = new TokenPlace(TokenPlace.Type.COOKIE, name, "");
        return this;
    }

    Rules passthrough() {
        passthrough = true;
        return this;
    }

    Rules algorithms(JwsAlgorithm... allowed) {
        algorithms = List.of(allowed);
        return this;
    }

    Rules required(Object value, String... claim) {
        required = List.of(new RuleItem.RequiredClaim(List.of(claim), List.of(value)));
        return this;
    }

    Rules claimHeader(String header, String... claim) {
        claimHeaders.add(new RuleItem.ClaimHeader(List.of(claim), header));
        return this;
    }

    Rules blacklist(PathPattern.Match match, String path) {
        return blacklist("*", match, path);
    }

    Rules blacklist(String host, PathPattern.Match match, String path) {
        mode = AuthorizationMode.BLACKLIST;
        return condition(host, match, path, null);
    }

    Rules except(PathPattern.Match match, String path) {
        return condition("*", match, path, null);
    }

    Rules except(String host, PathPattern.Match match, String path) {
        return condition(host, match, path, null);
    }

    Rules condition(String host, PathPattern.Match match, String path, @Nullable List<String> methods) {
        String conditionId = "az-" + conditions.size();
        conditions.add(
                new AuthorizationItem(INSTANCE, id, conditionId, host, new PathPattern(match, path), false, methods));
        return this;
    }

    private void items(List<ConfigItem> out) {
        out.add(new RuleItem(
                INSTANCE,
                id,
                id,
                enabled,
                enforcement,
                issuer,
                sub,
                audiences,
                keys,
                place,
                passthrough,
                mode,
                60,
                true,
                null,
                algorithms,
                required,
                claimHeaders));
        out.addAll(conditions);
    }

    /** The image of these rules and one route for everything. */
    static ConfigImage image(long revision, RequestPolicy policy, String upstreamUrl, Rules... rules) {
        List<ConfigItem> items = new ArrayList<>();
        items.add(new InstanceItem(INSTANCE, policy));
        items.add(new RouteItem(
                INSTANCE,
                "rt-1",
                "all",
                List.of("*"),
                List.of(new PathPattern(PathPattern.Match.PREFIX, "/")),
                null,
                new RouteItem.Upstream(List.of(new RouteItem.Target(upstreamUrl, 1)), true, false)));
        for (Rules rule : rules) {
            rule.items(items);
        }
        ConfigDelta delta = new ConfigDelta(ConfigImage.EMPTY);
        items.forEach(item -> delta.replay(item.itemKey(), item));
        return delta.apply(Head.withoutDigest(INSTANCE, "e1", revision));
    }
}
