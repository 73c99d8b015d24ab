package dev.portcullis.policy;

/** What became of a request line and its Host. */
public sealed interface Normalisation {
    record Canonical(CanonicalRequest request) implements Normalisation {}

    /** {@code OPTIONS *}: answered 204 by the node itself, concerns no resource. */
    record ServerOptions() implements Normalisation {}

    /**
     * Refused with {@link DenialReason#AMBIGUOUS_REQUEST}.
     *
     * @param detail a fixed sentence that names the fault and quotes nothing of the request
     */
    record Ambiguous(String detail) implements Normalisation {}
}
