package dev.portcullis.gateway.keys;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The published keys of all rules: one set per distinct source, each with its own timers and connections, so that what one
 * provider does touches no other. Fetching is confined to one Vert.x context; the request path reads without lock.
 * Thread-safe.
 *
 * @param <K> what a set is parsed to; immutable
 */
public final class RemoteKeys<K> {
    private final Vertx vertx;
    private final Context context;
    private final RemoteKeysOptions options;
    private final Timers timers;
    private final BackOff backOff;
    private final KeySetFetcher<K> fetcher;
    private final KeyMetrics metrics;

    /** By identity. Written under the lock of {@link #retain}, read without. */
    private volatile Map<RemoteKeySource, Entry<K>> entries = Map.of();

    /** @param counters of the rules that name the source, in ascending order */
    private record Entry<K>(RemoteKeySet<K> set, RefetchBudget budget, List<Long> counters) {}

    /**
     * Fetches nothing yet.
     *
     * @param parser run on a worker thread, for documents up to 64 KiB; what it throws counts as a failed fetch
     */
    public RemoteKeys(
            Vertx vertx,
            RemoteKeysOptions options,
            Function<byte[], KeySetParse<K>> parser,
            InstantSource clock,
            MeterRegistry registry) {
        this(
                vertx,
                vertx.getOrCreateContext(),
                options,
                parser,
                Timers.of(vertx, clock),
                NameResolver.of(vertx),
                () -> ThreadLocalRandom.current().nextDouble(),
                registry);
    }

    RemoteKeys(
            Vertx vertx,
            Context context,
            RemoteKeysOptions options,
            Function<byte[], KeySetParse<K>> parser,
            Timers timers,
            NameResolver resolver,
            DoubleSupplier random,
            MeterRegistry registry) {
        this.vertx = vertx;
        this.context = context;
        this.options = options;
        this.timers = timers;
        this.backOff = new BackOff(options.backOffMin(), options.backOffMax(), random);
        this.fetcher = new KeySetFetcher<>(vertx, timers, resolver, options, parser);
        this.metrics = new KeyMetrics(registry);
        for (KeySetState state : KeySetState.values()) {
            metrics.watchStates(this, state, keys -> keys.countIn(state));
        }
    }

    /**
     * Says which sources are wanted from now on. New ones are fetched at once, those no longer named are dropped with
     * their timers, and those for which a rule's refresh counter has changed are fetched anew.
     *
     * @param named one entry for each rule
     */
    public synchronized void retain(Collection<RemoteKeySource> named) {
        Map<RemoteKeySource, List<Long>> wanted = new HashMap<>();
        for (RemoteKeySource source : named) {
            wanted.computeIfAbsent(source.identity(), identity -> new ArrayList<>())
                    .add(source.refreshCounter());
        }
        Map<RemoteKeySource, Entry<K>> before = entries;
        Map<RemoteKeySource.Location, RefetchBudget> budgets = new HashMap<>();
        before.forEach((identity, entry) -> budgets.put(identity.location(), entry.budget));
        Map<RemoteKeySource, Entry<K>> after = new HashMap<>();
        wanted.forEach((identity, counters) -> {
            List<Long> sorted = counters.stream().sorted().toList();
            after.put(identity, entry(identity, sorted, before.get(identity), budgets));
        });
        entries = Map.copyOf(after);
        before.forEach((identity, entry) -> {
            if (!after.containsKey(identity)) {
                context.runOnContext(now -> entry.set.close());
            }
        });
    }

    private Entry<K> entry(
            RemoteKeySource identity,
            List<Long> counters,
            @Nullable Entry<K> known,
            Map<RemoteKeySource.Location, RefetchBudget> budgets) {
        if (known == null) {
            RefetchBudget budget = budgets.computeIfAbsent(
                    identity.location(), location -> new RefetchBudget(timers, options.refetchInterval()));
            RemoteKeySet<K> set =
                    new RemoteKeySet<>(identity, fetcher, timers, backOff, options.staleLimit(), budget, metrics);
            context.runOnContext(now -> set.fetchAnew());
            return new Entry<>(set, budget, counters);
        }
        // Fewer counters only mean that a rule has gone.
        if (!known.counters.equals(counters) && counters.size() >= known.counters.size()) {
            context.runOnContext(now -> known.set.fetchAnew());
        }
        return new Entry<>(known.set, known.budget, counters);
    }

    /** The keys of a source at this moment. One map lookup and one volatile read. */
    public KeySnapshot<K> current(RemoteKeySource source) {
        Entry<K> entry = entries.get(source.identity());
        return entry == null ? new KeySnapshot.Unavailable<>(KeySnapshot.Cause.NOT_NAMED) : entry.set.snapshot();
    }

    /**
     * For a token whose kid {@link #current} does not have: fetches the set, unless a token has already caused that within
     * the interval. All callers wait for the same fetch.
     *
     * @return completes, on the context of the caller, when the fetch has ended one way or the other; never fails. It takes
     *     no longer than the time limits of a fetch, and completes at once if none is made
     */
    public Future<Void> refetchForUnknownKid(RemoteKeySource source) {
        Entry<K> entry = entries.get(source.identity());
        if (entry == null) {
            return Future.succeededFuture();
        }
        Promise<Void> ended = Promise.promise();
        Context caller = vertx.getOrCreateContext();
        context.runOnContext(now -> entry.set.fetchForUnknownKid(() -> caller.runOnContext(then -> ended.complete())));
        return ended.future();
    }

    /** What operators see of one source; empty if no rule names it. */
    public Optional<KeySourceStatus> status(RemoteKeySource source) {
        Entry<K> entry = entries.get(source.identity());
        return entry == null ? Optional.empty() : Optional.of(entry.set.status());
    }

    /** What operators see of all sources, in no order. */
    public List<KeySourceStatus> statuses() {
        return entries.values().stream().map(entry -> entry.set.status()).toList();
    }

    private double countIn(KeySetState state) {
        return entries.values().stream()
                .filter(entry -> entry.set.status().state() == state)
                .count();
    }

    /** Drops all sources. */
    public void close() {
        retain(List.of());
    }
}
