package dev.portcullis.gateway.upstream;

import dev.portcullis.policy.DenialReason;
import io.vertx.core.VertxException;
import java.io.IOException;

/** The upstream gave no response, and nothing has been sent to the client yet. */
public final class UpstreamFailure extends RuntimeException {
    private final DenialReason reason;
    private final boolean onKeptConnection;

    UpstreamFailure(DenialReason reason, Throwable cause) {
        this(reason, cause, false);
    }

    /** @param onKeptConnection see {@link #onKeptConnection} */
    UpstreamFailure(DenialReason reason, Throwable cause, boolean onKeptConnection) {
        super(reason.title(), cause, false, false);
        this.reason = reason;
        this.onKeptConnection = onKeptConnection;
    }

    /** Whether a connection has ended, as a stale one does: it was closed, or reset, or cannot be written to. */
    static boolean isClosed(Throwable cause) {
        return cause instanceof VertxException || cause instanceof IOException;
    }

    /** What the client is told. */
    public DenialReason reason() {
        return reason;
    }

    /** Whether the connection had been used before and was closed without a byte of an answer. */
    boolean onKeptConnection() {
        return onKeptConnection;
    }
}
