package dev.portcullis.gateway.ruleset;

import dev.portcullis.model.Enforcement;

/**
 * A secret of an enabled rule that no key of this node opens: tokens that need it cannot be checked.
 *
 * @param what it is, for people; quotes no secret
 * @param keyId of the key that sealed it; empty if it does not say
 */
public record UnopenedSecret(String ruleId, Enforcement enforcement, String what, String keyId) {

    /** For people. */
    @Override
    public String toString() {
        return "rule " + ruleId + ": the secret of " + what + " does not open (sealed by key "
                + (keyId.isEmpty() ? "unknown" : keyId)
                + ", expected: one of PORTCULLIS_SECRET_KEYS)";
    }
}
