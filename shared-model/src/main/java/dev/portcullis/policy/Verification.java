package dev.portcullis.policy;

/** What one rule says of a token. */
sealed interface Verification {
    record Satisfied() implements Verification {}

    /** @param detail a fixed sentence */
    record Rejected(DenialReason reason, String detail) implements Verification {
        Rejected(DenialReason reason) {
            this(reason, reason.title());
        }
    }
}
