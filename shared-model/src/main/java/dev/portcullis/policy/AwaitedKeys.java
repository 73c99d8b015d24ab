package dev.portcullis.policy;

/**
 * Published keys that a request may wait for: once they have come, the same rule set may decide otherwise.
 *
 * @param cause what has to end first
 */
public record AwaitedKeys(RemoteKeySet keys, Cause cause) {

    /** Why the keys may be there soon. */
    public enum Cause {
        /** The set has never been fetched, and its first fetch is under way. */
        FIRST_FETCH,
        /** The set lacks the kid that the token names, and the provider may have published it since. */
        UNKNOWN_KID
    }
}
