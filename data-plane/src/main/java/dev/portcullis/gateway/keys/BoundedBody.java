package dev.portcullis.gateway.keys;

import dev.portcullis.gateway.client.StreamedBody;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.codec.BodyCodec;
import java.util.Optional;

/** Collects a body up to a limit and fails at the first octet beyond it. */
final class BoundedBody extends StreamedBody<byte[]> {
    /** More came than may. Has no stack trace: the limit is an expected end. */
    static final class TooLargeException extends Exception {
        private static final long serialVersionUID = 1;

        TooLargeException() {
            super("body too large", null, false, false);
        }
    }

    private final int maxBytes;
    private final Buffer collected = Buffer.buffer();

    private BoundedBody(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    static BodyCodec<byte[]> codec(int maxBytes) {
        return () -> new BoundedBody(maxBytes);
    }

    @Override
    protected Optional<Exception> take(Buffer data) {
        if (data.length() > maxBytes - collected.length()) {
            return Optional.of(new TooLargeException());
        }
        collected.appendBuffer(data);
        return Optional.empty();
    }

    @Override
    protected byte[] whole() {
        return collected.getBytes();
    }
}
