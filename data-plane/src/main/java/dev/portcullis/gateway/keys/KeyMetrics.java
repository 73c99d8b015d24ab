package dev.portcullis.gateway.keys;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Counts fetches by outcome, requests that came before the first fetch had ended, unknown kids by what they led to, and
 * sources by state. All labels are names of enums or constants: no URL or kid becomes one.
 */
final class KeyMetrics {
    private final MeterRegistry registry;

    KeyMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** What a token with an unknown kid led to. */
    enum UnknownKid {
        STARTED_FETCH,
        JOINED_FETCH,
        RATE_LIMITED,
        TURNED_AWAY
    }

    /** @param failure null: the fetch brought keys */
    void fetched(FetchFailure.@Nullable Reason failure) {
        String outcome = failure == null ? "ok" : label(failure);
        registry.counter("portcullis.keys.fetches", "outcome", outcome).increment();
    }

    void unknownKid(UnknownKid effect) {
        registry.counter("portcullis.keys.unknown.kids", "effect", label(effect))
                .increment();
    }

    /** @param waits false: there was no room for the request */
    void firstFetchAwaited(boolean waits) {
        registry.counter("portcullis.keys.first.fetch.waits", "effect", waits ? "joined_fetch" : "turned_away")
                .increment();
    }

    /** Registers the number of sources in each state. */
    <T> void watchStates(T owner, KeySetState state, ToDoubleFunction<T> count) {
        Gauge.builder("portcullis.keys.sources", owner, count)
                .tag("state", label(state))
                .strongReference(false)
                .register(registry);
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
