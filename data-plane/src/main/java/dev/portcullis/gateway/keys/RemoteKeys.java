package dev.portcullis.gateway.keys;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The published keys of all rules: one set per distinct source, each with its own timers and connections, so that what one
 * provider does touches no other. Fetching is confined to one Vert.x context; the request path holds the sets themselves and
 * reads them without lock. Thread-safe.
 *
 * @param <K> what a set is parsed to; immutable
 */
public final class RemoteKeys<K> {
    /** Requests of 64 KiB each, the largest that there are, take 256 MiB. */
    static final int MAX_WAITING = 4_096;

    private final Context context;
    private final RemoteKeysOptions options;
    private final Timers timers;
    private final BackOff backOff;
    private final KeySetFetcher<K> fetcher;
    private final KeyMetrics metrics;
    private final WaitingRoom room = new WaitingRoom(MAX_WAITING);

    /** Guarded by this object's lock, which no request takes. */
    private final Map<RemoteKeySource, FetchedKeySet<K>> entries = new HashMap<>();

    /** Guarded by the same lock. */
    private final Map<RemoteKeySource.Location, RefetchBudget> budgets = new HashMap<>();

    /** Those of {@link #entries} that were made since the last {@link #retain}; guarded by the same lock. */
    private final Set<RemoteKeySource> fresh = new HashSet<>();

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

    /** The key set of a source. It is fetched from when {@link #retain} first names it, and for as long as that does. */
    public synchronized FetchedKeySet<K> of(RemoteKeySource source) {
        FetchedKeySet<K> known = entries.get(source);
        if (known != null) {
            return known;
        }
        RefetchBudget budget = budgets.computeIfAbsent(
                source.location(), location -> new RefetchBudget(timers, options.refetchInterval()));
        FetchedKeySet<K> set = new FetchedKeySet<>(
                context, source, fetcher, timers, backOff, options.staleLimit(), budget, room, metrics);
        entries.put(source, set);
        fresh.add(source);
        return set;
    }

    /**
     * Says which sources are wanted from now on. New ones are fetched at once, and those no longer named are dropped with
     * their timers. That another rule names a source is no reason to fetch it again.
     *
     * @param anew those of the named that are to be fetched anew
     */
    public synchronized void retain(Set<RemoteKeySource> named, Set<RemoteKeySource> anew) {
        for (RemoteKeySource source : named) {
            FetchedKeySet<K> set = of(source);
            if (anew.contains(source) || fresh.contains(source)) {
                context.runOnContext(now -> set.fetchAnew());
            }
        }
        fresh.clear();
        entries.entrySet().removeIf(entry -> {
            boolean dropped = !named.contains(entry.getKey());
            if (dropped) {
                context.runOnContext(now -> entry.getValue().close());
            }
            return dropped;
        });
        budgets.keySet().retainAll(named.stream().map(RemoteKeySource::location).collect(Collectors.toSet()));
    }

    /** What operators see of all sources, in no order. */
    synchronized List<KeySourceStatus> statuses() {
        return entries.values().stream().map(FetchedKeySet::status).toList();
    }

    private double countIn(KeySetState state) {
        return statuses().stream().filter(status -> status.state() == state).count();
    }
}
