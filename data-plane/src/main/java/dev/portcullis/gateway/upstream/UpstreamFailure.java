package dev.portcullis.gateway.upstream;

import dev.portcullis.policy.DenialReason;

/** The upstream gave no response, and nothing has been sent to the client yet. */
public final class UpstreamFailure extends RuntimeException {
    private final DenialReason reason;

    UpstreamFailure(DenialReason reason, Throwable cause) {
        super(reason.title(), cause, false, false);
        this.reason = reason;
    }

    /** What the client is told. */
    public DenialReason reason() {
        return reason;
    }
}
