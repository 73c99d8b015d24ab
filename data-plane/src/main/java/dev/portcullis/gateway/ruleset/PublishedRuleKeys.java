package dev.portcullis.gateway.ruleset;

import dev.portcullis.gateway.feed.Origin;
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
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The published keys of the rules. A key set is fetched from the moment in which a rule that names it is in force, and for as
 * long as one is, disabled ones included: their keys are there before they are enabled. Compiling a rule fetches nothing.
 * Thread-safe.
 */
public final class PublishedRuleKeys implements RemoteKeySets, RuleSetListener {
    private final RemoteKeys<KeyTable> keySets;
    private final FetchSources sources;

    /** By rule, of those in force and of those compiled since; guarded by this object's lock. */
    private final Map<RuleItem, Opened> opened = new IdentityHashMap<>();

    /** Guarded by the same lock. */
    private List<RuleItem> inForce = List.of();

    /** Refresh counters of the rules in force by rule id, but for those that are 0; guarded by the same lock. */
    private Map<String, Long> counters = Map.of();

    /** The sources of the rules in force, by id and in the order of their first rules. */
    private volatile Map<String, Opened> followed = Map.of();

    private final FirstFetches firstFetches = new FirstFetches();

    /** What a rule's source turned out to be. */
    private sealed interface Opened {
        String sourceId();

        record Fetched(String sourceId, RemoteKeySource source, FetchedKeySet<KeyTable> set) implements Opened {}

        record Unusable(String sourceId, String location, String fault) implements Opened {}
    }

    /** How the node stands with the keys of a source, however many rules name it. */
    public sealed interface Standing {
        String sourceId();

        /** They are fetched. */
        record Followed(String sourceId, KeySourceStatus status) implements Standing {}

        /**
         * They cannot be fetched, whatever the provider does.
         *
         * @param fault quotes no secret
         */
        record Unusable(String sourceId, String location, String fault) implements Standing {}
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
    public synchronized void applied(
            Head head, Collection<RuleItem> rules, Origin origin, List<UnopenedSecret> unopened) {
        inForce = List.copyOf(rules);
        retain();
        if (!firstFetches.areOver()) {
            firstFetches.applied(sets(RuleItem::enabled), sets(any -> true));
        }
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
        firstFetches.absent();
    }

    /** How the node stands with the sources of the rules in force. */
    public List<Standing> standings() {
        List<Standing> standings = new ArrayList<>();
        for (Opened source : followed.values()) {
            standings.add(
                    switch (source) {
                        case Opened.Fetched fetched -> new Standing.Followed(fetched.sourceId, fetched.set.status());
                        case Opened.Unusable unusable ->
                            new Standing.Unusable(unusable.sourceId, unusable.location, unusable.fault);
                    });
        }
        return standings;
    }

    /**
     * Whether the keys of all rules that were enabled in the first rule set in force have been fetched once or have failed.
     * Rules that come later change nothing of it. Takes no lock.
     */
    public boolean areFirstFetchesOver() {
        return firstFetches.areOver();
    }

    private Set<FetchedKeySet<KeyTable>> sets(Predicate<RuleItem> ofRules) {
        Set<FetchedKeySet<KeyTable>> sets = new HashSet<>();
        for (RuleItem rule : inForce) {
            if (ofRules.test(rule) && opened.get(rule) instanceof Opened.Fetched fetched) {
                sets.add(fetched.set);
            }
        }
        return sets;
    }

    private void retain() {
        Map<RuleItem, Opened> wanted = new IdentityHashMap<>();
        Map<String, Opened> bySource = new LinkedHashMap<>();
        Map<String, Long> counted = new HashMap<>();
        Set<RemoteKeySource> named = new HashSet<>();
        Set<RemoteKeySource> anew = new HashSet<>();
        for (RuleItem rule : inForce) {
            if (rule.keys() instanceof KeySource.Remote remote) {
                Opened one = open(rule, remote);
                wanted.put(rule, one);
                boolean isFirst = bySource.putIfAbsent(one.sourceId(), one) == null;
                boolean isRaised = isRaised(rule, remote.fetch().refreshCounter(), counted);
                if (one instanceof Opened.Fetched fetched && (isFirst || isRaised)) {
                    named.add(fetched.source);
                    if (isRaised) {
                        anew.add(fetched.source);
                    }
                }
            }
        }
        opened.clear();
        opened.putAll(wanted);
        counters = counted;
        followed = Collections.unmodifiableMap(bySource);
        keySets.retain(named, anew);
    }

    /** Whether an operator has asked for a refresh since the last rule set in force. */
    private boolean isRaised(RuleItem rule, long counter, Map<String, Long> counted) {
        if (counter != 0) {
            counted.put(rule.ruleId(), counter);
        }
        return counter != counters.getOrDefault(rule.ruleId(), 0L);
    }

    private Opened open(RuleItem rule, KeySource.Remote remote) {
        Opened known = opened.get(rule);
        if (known != null) {
            return known;
        }
        String id = sources.id(rule, remote);
        Opened fresh = switch (sources.of(rule, remote)) {
            case FetchSources.Source.Usable usable ->
                new Opened.Fetched(id, usable.source(), keySets.of(usable.source()));
            case FetchSources.Source.Unusable unusable ->
                new Opened.Unusable(id, FetchSources.location(rule, remote).display(), unusable.fault());
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
        public boolean awaitsFirstFetch() {
            return !set.isFirstFetchOver();
        }

        @Override
        public CompletionStage<@Nullable Void> firstFetch() {
            return set.firstFetch();
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
