package dev.portcullis.gateway.snapshot;

import dev.portcullis.gateway.client.StreamedBody;
import dev.portcullis.snapshot.SnapshotReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.codec.BodyCodec;
import java.util.Optional;

/** Hands a body on to a reader as it comes, and fails soon after the reader has refused it. */
final class SnapshotBody extends StreamedBody<SnapshotReader> {
    /** Answers that are no snapshots are refused too, and end by themselves: their status is worth knowing. */
    private static final int REFUSED_MAX_BYTES = 64 * 1024;

    /** More came than could be of use. Has no stack trace: it is an expected end. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;

        RefusedException() {
            super("refused", null, false, false);
        }
    }

    private final SnapshotReader reader;
    private int refusedBytes;

    private SnapshotBody(SnapshotReader reader) {
        this.reader = reader;
    }

    static BodyCodec<SnapshotReader> codec(SnapshotReader reader) {
        return () -> new SnapshotBody(reader);
    }

    @Override
    protected Optional<Exception> take(Buffer data) {
        if (!reader.accept(data.getBytes(), data.length())) {
            refusedBytes += data.length();
        }
        return refusedBytes > REFUSED_MAX_BYTES ? Optional.of(new RefusedException()) : Optional.empty();
    }

    @Override
    protected SnapshotReader whole() {
        return reader;
    }
}
