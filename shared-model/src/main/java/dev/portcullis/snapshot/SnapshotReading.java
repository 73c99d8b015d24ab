package dev.portcullis.snapshot;

/** What the reading of a snapshot led to. */
public sealed interface SnapshotReading {

    /** It is whole, its head is signed by a trusted key, and its records are those that the head describes. */
    record Read(Snapshot snapshot) implements SnapshotReading {}

    /**
     * Nothing of it may be used.
     *
     * @param detail what was found and what was expected; quotes no content
     */
    record Refused(Reason reason, String detail) implements SnapshotReading {}

    /** Why it may not be used. */
    enum Reason {
        /** It ends before its end. */
        TRUNCATED,
        /** It is no snapshot of a format that this version knows. */
        MALFORMED,
        TOO_LARGE,
        /** Its bytes are not those that were written. */
        CHECKSUM_MISMATCH,
        OTHER_INSTANCE,
        /** No trusted key has signed its head. */
        UNTRUSTED,
        /** Its records are not those that its head describes. */
        DIGEST_MISMATCH
    }
}
