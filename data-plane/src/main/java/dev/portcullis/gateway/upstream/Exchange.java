package dev.portcullis.gateway.upstream;

import dev.portcullis.policy.DenialReason;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.Http2Error;
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
 *    client gone, at any time: connection to the upstream closed
 * </pre>
 *
 * <p>The connection to the upstream is used again only if the whole request went out on it and the whole response came in.
 */
final class Exchange {
    /** What is left of a body that nobody wants is read for so long. */
    private static final int LINGER_SECONDS = 2;

    /** A response, or a client's body, that is still coming after this long keeps no other request from a connection. */
    private static final long LONG_MILLIS = 10_000;

    private final Vertx vertx;
    private final UpstreamLimits limits;
    private final Forwarding forwarding;
    private final HttpServerRequest in;
    private final HttpServerResponse to;
    private final UpstreamConnection connection;
    private final HttpClientRequest out;
    private final Promise<Integer> result = Promise.promise();

    private final Outgoing request;

    private boolean answering;
    private boolean done;
    /** Something has come from the upstream, if only an interim response. */
    private boolean heard;
    /** Nothing may follow the response on the client's connection. */
    private boolean last;
    /** It is waited for because it does not take what the upstream sends. */
    private boolean clientFull;

    private long progressNanos = System.nanoTime();
    private long timer;

    /**
     * @param forwarding whose client is still there
     * @param out nothing of which was sent
     */
    Exchange(
            Vertx vertx,
            UpstreamLimits limits,
            Forwarding forwarding,
            UpstreamConnection connection,
            HttpClientRequest out) {
        this.vertx = vertx;
        this.limits = limits;
        this.forwarding = forwarding;
        this.in = forwarding.request();
        this.to = in.response();
        this.connection = connection;
        this.out = out;
        this.request = new Outgoing(vertx, this, forwarding, out);
    }

    Future<Integer> run() {
        out.exceptionHandler(this::upstreamBroken);
        connection.onInterim(this::interim);
        to.closeHandler(gone -> clientGone());
        to.exceptionHandler(broken -> clientGone());
        in.exceptionHandler(broken -> clientGone());
        timer = vertx.setTimer(Math.min(LONG_MILLIS, limits.idle().toMillis()), this::look);
        if (forwarding.isWebSocket()) {
            out.connect().onComplete(this::switched, this::upstreamBroken);
        } else {
            out.response().onComplete(this::answered, this::upstreamBroken);
            request.send();
        }
        return result.future();
    }

    private void interim(HttpResponse response) {
        if (done || answering) {
            return;
        }
        heard = true;
        progressNanos = System.nanoTime();
        if (response.status().code() != HttpResponseStatus.CONTINUE.code() || !forwarding.expectsContinue()) {
            InterimResponse.write(response, in);
        } else {
            request.goOn();
        }
    }

    private void answered(HttpClientResponse from) {
        if (done) {
            return;
        }
        if (from.statusCode() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
            // Nobody asked to change the protocol.
            from.exceptionHandler(ignored -> {});
            upstreamBroken(new HttpClosedException("unexpected change of the protocol"));
            return;
        }
        heard = true;
        answering = true;
        progressNanos = System.nanoTime();
        forwarding.observer().responseBegan();
        connection.answered(from.headers());
        from.exceptionHandler(this::upstreamBroken);
        boolean content = ResponseHead.write(from, in);
        if (!request.isReceived() && in.version() != HttpVersion.HTTP_2) {
            // The client may not have sent the rest at all (RFC 9112 section 9.6).
            last = true;
            to.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        if (content) {
            from.handler(chunk -> answer(from, chunk));
        }
        from.endHandler(end -> finish(from));
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
            forwarding.observer().responseBegan();
            connection.giveUpPlace();
            new Tunnel(vertx, in, from, connection).open().onComplete(result);
        }
    }

    private void finish(HttpClientResponse from) {
        // First of all: over HTTP/2 the stream closes with the end of the answer, and no client has gone then.
        if (!end()) {
            return;
        }
        if (request.isSent()) {
            connection.release();
        } else {
            // The upstream answered without waiting for the whole body. On this connection it may still wait for the
            // rest.
            connection.close();
        }
        request.drop();
        if (last) {
            // Before the end, or it would be closed with it, and a client that still sends could lose the answer.
            in.connection().shutdown(LINGER_SECONDS, TimeUnit.SECONDS).onFailure(ignored -> {});
        }
        ResponseHead.writeTrailers(from, in);
        to.end().onFailure(ignored -> {});
        result.complete(from.statusCode());
    }

    void upstreamBroken(Throwable cause) {
        upstreamFailed(DenialReason.UPSTREAM_UNREACHABLE, cause);
    }

    private void upstreamFailed(DenialReason reason, Throwable cause) {
        if (!end()) {
            return;
        }
        boolean stale = connection.wasUsed() && !heard && !request.isBodyBegun() && UpstreamFailure.isClosed(cause);
        connection.close();
        if (request.isBodyBegun()) {
            request.drop();
        }
        if (!answering) {
            result.fail(new UpstreamFailure(reason, cause, stale));
            return;
        }
        cut(Http2Error.INTERNAL_ERROR);
        result.fail(cause);
    }

    void progressed() {
        progressNanos = System.nanoTime();
    }

    /** Whether nothing is to be sent any more. */
    boolean isOver() {
        return done;
    }

    /** Whether the response has begun, or the exchange is over. */
    boolean isAnswered() {
        return answering || done;
    }

    /** Half a response must not look whole. */
    private void cut(Http2Error error) {
        if (in.version() == HttpVersion.HTTP_2) {
            to.reset(error.code()).onFailure(ignored -> {});
        } else {
            in.connection().close().onFailure(ignored -> {});
        }
    }

    /** Frames of a body came with a request of HTTP/2 that was taken for one without. */
    void cutOff(Buffer unexpected) {
        // A request without content may end with an empty frame.
        if (unexpected.length() > 0 && end()) {
            connection.close();
            cut(Http2Error.PROTOCOL_ERROR);
            result.fail(new HttpClosedException("a body where none was expected"));
        }
    }

    /** It may hold up one stream of HTTP/2 and keep the connection busy with others. */
    private void clientLate() {
        if (end()) {
            connection.close();
            cut(Http2Error.CANCEL);
            result.fail(new HttpClosedException("the client is late"));
        }
    }

    private void clientGone() {
        if (end()) {
            connection.close();
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

    /** Whether somebody is waited for, and for too long. A client that is slow in HTTP/1 is the server's to end. */
    private void look(long fired) {
        boolean clientIsSlow = clientFull || (request.isWaiting() && !answering);
        boolean serverEnds = clientIsSlow && in.version() != HttpVersion.HTTP_2;
        long idleMillis = serverEnds ? 0 : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - progressNanos);
        long leftMillis = limits.idle().toMillis() - idleMillis;
        if (leftMillis <= 0 && clientIsSlow) {
            clientLate();
            return;
        }
        if (leftMillis <= 0) {
            upstreamFailed(DenialReason.UPSTREAM_TIMEOUT, new TimeoutException("the upstream is late"));
            return;
        }
        boolean isLong = answering || clientIsSlow;
        if (isLong) {
            connection.giveUpPlace();
        }
        timer = vertx.setTimer(isLong ? leftMillis : Math.min(LONG_MILLIS, leftMillis), this::look);
    }
}
