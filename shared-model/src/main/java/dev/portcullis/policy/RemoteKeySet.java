package dev.portcullis.policy;

import dev.portcullis.policy.jwk.KeyTable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The published keys of one rule, which come and go while rule sets stay. Thread-safe; stays usable for as long as somebody
 * holds it, whatever has become of its rule.
 */
public interface RemoteKeySet {
    /** A set that never has keys. */
    RemoteKeySet UNAVAILABLE = new RemoteKeySet() {
        @Override
        public @Nullable KeyTable current() {
            return null;
        }

        @Override
        public CompletionStage<@Nullable Void> refetchForUnknownKid() {
            return CompletableFuture.completedStage(null);
        }
    };

    /** The keys that serve at this moment; null if none do. Takes no lock and never waits. */
    @Nullable
    KeyTable current();

    /**
     * Whether the first fetch has yet to end, so that keys which are not there may come without anybody's doing. Once
     * false, it stays so: read before {@link #current}, it tells the truth about what that answers.
     */
    default boolean awaitsFirstFetch() {
        return false;
    }

    /**
     * For a token that came while the set {@link #awaitsFirstFetch}.
     *
     * @return completes when the first fetch has ended, one way or the other, or at once if it has; never fails
     */
    default CompletionStage<@Nullable Void> firstFetch() {
        return CompletableFuture.completedStage(null);
    }

    /**
     * For a token whose kid {@link #current} does not have: fetches the set, unless that was done a short while ago.
     *
     * @return completes when {@link #current} is as new as it will get for this token; never fails
     */
    CompletionStage<@Nullable Void> refetchForUnknownKid();

    /** The same for a token that nobody holds up for it. */
    default void refetchUnawaited() {
        refetchForUnknownKid();
    }
}
