package dev.portcullis.policy;

import org.jspecify.annotations.Nullable;

/** What one rule says of a token. */
sealed interface Verification {
    record Satisfied() implements Verification {}

    /**
     * @param detail a sentence that quotes nothing of the token
     * @param mayHaveKey as in {@link Decision.Denied}; null if waiting would not help
     */
    record Rejected(
            DenialReason reason, String detail, @Nullable AwaitedKeys mayHaveKey) implements Verification {
        Rejected(DenialReason reason, String detail) {
            this(reason, detail, null);
        }

        Rejected(DenialReason reason, @Nullable AwaitedKeys mayHaveKey) {
            this(reason, reason.title(), mayHaveKey);
        }

        Rejected(DenialReason reason) {
            this(reason, reason.title(), null);
        }
    }
}
