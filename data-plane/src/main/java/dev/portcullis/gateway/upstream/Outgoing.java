package dev.portcullis.gateway.upstream;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/** The request of an exchange on its way to the upstream, its body at the pace at which that takes it. */
final class Outgoing {
    /** A client that expects to be told to go on, and is not told by the upstream, is told by us after this long. */
    private static final long CONTINUE_MILLIS = 1_000;

    private final Vertx vertx;
    private final Exchange exchange;
    private final Forwarding forwarding;
    private final HttpServerRequest in;
    private final HttpClientRequest out;

    private boolean bodyBegun;
    private boolean received;
    private boolean sent;
    /** The upstream does not take what the client sends. */
    private boolean full;

    /** Since when the client is awaited, while {@link #isWaiting}. */
    private long awaitedSinceNanos;

    Outgoing(Vertx vertx, Exchange exchange, Forwarding forwarding, HttpClientRequest out) {
        this.vertx = vertx;
        this.exchange = exchange;
        this.forwarding = forwarding;
        this.in = forwarding.request();
        this.out = out;
        this.received = forwarding.isWebSocket();
    }

    /** Whether the body is being read, so that it cannot be sent again. */
    boolean isBodyBegun() {
        return bodyBegun;
    }

    /** Whether the whole request has come from the client. */
    boolean isReceived() {
        return received;
    }

    /** Whether the whole request is with the upstream. */
    boolean isSent() {
        return sent;
    }

    /** Whether it waits for the client. */
    boolean isWaiting() {
        return !received && !full;
    }

    void send() {
        if (!forwarding.hasBody()) {
            if (!in.isEnded()) {
                if (in.version() == HttpVersion.HTTP_2) {
                    in.handler(exchange::cutOff);
                }
                in.resume();
            }
            end();
            return;
        }
        if (in.getHeader(HttpHeaders.CONTENT_LENGTH) == null) {
            out.setChunked(true);
        }
        if (forwarding.expectsContinue()) {
            out.sendHead().onFailure(exchange::upstreamBroken);
            vertx.setTimer(CONTINUE_MILLIS, late -> goOn());
        } else {
            sendBody();
        }
    }

    /** The client need not hold back its body any longer. */
    void goOn() {
        if (!bodyBegun && !exchange.isAnswered()) {
            in.response().writeContinue().onFailure(ignored -> {});
            sendBody();
        }
    }

    private void sendBody() {
        bodyBegun = true;
        awaitedSinceNanos = System.nanoTime();
        in.handler(this::send);
        in.endHandler(end -> {
            if (!exchange.isOver()) {
                clientSent();
                end();
            }
        });
        in.resume();
    }

    private void end() {
        received = true;
        exchange.progressed();
        out.end().onComplete(written -> sent = true, exchange::upstreamBroken);
    }

    private void send(Buffer chunk) {
        if (exchange.isOver()) {
            return;
        }
        clientSent();
        exchange.progressed();
        out.write(chunk).onFailure(exchange::upstreamBroken);
        if (out.writeQueueFull()) {
            full = true;
            in.pause();
            out.drainHandler(drained -> {
                full = false;
                awaitedSinceNanos = System.nanoTime();
                exchange.progressed();
                in.resume();
            });
        }
    }

    private void clientSent() {
        // Paused while full: what comes all the same was on its way, and nobody was awaited.
        if (!full) {
            long now = System.nanoTime();
            forwarding.observer().awaitedClient(now - awaitedSinceNanos);
            awaitedSinceNanos = now;
        }
    }

    /** Reads what nobody wants any more. */
    void drop() {
        if (!received && !in.isEnded()) {
            in.handler(ignored -> {});
            in.endHandler(ignored -> {});
            in.resume();
        }
    }
}
