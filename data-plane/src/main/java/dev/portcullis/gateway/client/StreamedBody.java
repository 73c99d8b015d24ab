package dev.portcullis.gateway.client;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import io.vertx.ext.web.codec.spi.BodyStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A body that is read as it comes, until it is whole or no more of it is wanted. It is never too fast for its reader. */
public abstract class StreamedBody<T> implements BodyStream<T> {
    private final Promise<T> result = Promise.promise();

    /** Takes the next octets; a failure is answered if they are of no use, and ends the body. */
    protected abstract Optional<Exception> take(Buffer data);

    /** What has been read when the body has ended. */
    protected abstract T whole();

    @Override
    public final Future<Void> write(Buffer data) {
        Optional<Exception> failure = take(data);
        failure.ifPresent(result::tryFail);
        return failure.<Future<Void>>map(Future::failedFuture).orElseGet(Future::succeededFuture);
    }

    @Override
    public final Future<Void> end() {
        result.tryComplete(whole());
        return Future.succeededFuture();
    }

    @Override
    public final void handle(Throwable cause) {
        result.tryFail(cause);
    }

    @Override
    public final Future<T> result() {
        return result.future();
    }

    @Override
    public final WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }

    @Override
    public final WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
        return this;
    }

    @Override
    public final boolean writeQueueFull() {
        return false;
    }

    @Override
    public final WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
        return this;
    }
}
