package dev.portcullis.gateway.feed;

import dev.portcullis.snapshot.Snapshot;

/** A place besides the topic from which a node can take its configuration. */
public interface SnapshotSource {
    Origin origin();

    /** Reads it, within a bounded time. Called on the feed's thread, which it may block. */
    Answer read();

    /** What a source has. */
    sealed interface Answer {
        /** It has been verified. */
        record Found(Snapshot snapshot) implements Answer {}

        /** The source has none that could be used, and has said why in the log: the next source is asked. */
        record Unavailable() implements Answer {}

        /** There is no such instance, by a source that must know: no further source is asked. */
        record NoInstance() implements Answer {}
    }
}
