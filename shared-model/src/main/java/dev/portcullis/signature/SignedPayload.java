package dev.portcullis.signature;

/** What the verification of a signed record led to. */
public sealed interface SignedPayload {

    /** A trusted key has signed it. */
    @SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
    record Trusted(byte[] payload) implements SignedPayload {}

    /** It says nothing that may be believed. */
    record Untrusted(Reason reason) implements SignedPayload {}

    /** Why it may not be believed. */
    enum Reason {
        /** It is no compact JWS with {@code EdDSA}. */
        NOT_SIGNED,
        /** Its {@code typ} is another: it was signed for another purpose. */
        OTHER_TYPE,
        /** Its {@code kid} names no trusted key. */
        UNKNOWN_KEY,
        BAD_SIGNATURE
    }
}
