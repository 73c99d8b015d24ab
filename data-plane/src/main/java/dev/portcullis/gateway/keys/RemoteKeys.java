package dev.portcullis.gateway.keys;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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

    /** By identity; guarded by this object's lock, which no request takes. */
    private final Map<RemoteKeySource, Entry<K>> entries = new HashMap<>();

    /** Guarded by the same lock. */
    private final Map<RemoteKeySource.Location, RefetchBudget> budgets = new HashMap<>();

    /** @param counters of the rules that name the source, in ascending order; null until they have been told */
    private record Entry<K>(FetchedKeySet<K> set, @Nullable List<Long> counters) {}

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

    /**
     * The key set of a source. It is fetched from the first call on, and for as long as {@link #retain} names it.
     *
     * @return the same set for all sources that differ in nothing but the counter
     */
    public synchronized FetchedKeySet<K> of(RemoteKeySource source) {
        return entry(source.identity()).set;
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
        wanted.forEach((identity, counters) ->
                count(identity, counters.stream().sorted().toList()));
        entries.entrySet().removeIf(entry -> {
            boolean dropped = !wanted.containsKey(entry.getKey());
            if (dropped) {
                context.runOnContext(now -> entry.getValue().set.close());
            }
            return dropped;
        });
        budgets.keySet()
                .retainAll(
                        wanted.keySet().stream().map(RemoteKeySource::location).collect(Collectors.toSet()));
    }

    private Entry<K> entry(RemoteKeySource identity) {
        Entry<K> known = entries.get(identity);
        if (known != null) {
            return known;
        }
        RefetchBudget budget = budgets.computeIfAbsent(
                identity.location(), location -> new RefetchBudget(timers, options.refetchInterval()));
        FetchedKeySet<K> set = new FetchedKeySet<>(
                context, identity, fetcher, timers, backOff, options.staleLimit(), budget, room, metrics);
        context.runOnContext(now -> set.fetchAnew());
        Entry<K> made = new Entry<>(set, null);
        entries.put(identity, made);
        return made;
    }

    private void count(RemoteKeySource identity, List<Long> counters) {
        Entry<K> known = entry(identity);
        List<Long> before = known.counters;
        entries.put(identity, new Entry<>(known.set, counters));
        if (before != null && !isPartOf(before, counters)) {
            context.runOnContext(now -> known.set.fetchAnew());
        }
    }

    /** Whether the counters say no more than that rules have gone. */
    private static boolean isPartOf(List<Long> before, List<Long> counters) {
        List<Long> left = new ArrayList<>(before);
        return counters.stream().allMatch(left::remove);
    }

    /** What operators see of all sources, in no order. */
    synchronized List<KeySourceStatus> statuses() {
        return entries.values().stream().map(entry -> entry.set.status()).toList();
    }

    private double countIn(KeySetState state) {
        return statuses().stream().filter(status -> status.state() == state).count();
    }
}
