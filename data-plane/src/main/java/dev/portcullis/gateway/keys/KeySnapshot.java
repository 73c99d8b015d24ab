package dev.portcullis.gateway.keys;

import java.time.Instant;

/**
 * What the request path sees of a key set at one moment. Immutable.
 *
 * @param <K> what a set is parsed to
 */
public sealed interface KeySnapshot<K> {

    /** Keys to verify with, perhaps none; perhaps past their lifetime, but within the limit for that. */
    record Available<K>(K keys, Instant fetchedAt) implements KeySnapshot<K> {}

    /** No keys: tokens of the rule cannot be checked. */
    record Unavailable<K>(Cause cause) implements KeySnapshot<K> {}

    /** Why there are no keys. */
    enum Cause {
        /** The first fetch has not ended. */
        NOT_YET_FETCHED,
        /** No fetch has ever succeeded. */
        NEVER_SUCCEEDED,
        /** The last good set is past the limit up to which it may serve without a refresh. */
        TOO_OLD
    }
}
