package dev.portcullis.gateway.keys;

import static org.awaitility.Awaitility.await;

import dev.portcullis.gateway.keys.RemoteKeySource.Location;
import dev.portcullis.gateway.peer.Provider;
import dev.portcullis.policy.address.AddressRange;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.awaitility.core.ConditionFactory;

/**
 * Remote keys with time and names in the hand of the test, allowed to reach the loopback. A key set is any text like
 * {@code keys: a b}, so that tests show what they change.
 */
final class KeysBench implements AutoCloseable {
    /** Shorter than in earnest: a day of retries over real sockets would take its time. */
    static final Duration STALE_LIMIT = Duration.ofMinutes(10);

    final Vertx vertx = Vertx.vertx();
    final Context context = vertx.getOrCreateContext();
    final ManualTimers timers = new ManualTimers(context);
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final Map<String, List<String>> names = new ConcurrentHashMap<>(Map.of("keys.test", List.of("127.0.0.1")));
    final RemoteKeys<Set<String>> keys;

    /** Plain HTTP to the loopback is allowed. */
    KeysBench() {
        this(options(true, "127.0.0.0/8", "::1/128"));
    }

    KeysBench(RemoteKeysOptions options) {
        this.keys =
                new RemoteKeys<>(vertx, context, options, KeysBench::parse, timers, this::resolve, () -> 0.5, registry);
    }

    static RemoteKeysOptions options(boolean allowHttp, String... allowedNetworks) {
        RemoteKeysOptions strict = RemoteKeysOptions.strict();
        return new RemoteKeysOptions(
                allowHttp,
                Arrays.stream(allowedNetworks).map(AddressRange::parse).toList(),
                strict.connectTimeout(),
                strict.documentTimeout(),
                strict.maxBodyBytes(),
                STALE_LIMIT,
                strict.backOffMin(),
                strict.backOffMax(),
                strict.refetchInterval());
    }

    static KeySetParse<Set<String>> parse(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        if (text.startsWith("throw")) {
            throw new IllegalStateException(text);
        }
        if (!text.startsWith("keys: ")) {
            return new KeySetParse.Refused<>("not a set (expected: keys)");
        }
        TreeSet<String> kids =
                new TreeSet<>(Arrays.asList(text.substring(6).strip().split(" ", -1)));
        return new KeySetParse.Read<>(
                Set.copyOf(kids), kids.stream().map(KeysBench::fact).toList());
    }

    static KeyFacts fact(String kid) {
        return new KeyFacts(Map.of("kid", kid), List.of("ES256"), null);
    }

    private Future<List<InetAddress>> resolve(String name) {
        List<String> addresses = names.get(name);
        return addresses == null
                ? Future.failedFuture("no such name")
                : Future.succeededFuture(
                        addresses.stream().map(InetAddress::ofLiteral).toList());
    }

    static RemoteKeySource source(String url) {
        return new RemoteKeySource(new Location.KeySetUrl(url), List.of(), null);
    }

    /** The source {@code http://keys.test:port/jwks}. */
    static RemoteKeySource at(Provider provider) {
        return source("http://keys.test:" + provider.port() + "/jwks");
    }

    KeySourceStatus status(RemoteKeySource source) {
        return keys.of(source).status();
    }

    /** With a patience that only a failing test on a crowded machine uses up. */
    static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(5));
    }

    /** Waits until a source's status is as wanted. */
    KeySourceStatus awaitStatus(RemoteKeySource source, Predicate<KeySourceStatus> wanted) {
        return eventually().until(() -> status(source), wanted);
    }

    KeySourceStatus awaitState(RemoteKeySource source, KeySetState state) {
        return awaitStatus(source, status -> status.state() == state);
    }

    /** Names the source and waits until its first fetch has brought keys. */
    KeySourceStatus fetched(RemoteKeySource source) {
        keys.retain(Set.of(source), Set.of());
        return awaitState(source, KeySetState.FRESH);
    }

    /** Names the source and waits until its first fetch has failed. */
    FetchFailure failed(RemoteKeySource source) {
        keys.retain(Set.of(source), Set.of());
        FetchFailure failure = awaitState(source, KeySetState.BACKING_OFF).lastFailure();
        if (failure == null) {
            throw new AssertionError("backing off without a failure");
        }
        return failure;
    }

    /** The kids that verify now; empty if there are none. */
    Set<String> kids(RemoteKeySource source) {
        return switch (keys.of(source).snapshot()) {
            case KeySnapshot.Available<Set<String>> available -> available.keys();
            case KeySnapshot.Unavailable<Set<String>> ignored -> Set.of();
        };
    }

    /** Runs out what is queued on the context of the engine. */
    void settle() {
        Future.future(promise -> context.runOnContext(now -> promise.complete()))
                .await();
    }

    double count(String meter, String label, String value) {
        return registry.get(meter).tag(label, value).counter().count();
    }

    @Override
    public void close() {
        keys.retain(Set.of(), Set.of());
        vertx.close().await();
    }
}
