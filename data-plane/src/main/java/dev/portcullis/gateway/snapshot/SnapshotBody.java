package dev.portcullis.gateway.snapshot;

import dev.portcullis.snapshot.SnapshotReader;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import io.vertx.ext.web.codec.BodyCodec;
import io.vertx.ext.web.codec.spi.BodyStream;
import org.jspecify.annotations.Nullable;

/** Hands a body on to a reader as it comes, and fails soon after the reader has refused it. */
final class SnapshotBody implements BodyStream<SnapshotReader> {
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
    private final Promise<SnapshotReader> result = Promise.promise();
    private int refusedBytes;

    private SnapshotBody(SnapshotReader reader) {
        this.reader = reader;
    }

    static BodyCodec<SnapshotReader> codec(SnapshotReader reader) {
        return () -> new SnapshotBody(reader);
    }

    @Override
    public Future<Void> write(Buffer data) {
        if (!reader.accept(data.getBytes(), data.length())) {
            refusedBytes += data.length();
            if (refusedBytes > REFUSED_MAX_BYTES) {
                RefusedException failure = new RefusedException();
                result.tryFail(failure);
                return Future.failedFuture(failure);
            }
        }
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> end() {
        result.tryComplete(reader);
        return Future.succeededFuture();
    }

    @Override
    public void handle(Throwable cause) {
        result.tryFail(cause);
    }

    @Override
    public Future<SnapshotReader> result() {
        return result.future();
    }

    @Override
    public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
        return this;
    }

    @Override
    public boolean writeQueueFull() {
        return false;
    }

    @Override
    public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
        return this;
    }
}
