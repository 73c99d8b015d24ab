package dev.portcullis.gateway.keys;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import io.vertx.ext.web.codec.BodyCodec;
import io.vertx.ext.web.codec.spi.BodyStream;
import org.jspecify.annotations.Nullable;

/** Collects a body up to a limit and fails at the first octet beyond it. */
final class BoundedBody implements BodyStream<byte[]> {
    /** More came than may. Has no stack trace: the limit is an expected end. */
    static final class TooLargeException extends Exception {
        private static final long serialVersionUID = 1;

        TooLargeException() {
            super("body too large", null, false, false);
        }
    }

    private final int maxBytes;
    private final Buffer collected = Buffer.buffer();
    private final Promise<byte[]> result = Promise.promise();

    private BoundedBody(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    static BodyCodec<byte[]> codec(int maxBytes) {
        return () -> new BoundedBody(maxBytes);
    }

    @Override
    public Future<Void> write(Buffer data) {
        if (data.length() > maxBytes - collected.length()) {
            TooLargeException failure = new TooLargeException();
            result.tryFail(failure);
            return Future.failedFuture(failure);
        }
        collected.appendBuffer(data);
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> end() {
        result.tryComplete(collected.getBytes());
        return Future.succeededFuture();
    }

    @Override
    public void handle(Throwable cause) {
        result.tryFail(cause);
    }

    @Override
    public Future<byte[]> result() {
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
