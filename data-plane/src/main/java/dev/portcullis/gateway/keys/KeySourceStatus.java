package dev.portcullis.gateway.keys;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What operators see of a source. Immutable.
 *
 * @param location without query, which may hold a secret
 * @param unavailable why no keys serve; null if some do
 * @param keys of the set that serves; empty if none does
 * @param fetchedAt when that set came; null if none does
 * @param nextFetchAt when the next refresh or retry is due; null while a fetch is under way
 * @param lastFailure the last one, even if a fetch has succeeded since; null if none has failed
 * @param failedAt when that was
 * @param failuresInARow since the last success
 */
public record KeySourceStatus(
        String location,
        KeySetState state,
        KeySnapshot.@Nullable Cause unavailable,
        List<KeyFacts> keys,
        @Nullable Instant fetchedAt,
        @Nullable Instant nextFetchAt,
        @Nullable FetchFailure lastFailure,
        @Nullable Instant failedAt,
        int failuresInARow) {
    public KeySourceStatus {
        keys = List.copyOf(keys);
    }
}
