package dev.portcullis.policy;

/**
 * A rule's admission of one request. Holds the token and its claims, so it shows neither: {@link #toString} names the rule
 * only.
 */
public final class Grant {
    private final String ruleId;

    Grant(String ruleId) {
        this.ruleId = ruleId;
    }

    /** The rule that admitted the request. */
    public String ruleId() {
        return ruleId;
    }

    @Override
    public String toString() {
        return "Grant[" + ruleId + "]";
    }
}
