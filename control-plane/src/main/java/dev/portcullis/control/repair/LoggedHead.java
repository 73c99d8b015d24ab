package dev.portcullis.control.repair;

import dev.portcullis.model.Head;

/** The newest record under the key of an instance's head. */
sealed interface LoggedHead {
    /** There is none. */
    record None() implements LoggedHead {}

    record Tombstone(long offset) implements LoggedHead {}

    /** Nobody can rely on it. */
    record Untrusted(String reason, long offset) implements LoggedHead {}

    /** A trusted key has signed it. */
    record Trusted(Head head, long offset) implements LoggedHead {}
}
