package dev.portcullis.gateway.keys;

/** Where the key set of a source stands; {@link FetchedKeySet} draws how it moves. */
public enum KeySetState {
    NEVER_FETCHED,
    FETCHING,
    FRESH,
    REFRESHING,
    STALE_ON_ERROR,
    BACKING_OFF
}
