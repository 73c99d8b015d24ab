package dev.portcullis.policy;

import org.jspecify.annotations.Nullable;

/** What one rule says of a token. */
sealed interface Verification {
    record Satisfied() implements Verification {}

    /**
     * @param detail a fixed sentence
     * @param mayHaveKey published keys among which the one that the token names may be by now; null if that would not help
     */
    record Rejected(
            DenialReason reason, String detail, @Nullable RemoteKeySet mayHaveKey) implements Verification {
        Rejected(DenialReason reason, String detail) {
            this(reason, detail, null);
        }

        Rejected(DenialReason reason, @Nullable RemoteKeySet mayHaveKey) {
            this(reason, reason.title(), mayHaveKey);
        }

        Rejected(DenialReason reason) {
            this(reason, reason.title(), null);
        }
    }
}
