package dev.portcullis.policy;

import dev.portcullis.model.RequestPolicy;

/** Turns what was received into the one form on which the gateway decides and which it forwards. Stateless. */
public final class RequestNormaliser {
    private RequestNormaliser() {}

    public static Normalisation normalise(RequestHead head, RequestPolicy policy) {
        throw new UnsupportedOperationException("being written");
    }
}
