package dev.portcullis.policy;

/** What became of a request line and its Host. */
public sealed interface Normalisation {
    record Canonical(CanonicalRequest request) implements Normalisation {}

    /** {@code OPTIONS *}: answered 204 by the node itself, concerns no resource. */
    record ServerOptions() implements Normalisation {}

    /**
     * Refused before anything is decided.
     *
     * @param reason {@link DenialReason#AMBIGUOUS_REQUEST} or {@link DenialReason#TARGET_TOO_LONG}
     * @param detail a fixed sentence that names the fault and quotes nothing of the request
     */
    record Refused(DenialReason reason, String detail) implements Normalisation {}
}
