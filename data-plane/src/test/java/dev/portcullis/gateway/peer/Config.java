package dev.portcullis.gateway.peer;

import dev.portcullis.gateway.keys.RemoteKeysOptions;
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
import dev.portcullis.policy.address.AddressRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Configurations of the instance {@value #INSTANCE}, for tests. */
public final class Config {
    public static final String INSTANCE = "demo";

    private Config() {}

    /** Published keys may come over plain HTTP from 127.0.0.1, and from nowhere else inside. */
    public static RemoteKeysOptions keysFromLoopback(Duration refetchInterval) {
        return keysFromLoopback(refetchInterval, RemoteKeysOptions.strict().documentTimeout());
    }

    /** With a limit of one document of its own. */
    public static RemoteKeysOptions keysFromLoopback(Duration refetchInterval, Duration documentTimeout) {
        RemoteKeysOptions strict = RemoteKeysOptions.strict();
        return new RemoteKeysOptions(
                true,
                List.of(AddressRange.parse("127.0.0.1")),
                strict.connectTimeout(),
                documentTimeout,
                strict.maxBodyBytes(),
                strict.staleLimit(),
                strict.backOffMin(),
                strict.backOffMax(),
                refetchInterval);
    }

    /** Keys that this provider publishes. */
    public static KeySource keysAt(Provider provider) {
        return keysAt(provider, 0);
    }

    public static KeySource keysAt(Provider provider, long refreshCounter) {
        return new KeySource.JwksUri(provider.url(), new KeySource.KeyFetch(List.of(), null, refreshCounter));
    }

    /** The image that holds these items. */
    public static ConfigImage image(long revision, List<? extends ConfigItem> items) {
        ConfigDelta delta = new ConfigDelta(ConfigImage.EMPTY);
        items.forEach(item -> delta.replay(item.itemKey(), item));
        return delta.apply(Head.withoutDigest(INSTANCE, "e1", revision));
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
        private String id = "jr-1";
        private KeySource keys;
        private boolean enabled = true;
        private Enforcement enforcement = Enforcement.ENFORCE;
        private TokenPlace place = new TokenPlace(TokenPlace.Type.HEADER, "Authorization", "Bearer");
        private boolean passthrough;
        private AuthorizationMode mode = AuthorizationMode.WHITELIST;
        private @Nullable List<String> audiences;
        private List<RuleItem.ClaimHeader> claimHeaders = List.of();

        RuleBuilder(Tokens tokens) {
            this.tokens = tokens;
            this.keys = new KeySource.Inline(List.of(tokens.jwk()));
        }

        public RuleBuilder id(String newId) {
            id = newId;
            return this;
        }

        public RuleBuilder keys(KeySource newKeys) {
            keys = newKeys;
            return this;
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
                    id,
                    "rule",
                    enabled,
                    enforcement,
                    tokens.issuer(),
                    null,
                    audiences,
                    keys,
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
