package dev.portcullis.gateway.peer;

import dev.portcullis.model.AuthorizationItem;
import dev.portcullis.model.AuthorizationMode;
import dev.portcullis.model.ConfigDelta;
import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.ConfigItem;
import dev.portcullis.model.Enforcement;
import dev.portcullis.model.Head;
import dev.portcullis.model.KeySource;
import dev.portcullis.model.PathPattern;
import dev.portcullis.model.RouteItem;
import dev.portcullis.model.RuleItem;
import dev.portcullis.model.TokenPlace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Configurations of the instance {@value #INSTANCE}, for tests. */
public final class Config {
    public static final String INSTANCE = "demo";

    private Config() {}

    /** The image that holds these items. */
    public static ConfigImage image(long revision, List<? extends ConfigItem> items) {
        ConfigDelta delta = new ConfigDelta(ConfigImage.EMPTY);
        items.forEach(item -> delta.replay(item.itemKey(), item));
        return delta.apply(new Head(INSTANCE, "e1", revision, null));
    }

    /** Everything goes to one upstream. */
    public static RouteItem route(String... urls) {
        return route(false, urls);
    }

    public static RouteItem route(boolean preserveHost, String... urls) {
        List<RouteItem.Target> targets = new ArrayList<>();
        for (String url : urls) {
            targets.add(new RouteItem.Target(url, 1));
        }
        return new RouteItem(
                INSTANCE,
                "rt-1",
                "all",
                List.of("*"),
                List.of(new PathPattern(PathPattern.Match.PREFIX, "/")),
                null,
                new RouteItem.Upstream(targets, preserveHost, false));
    }

    /** A condition on the path, for the rule {@code jr-1}. */
    public static AuthorizationItem condition(String id, PathPattern.Match match, String path) {
        return new AuthorizationItem(INSTANCE, "jr-1", id, "*", new PathPattern(match, path), false, null);
    }

    /** A whitelist rule {@code jr-1} with the token in the Authorization field. */
    public static RuleBuilder rule(Tokens tokens) {
        return new RuleBuilder(tokens);
    }

    /** A rule whose parts can be changed one by one. */
    public static final class RuleBuilder {
        private final Tokens tokens;
        private boolean enabled = true;
        private Enforcement enforcement = Enforcement.ENFORCE;
        private TokenPlace place = new TokenPlace(TokenPlace.Type.HEADER, "Authorization", "Bearer");
        private boolean passthrough;
        private AuthorizationMode mode = AuthorizationMode.WHITELIST;
        private @Nullable List<String> audiences;
        private List<RuleItem.ClaimHeader> claimHeaders = List.of();

        RuleBuilder(Tokens tokens) {
            this.tokens = tokens;
        }

        public RuleBuilder disabled() {
            enabled = false;
            return this;
        }

        public RuleBuilder shadow() {
            enforcement = Enforcement.SHADOW;
            return this;
        }

        public RuleBuilder place(TokenPlace.Type type, String key) {
            place = new TokenPlace(type, key, "");
            return this;
        }

        public RuleBuilder passthrough() {
            passthrough = true;
            return this;
        }

        public RuleBuilder blacklist() {
            mode = AuthorizationMode.BLACKLIST;
            return this;
        }

        public RuleBuilder audience(String audience) {
            audiences = List.of(audience);
            return this;
        }

        public RuleBuilder claimHeader(String claim, String header) {
            claimHeaders = List.of(new RuleItem.ClaimHeader(List.of(claim), header));
            return this;
        }

        public RuleItem build() {
            return new RuleItem(
                    INSTANCE,
                    "jr-1",
                    "rule",
                    enabled,
                    enforcement,
                    tokens.issuer(),
                    null,
                    audiences,
                    new KeySource.Inline(List.of(tokens.jwk())),
                    place,
                    passthrough,
                    mode,
                    60,
                    true,
                    null,
                    null,
                    List.of(),
                    claimHeaders);
        }
    }
}
