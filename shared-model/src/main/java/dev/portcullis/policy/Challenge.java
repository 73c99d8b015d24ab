package dev.portcullis.policy;

import java.util.Optional;

/** The value of WWW-Authenticate (RFC 6750 section 3) for a denial. */
public final class Challenge {
    private Challenge() {}

    /**
     * The challenge that goes with a reason; empty for reasons that a token could not cure.
     *
     * @param instanceId the realm; of letters, digits and hyphens
     */
    public static Optional<String> of(String instanceId, DenialReason reason) {
        String realm = "Bearer realm=\"" + instanceId + "\"";
        if (reason == DenialReason.TOKEN_MISSING) {
            return Optional.of(realm);
        }
        return switch (reason.status()) {
            case 401 -> Optional.of(realm + ", error=\"invalid_token\", error_description=\"" + reason.title() + "\"");
            case 403 ->
                Optional.of(realm + ", error=\"insufficient_scope\", error_description=\"" + reason.title() + "\"");
            default -> Optional.empty();
        };
    }
}
