package dev.portcullis.gateway.keys;

import dev.portcullis.gateway.keys.FetchFailure.Reason;
import dev.portcullis.gateway.keys.KeyMetrics.UnknownKid;
import dev.portcullis.gateway.keys.KeySetFetcher.Fetched;
import dev.portcullis.gateway.keys.KeySnapshot.Cause;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The key set of one source.
 *
 * <pre>
 *                  ┌────── retry is due ──────┐
 *                  ▼                          │
 * NEVER_FETCHED ─▶ FETCHING ── failed ─▶ BACKING_OFF ◀── stale limit passed ──┐
 *                  │                                                          │
 *                  │ keys                                                     │
 *                  ▼                                                          │
 *                FRESH ── refresh is due,   ─▶ REFRESHING ── failed ─▶ STALE_ON_ERROR
 *                  ▲      operator, unknown kid  │    ▲                       │
 *                  └────────── keys ─────────────┘    └──── retry is due ─────┘
 * </pre>
 *
 * A set serves in FRESH, REFRESHING and STALE_ON_ERROR, also one without a usable key: keys that it holds no longer are
 * revoked. If the limit passes while REFRESHING, the set is FETCHING. An
 * operator or an unknown kid ends the wait of BACKING_OFF and STALE_ON_ERROR too. There is at most one fetch at a time.
 *
 * <p>Whoever holds a set may go on reading it when no rule names its source any longer; then it is fetched no more.
 *
 * <p>Everything here is confined to one Vert.x context, but for the public methods, which are thread-safe: {@link #snapshot}
 * and {@link #status} read one volatile reference to what the context published last.
 *
 * @param <K> what a set is parsed to; immutable
 */
public final class FetchedKeySet<K> {
    private static final Logger LOG = LoggerFactory.getLogger(FetchedKeySet.class);

    private static final int KEYS_IN_A_LINE = 5;

    private final Context context;
    private final RemoteKeySource source;
    private final KeySetFetcher<K> fetcher;
    private final Timers timers;
    private final BackOff backOff;
    private final Duration staleLimit;
    private final RefetchBudget budget;
    private final WaitingRoom room;
    private final KeyMetrics metrics;

    private final List<Runnable> waiters = new ArrayList<>();
    private @Nullable Good<K> good;
    private boolean tooOld;
    private boolean fetching;
    private boolean fetchAgain;
    private boolean closed;
    private int failures;
    private @Nullable FetchFailure lastFailure;
    private @Nullable Instant failedAt;
    private @Nullable Instant nextFetchAt;
    private Timers.Alarm nextFetch = Timers.Alarm.NONE;
    private Timers.Alarm limit = Timers.Alarm.NONE;

    private volatile Published<K> published;

    /** The last good set. */
    private record Good<K>(K keys, List<KeyFacts> facts, Instant fetchedAt) {}

    private record Published<K>(KeySnapshot<K> snapshot, KeySourceStatus status) {}

    FetchedKeySet(
            Context context,
            RemoteKeySource source,
            KeySetFetcher<K> fetcher,
            Timers timers,
            BackOff backOff,
            Duration staleLimit,
            RefetchBudget budget,
            WaitingRoom room,
            KeyMetrics metrics) {
        this.context = context;
        this.source = source;
        this.fetcher = fetcher;
        this.timers = timers;
        this.backOff = backOff;
        this.staleLimit = staleLimit;
        this.budget = budget;
        this.room = room;
        this.metrics = metrics;
        this.published = publishable();
    }

    /** The keys at this moment. One volatile read. */
    public KeySnapshot<K> snapshot() {
        return published.snapshot;
    }

    /** What operators see of it at this moment. */
    public KeySourceStatus status() {
        return published.status;
    }

    /** Whether the first fetch has ended, one way or the other. That never changes back. */
    public boolean isFirstFetchOver() {
        return !(published.snapshot instanceof KeySnapshot.Unavailable<K> none
                && none.cause() == Cause.NOT_YET_FETCHED);
    }

    /**
     * For a token that came before the first fetch has ended. All callers wait for that fetch, as long as there is room for
     * them.
     *
     * @return completes, on whatever thread, when that fetch has ended one way or the other, or at once if it has; never
     *     fails. It takes no longer than the time limits of a fetch, and causes none
     */
    public CompletableFuture<@Nullable Void> firstFetch() {
        CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
        context.runOnContext(now -> {
            if (closed || isFirstFetchOver()) {
                ended.complete(null);
            } else {
                enter(() -> ended.complete(null), metrics::firstFetchAwaited);
            }
        });
        return ended;
    }

    /**
     * For a token whose kid the {@link #snapshot} does not have: fetches the set, unless a token has already caused that
     * within the interval. All callers wait for the same fetch, as long as there is room for them.
     *
     * @return completes, on whatever thread, when the fetch has ended one way or the other; never fails. It takes no longer
     *     than the time limits of a fetch, and completes at once if none is made
     */
    public CompletableFuture<@Nullable Void> refetchForUnknownKid() {
        CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
        context.runOnContext(now -> fetchForUnknownKid(() -> ended.complete(null)));
        return ended;
    }

    /** The same for a token that nobody holds up for it: it takes no place from those who wait. */
    public void refetchUnawaited() {
        context.runOnContext(now -> {
            if (!closed && fetching) {
                metrics.unknownKid(UnknownKid.JOINED_FETCH);
            } else if (!closed) {
                boolean allowed = budget.take(this);
                metrics.unknownKid(allowed ? UnknownKid.STARTED_FETCH : UnknownKid.RATE_LIMITED);
                if (allowed) {
                    fetch();
                }
            }
        });
    }

    /** Fetches now, or once more when the fetch under way has ended, as that may have missed what the caller knows of. */
    void fetchAnew() {
        if (fetching) {
            fetchAgain = true;
        } else {
            fetch();
        }
    }

    /** @param ended is run when the fetch under way has ended, or at once if there is none and none may be made */
    private void fetchForUnknownKid(Runnable ended) {
        if (closed) {
            ended.run();
        } else if (fetching) {
            awaitFetch(UnknownKid.JOINED_FETCH, ended);
        } else if (budget.take(this)) {
            awaitFetch(UnknownKid.STARTED_FETCH, ended);
            fetch();
        } else {
            metrics.unknownKid(UnknownKid.RATE_LIMITED);
            ended.run();
        }
    }

    private void awaitFetch(UnknownKid effect, Runnable ended) {
        enter(ended, hasRoom -> metrics.unknownKid(hasRoom ? effect : UnknownKid.TURNED_AWAY));
    }

    /** Waits for the end of the fetch under way if there is room; if not, the wait ends at once, but is counted before. */
    private void enter(Runnable ended, Consumer<Boolean> counted) {
        boolean hasRoom = room.enter(waiters.size());
        counted.accept(hasRoom);
        if (hasRoom) {
            waiters.add(ended);
        } else {
            ended.run();
        }
    }

    /** Ends all timers and lets all waiters go; a fetch under way runs into its limits unheard. */
    void close() {
        closed = true;
        budget.leave(this);
        nextFetch.cancel();
        limit.cancel();
        releaseWaiters();
    }

    private void fetch() {
        if (closed) {
            return;
        }
        nextFetch.cancel();
        nextFetchAt = null;
        fetching = true;
        fetchAgain = false;
        publish();
        started().onComplete(done -> {
            Fetched<K> fetched = done.succeeded() ? done.result() : bug(done.cause());
            if (!closed) {
                ended(fetched);
            }
        });
    }

    /** A fetch that cannot even start must end like any other, or the set would stay FETCHING for ever. */
    private Future<Fetched<K>> started() {
        try {
            return fetcher.fetch(source);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private void ended(Fetched<K> fetched) {
        fetching = false;
        switch (fetched) {
            case Fetched.Keys<K> keys -> succeeded(keys);
            case Fetched.Nothing<K> nothing -> failed(nothing.failure());
        }
        publish();
        releaseWaiters();
        if (fetchAgain) {
            fetch();
        }
    }

    private void succeeded(Fetched.Keys<K> fetched) {
        metrics.fetched(null);
        if (failures > 0) {
            LOG.info("{}: keys fetched again after {} failures", source, failures);
        }
        failures = 0;
        tooOld = false;
        if (!hasUsable(fetched.facts()) && (good == null || hasUsable(good.facts))) {
            LOG.warn(
                    "{}: the published set has no usable key, so that no token of its rules is let in: {}",
                    source,
                    reasons(fetched.facts()));
        }
        good = new Good<>(fetched.keys(), fetched.facts(), timers.now());
        limit.cancel();
        limit = timers.after(fetched.lifetime().plus(staleLimit), this::limitPassed);
        scheduleFetch(backOff.refreshAhead(fetched.lifetime()));
    }

    private static boolean hasUsable(List<KeyFacts> facts) {
        return facts.stream().anyMatch(KeyFacts::isUsable);
    }

    /** Of the first keys: the others are told to whoever asks for them. */
    private static String reasons(List<KeyFacts> facts) {
        return facts.isEmpty()
                ? "there is none"
                : IntStream.range(0, Math.min(facts.size(), KEYS_IN_A_LINE))
                        .mapToObj(i -> "keys[" + i + "]: " + facts.get(i).reason())
                        .collect(Collectors.joining("; "));
    }

    private void failed(FetchFailure failure) {
        metrics.fetched(failure.reason());
        failures++;
        lastFailure = failure;
        failedAt = timers.now();
        LOG.atLevel(failures == 1 ? Level.WARN : Level.DEBUG)
                .log(
                        "{}: {}, {}; {}",
                        source,
                        failure.reason(),
                        failure.detail(),
                        good == null ? "there are no keys" : "the last good keys go on serving");
        scheduleFetch(backOff.afterFailures(failures));
    }

    private void limitPassed() {
        LOG.warn("{}: the last good keys are too old and serve no longer", source);
        good = null;
        tooOld = true;
        publish();
    }

    private void scheduleFetch(Duration delay) {
        nextFetchAt = timers.now().plus(delay);
        nextFetch = timers.after(delay, this::fetch);
    }

    private void releaseWaiters() {
        List<Runnable> released = List.copyOf(waiters);
        waiters.clear();
        room.leave(released.size());
        released.forEach(Runnable::run);
    }

    private void publish() {
        published = publishable();
    }

    private Published<K> publishable() {
        Good<K> keys = good;
        Cause unavailable = tooOld ? Cause.TOO_OLD : failures > 0 ? Cause.NEVER_SUCCEEDED : Cause.NOT_YET_FETCHED;
        return keys == null
                ? new Published<>(new KeySnapshot.Unavailable<>(unavailable), describe(unavailable))
                : new Published<>(new KeySnapshot.Available<>(keys.keys, keys.fetchedAt), describe(null));
    }

    private KeySourceStatus describe(@Nullable Cause unavailable) {
        Good<K> keys = good;
        return new KeySourceStatus(
                source.location().display(),
                state(),
                unavailable,
                keys == null ? List.of() : keys.facts,
                keys == null ? null : keys.fetchedAt,
                nextFetchAt,
                lastFailure,
                failedAt,
                failures);
    }

    private KeySetState state() {
        if (fetching) {
            return good == null ? KeySetState.FETCHING : KeySetState.REFRESHING;
        }
        if (good != null) {
            return failures == 0 ? KeySetState.FRESH : KeySetState.STALE_ON_ERROR;
        }
        return failures == 0 ? KeySetState.NEVER_FETCHED : KeySetState.BACKING_OFF;
    }

    /** The class of what was thrown tells enough; its message may quote what was fetched. */
    private static <K> Fetched<K> bug(Throwable thrown) {
        String kind = thrown.getClass().getSimpleName();
        return new Fetched.Nothing<>(new FetchFailure(Reason.INTERNAL, kind + " (expected: no exception)"));
    }
}
