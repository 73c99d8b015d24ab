package dev.portcullis.policy;

/**
 * Hears of exceptions inside a decision, which are faults of this program: a decision never throws. Called by the thread that
 * decides, so it may not block; what it throws changes no decision.
 */
@FunctionalInterface
public interface DecisionFailures {
    /** Nobody hears of them. */
    DecisionFailures IGNORED = (part, cause) -> {};

    /** @param cause its message may quote the request, and so a token */
    void failed(Part part, Throwable cause);

    /** What failed. */
    enum Part {
        /** The request is denied as {@link DenialReason#INTERNAL}. */
        ENFORCED,
        /** A shadow rule; the request goes its way. */
        SHADOW
    }
}
