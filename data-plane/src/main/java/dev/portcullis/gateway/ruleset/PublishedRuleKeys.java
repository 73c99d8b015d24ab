package dev.portcullis.gateway.ruleset;

import dev.portcullis.gateway.keys.FetchedKeySet;
import dev.portcullis.gateway.keys.KeySnapshot;
import dev.portcullis.gateway.keys.KeySourceStatus;
import dev.portcullis.gateway.keys.PublishedKeys;
import dev.portcullis.gateway.keys.RemoteKeySource;
import dev.portcullis.gateway.keys.RemoteKeys;
import dev.portcullis.gateway.keys.RemoteKeysOptions;
import dev.portcullis.model.Head;
import dev.portcullis.model.KeySource;
import dev.portcullis.model.Rejection;
import dev.portcullis.model.RuleItem;
import dev.portcullis.policy.RemoteKeySet;
import dev.portcullis.policy.RemoteKeySets;
import dev.portcullis.policy.jwk.CryptoProviders;
import dev.portcullis.policy.jwk.KeyCompiler;
import dev.portcullis.policy.jwk.KeyTable;
import dev.portcullis.secret.SecretKeyRing;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The published keys of the rules. A key set is fetched from the moment in which a rule that names it is compiled, and for
 * as long as such a rule is in force, disabled ones included: their keys are there before they are enabled. Thread-safe.
 */
public final class PublishedRuleKeys implements RemoteKeySets, RuleSetListener {
    private static final Logger LOG = LoggerFactory.getLogger(PublishedRuleKeys.class);

    private final RemoteKeys<KeyTable> keySets;
    private final FetchSources sources;

    /** By rule, of those in force and of those compiled since; guarded by this object's lock. */
    private final Map<RuleItem, Opened> opened = new IdentityHashMap<>();

    /** Guarded by the same lock. */
    private List<RuleItem> inForce = List.of();

    /** What a rule's source turned out to be. */
    private sealed interface Opened {
        record Fetched(RemoteKeySource source, FetchedKeySet<KeyTable> set) implements Opened {}

        record Unusable(String location, String fault) implements Opened {}
    }

    /** How a rule stands with its keys. */
    public sealed interface Standing {
        String ruleId();

        /** Of the rule. */
        long refreshCounter();

        /** They are fetched. */
        record Followed(String ruleId, long refreshCounter, KeySourceStatus status) implements Standing {}

        /**
         * They cannot be fetched, whatever the provider does.
         *
         * @param fault quotes no secret
         */
        record Unusable(String ruleId, long refreshCounter, String location, String fault) implements Standing {}
    }

    /**
     * Keys that are fetched over the network of this node.
     *
     * @param secrets that open the headers of fetches
     * @param registry gets the meters of fetching
     */
    public static PublishedRuleKeys fetchedWith(
            Vertx vertx,
            RemoteKeysOptions options,
            SecretKeyRing secrets,
            InstantSource clock,
            MeterRegistry registry) {
        PublishedKeys reader = new PublishedKeys(new KeyCompiler(secrets, CryptoProviders.nativeFirst()));
        return new PublishedRuleKeys(
                new RemoteKeys<>(vertx, options, reader, clock, registry), new FetchSources(secrets));
    }

    PublishedRuleKeys(RemoteKeys<KeyTable> keySets, FetchSources sources) {
        this.keySets = keySets;
        this.sources = sources;
    }

    @Override
    public synchronized RemoteKeySet of(RuleItem rule, KeySource.Remote source) {
        return switch (open(rule, source)) {
            case Opened.Fetched fetched -> new Keys(fetched.set);
            case Opened.Unusable ignored -> RemoteKeySet.UNAVAILABLE;
        };
    }

    @Override
    public synchronized void applied(Head head, Collection<RuleItem> rules) {
        inForce = List.copyOf(rules);
        retain();
    }

    /** What was compiled in vain is wanted no longer. */
    @Override
    public synchronized void rejected(@Nullable Head head, Rejection rejection, String reason) {
        retain();
    }

    @Override
    public synchronized void absent() {
        inForce = List.of();
        retain();
    }

    /** How the rules in force whose keys are published stand with them, in their order. */
    public synchronized List<Standing> standings() {
        List<Standing> standings = new ArrayList<>();
        for (RuleItem rule : inForce) {
            if (rule.keys() instanceof KeySource.Remote remote) {
                long counter = remote.fetch().refreshCounter();
                standings.add(
                        switch (open(rule, remote)) {
                            case Opened.Fetched fetched ->
                                new Standing.Followed(rule.ruleId(), counter, fetched.set.status());
                            case Opened.Unusable unusable ->
                                new Standing.Unusable(rule.ruleId(), counter, unusable.location, unusable.fault);
                        });
            }
        }
        return standings;
    }

    private void retain() {
        Map<RuleItem, Opened> wanted = new IdentityHashMap<>();
        List<RemoteKeySource> named = new ArrayList<>();
        for (RuleItem rule : inForce) {
            if (rule.keys() instanceof KeySource.Remote remote) {
                Opened one = open(rule, remote);
                wanted.put(rule, one);
                if (one instanceof Opened.Fetched fetched) {
                    named.add(fetched.source);
                }
            }
        }
        opened.clear();
        opened.putAll(wanted);
        keySets.retain(named);
    }

    private Opened open(RuleItem rule, KeySource.Remote remote) {
        Opened known = opened.get(rule);
        if (known != null) {
            return known;
        }
        Opened fresh = switch (sources.of(rule, remote)) {
            case FetchSources.Source.Usable usable -> new Opened.Fetched(usable.source(), keySets.of(usable.source()));
            case FetchSources.Source.Unusable unusable -> {
                LOG.error("rule {}: its keys cannot be fetched: {}", rule.ruleId(), unusable.fault());
                yield new Opened.Unusable(FetchSources.location(rule, remote).display(), unusable.fault());
            }
        };
        opened.put(rule, fresh);
        return fresh;
    }

    /** A fetched set, as the decision sees it. */
    private record Keys(FetchedKeySet<KeyTable> set) implements RemoteKeySet {
        @Override
        public @Nullable KeyTable current() {
            return switch (set.snapshot()) {
                case KeySnapshot.Available<KeyTable> available -> available.keys();
                case KeySnapshot.Unavailable<KeyTable> ignored -> null;
            };
        }

        @Override
        public CompletionStage<@Nullable Void> refetchForUnknownKid() {
            return set.refetchForUnknownKid();
        }

        @Override
        public void refetchUnawaited() {
            set.refetchUnawaited();
        }
    }
}
