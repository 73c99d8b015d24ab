package dev.portcullis.gateway.upstream;

import dev.portcullis.policy.DenialReason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One request on its way to the upstream and one response on its way back. Both bodies stream, each side at the pace of the
 * other; whichever side breaks takes the other with it.
 *
 * <pre>
 * WAITING ── head of the response ──▶ ANSWERING ── its end ──▶ DONE
 *    └── upstream broken or late: UpstreamFailure       │
 *                       upstream broken or late: client's connection cut, since half a response must not look whole
 *    client gone, at any time: request to the upstream reset
 * </pre>
 */
final class Exchange {
    /** A client that expects to be told to go on, and is not told by the upstream, is told by us after this long. */
    private static final long CONTINUE_MILLIS = 1_000;

    /** What is left of a body that nobody wants is read for so long. */
    private static final int LINGER_SECONDS = 2;

    private final Vertx vertx;
    private final UpstreamLimits limits;
    private final Forwarding forwarding;
    private final HttpServerRequest in;
    private final HttpServerResponse to;
    private final HttpClientRequest out;
    private final boolean keptConnection;
    private final Promise<Integer> result = Promise.promise();

    private boolean answering;
    private boolean done;
    private boolean sending;
    private boolean sent;
    /** A side that is waited for because it does not take what the other one sends. */
    private boolean upstreamFull;

    private boolean clientFull;
    private long progressNanos = System.nanoTime();
    private long timer;

    /** @param keptConnection whether an earlier request was sent on the connection */
    Exchange(Vertx vertx, UpstreamLimits limits, Forwarding forwarding, HttpClientRequest out, boolean keptConnection) {
        this.vertx = vertx;
        this.limits = limits;
        this.forwarding = forwarding;
        this.in = forwarding.request();
        this.to = in.response();
        this.out = out;
        this.keptConnection = keptConnection;
    }

    Future<Integer> run() {
        out.exceptionHandler(this::upstreamBroken);
        if (to.closed()) {
            done = true;
            out.reset().onFailure(ignored -> {});
            return Future.failedFuture(new HttpClosedException("the client has gone"));
        }
        to.closeHandler(gone -> clientGone());
        to.exceptionHandler(broken -> clientGone());
        in.exceptionHandler(broken -> clientGone());
        timer = vertx.setTimer(limits.idle().toMillis(), this::look);
        if (forwarding.isWebSocket()) {
            sent = true;
            out.connect().onComplete(this::switched, this::upstreamBroken);
        } else {
            out.response().onComplete(this::answered, this::upstreamBroken);
            send();
        }
        return result.future();
    }

    private void send() {
        if (!forwarding.hasBody()) {
            sent = true;
            if (in.version() == HttpVersion.HTTP_2 && !in.isEnded()) {
                in.handler(unexpected -> cutOff());
            }
            in.resume();
            out.end().onFailure(this::upstreamBroken);
            return;
        }
        if (in.getHeader(HttpHeaders.CONTENT_LENGTH) == null) {
            out.setChunked(true);
        }
        if (forwarding.expectsContinue()) {
            out.continueHandler(go -> continueSending());
            out.sendHead().onFailure(this::upstreamBroken);
            vertx.setTimer(CONTINUE_MILLIS, late -> continueSending());
        } else {
            sendBody();
        }
    }

    private void continueSending() {
        if (!sending && !answering && !done) {
            to.writeContinue().onFailure(ignored -> {});
            sendBody();
        }
    }

    private void sendBody() {
        sending = true;
        in.handler(this::send);
        in.endHandler(end -> {
            sent = true;
            progressNanos = System.nanoTime();
            out.end().onFailure(this::upstreamBroken);
        });
        in.resume();
    }

    private void send(Buffer chunk) {
        if (done) {
            return;
        }
        progressNanos = System.nanoTime();
        out.write(chunk).onFailure(this::upstreamBroken);
        if (out.writeQueueFull()) {
            upstreamFull = true;
            in.pause();
            out.drainHandler(drained -> {
                upstreamFull = false;
                progressNanos = System.nanoTime();
                in.resume();
            });
        }
    }

    private void answered(HttpClientResponse from) {
        if (done) {
            return;
        }
        if (from.statusCode() < 200) {
            // Nobody asked to change the protocol, and no other interim response comes this far.
            from.exceptionHandler(ignored -> {});
            upstreamBroken(new HttpClosedException("unexpected interim response"));
            return;
        }
        answering = true;
        progressNanos = System.nanoTime();
        from.exceptionHandler(this::upstreamBroken);
        if (!ResponseHead.write(from, in)) {
            from.endHandler(end -> finish(from.statusCode()));
            to.end().onFailure(ignored -> {});
            return;
        }
        from.handler(chunk -> answer(from, chunk));
        from.endHandler(end -> {
            ResponseHead.writeTrailers(from, in);
            to.end().onFailure(ignored -> {});
            finish(from.statusCode());
        });
    }

    private void answer(HttpClientResponse from, Buffer chunk) {
        if (done) {
            return;
        }
        progressNanos = System.nanoTime();
        to.write(chunk).onFailure(ignored -> clientGone());
        if (to.writeQueueFull()) {
            clientFull = true;
            from.pause();
            to.drainHandler(drained -> {
                clientFull = false;
                progressNanos = System.nanoTime();
                from.resume();
            });
        }
    }

    private void switched(HttpClientResponse from) {
        if (!Tunnel.isSwitch(from)) {
            in.resume();
            answered(from);
            return;
        }
        if (end()) {
            new Tunnel(in, from).open().onComplete(result);
        }
    }

    private void finish(int status) {
        if (!end()) {
            return;
        }
        if (!sent) {
            // The upstream answered without waiting for the whole body, and has no use for the rest.
            out.reset().onFailure(ignored -> {});
            dropBody();
            if (in.version() != HttpVersion.HTTP_2) {
                in.connection().shutdown(LINGER_SECONDS, TimeUnit.SECONDS).onFailure(ignored -> {});
            }
        }
        result.complete(status);
    }

    private void upstreamBroken(Throwable cause) {
        upstreamFailed(DenialReason.UPSTREAM_UNREACHABLE, cause);
    }

    private void upstreamFailed(DenialReason reason, Throwable cause) {
        if (!end()) {
            return;
        }
        out.reset().onFailure(ignored -> {});
        dropBody();
        if (!answering) {
            boolean kept = keptConnection && cause instanceof HttpClosedException;
            result.fail(new UpstreamFailure(reason, cause, kept));
            return;
        }
        if (in.version() == HttpVersion.HTTP_2) {
            to.reset().onFailure(ignored -> {});
        } else {
            in.connection().close().onFailure(ignored -> {});
        }
        result.fail(cause);
    }

    /** Frames of a body came with a request of HTTP/2 that was taken for one without. */
    private void cutOff() {
        if (end()) {
            out.reset().onFailure(ignored -> {});
            to.reset().onFailure(ignored -> {});
            result.fail(new HttpClosedException("a body where none was expected"));
        }
    }

    private void clientGone() {
        if (end()) {
            out.reset().onFailure(ignored -> {});
            result.fail(new HttpClosedException("the client has gone"));
        }
    }

    /** Whether this is the end; later calls are told that it has been before. */
    private boolean end() {
        if (done) {
            return false;
        }
        done = true;
        vertx.cancelTimer(timer);
        return true;
    }

    private void dropBody() {
        if (!in.isEnded()) {
            in.handler(ignored -> {});
            in.endHandler(ignored -> {});
            in.resume();
        }
    }

    /** Whether the upstream is waited for, and for too long. A client that is slow is the server's to end. */
    private void look(long fired) {
        boolean clientIsSlow = clientFull || (!sent && !upstreamFull && !answering);
        long idleMillis = clientIsSlow ? 0 : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - progressNanos);
        long leftMillis = limits.idle().toMillis() - idleMillis;
        if (leftMillis > 0) {
            timer = vertx.setTimer(leftMillis, this::look);
        } else {
            upstreamFailed(DenialReason.UPSTREAM_TIMEOUT, new TimeoutException("the upstream is late"));
        }
    }
}
