package dev.portcullis.gateway.upstream;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import io.vertx.core.internal.ContextInternal;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a target, for one exchange at a time. It stands behind the HTTP decoder, where it sees what Vert.x does
 * not tell: interim responses, bytes that nobody asked for, and the end of the connection at once.
 *
 * <pre>
 *            ┌── release: ended cleanly in both directions, nothing behind the response ──┐
 *            ▼                                                                            │
 *   dialled, IDLE ── acquire ──▶ IN USE ─────────────────────────────────────────────────┤
 *      └── closed, late, bytes ──▶ CLOSED ◀── close: everything else ────────────────────┘
 * </pre>
 */
@SuppressWarnings("FutureReturnValueIgnored") // Where a close fails, the connection is gone already.
final class UpstreamConnection extends ChannelDuplexHandler {
    private final TargetConnections owner;
    private final ContextInternal context;
    private final ChannelHandlerContext http;
    private final UnpooledHttpClientConnection requests;
    private final ChannelHandlerContext own;
    private final ResponseDecoder decoder;

    private boolean used;
    private boolean inUse;
    private boolean closed;
    private boolean reading;
    private boolean releasing;
    private boolean inInterim;
    private @Nullable Handler<HttpResponse> interim;

    /** Whether it counts among the connections that a target may have. */
    boolean hasPlace = true;

    /** When it was released, by {@link System#nanoTime}. */
    long idleSinceNanos = System.nanoTime();

    /** For how long it may wait for its next exchange. */
    long keptNanos;

    UpstreamConnection(
            TargetConnections owner,
            ContextInternal context,
            HttpClientConnectionInternal connection,
            UpstreamLimits limits) {
        this.owner = owner;
        this.context = context;
        this.http = connection.channelHandlerContext();
        this.requests = new UnpooledHttpClientConnection(connection);
        this.keptNanos = limits.keepAlive().toNanos();
        connection.evictionHandler(evicted -> gone());
        // Each exchange learns of it; logged by Vert.x, the message would quote what the upstream sent.
        connection.exceptionHandler(broken -> {});
        this.decoder = new ResponseDecoder(limits.headerBytes());
        http.pipeline()
                .replace("codec", "codec", new CombinedChannelDuplexHandler<>(decoder, new HttpRequestEncoder()));
        http.pipeline().addBefore(http.name(), "upstream", this);
        own = http.pipeline().context(this);
    }

    TargetAddress target() {
        return owner.target();
    }

    /** Whether an earlier exchange ended on it, so that the upstream may have closed it since. */
    boolean wasUsed() {
        return used;
    }

    boolean isOpen() {
        return !closed && http.channel().isActive();
    }

    /** Begins an exchange, without sending anything. */
    Future<HttpClientRequest> request(HttpMethod method) {
        inUse = true;
        decoder.expect(method.equals(HttpMethod.HEAD));
        return requests.request(context, null).map(out -> out.setMethod(method));
    }

    /** @param handler gets the interim responses of this exchange; they are released for it */
    void onInterim(Handler<HttpResponse> handler) {
        interim = handler;
    }

    /** The upstream may say that it closes the connection, or how long it keeps it, or that its response goes on and on. */
    void answered(MultiMap fields) {
        keptNanos = Math.min(keptNanos, Persistence.keptNanos(fields));
        if (Persistence.isEventStream(fields)) {
            giveUpPlace();
        }
    }

    /** The exchange goes on for long: it does not keep others from a connection any more. */
    void giveUpPlace() {
        owner.giveUpPlace(this);
    }

    /**
     * The exchange has ended cleanly. What came with the end of its response is looked at before another one begins: it is
     * an answer to nothing, and must not become one to a stranger's request.
     */
    void release() {
        used = true;
        inUse = false;
        interim = null;
        releasing = true;
        if (!reading) {
            http.executor().execute(this::released);
        }
    }

    private void released() {
        if (!inUse && decoder.holdsBytes()) {
            // Nobody asked for them, and the next response must not begin with them.
            close();
        } else if (releasing) {
            releasing = false;
            if (keptNanos > 0) {
                owner.released(this);
            } else {
                close();
            }
        }
    }

    /** Ends the connection at once, also where the upstream does not read what is still to be sent. */
    void close() {
        gone();
        if (own.channel().isOpen()) {
            own.close();
        }
    }

    private void gone() {
        if (!closed) {
            closed = true;
            releasing = false;
            owner.gone(this);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        reading = true;
        if (closed || !inUse) {
            ReferenceCountUtil.release(message);
            close();
            return;
        }
        if (inInterim) {
            inInterim = !(message instanceof LastHttpContent);
            ReferenceCountUtil.release(message);
            return;
        }
        Handler<HttpResponse> handler = interim;
        if (handler != null && message instanceof HttpResponse response && isInterim(response)) {
            // Vert.x knows of 100 and 103 only, and takes any other one for the response.
            inInterim = !(message instanceof LastHttpContent);
            handler.handle(response);
            ReferenceCountUtil.release(message);
            return;
        }
        ctx.fireChannelRead(message);
    }

    private static boolean isInterim(HttpResponse response) {
        return response.decoderResult().isSuccess()
                && response.protocolVersion().majorVersion() == 1
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL
                && response.status().code() != HttpResponseStatus.SWITCHING_PROTOCOLS.code();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        ctx.fireChannelReadComplete();
        released();
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        gone();
        ctx.close(promise);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone();
        ctx.fireChannelInactive();
    }
}
