package dev.portcullis.gateway.framing;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.net.impl.ShutdownEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands first on each accepted connection. It finds out which protocol the client speaks, puts a {@link MessageGuard}
 * behind the decoder of HTTP/1, and ends connections that take too long over the head of a request. Of a client that
 * pipelines it reads no further than what is being answered, and a little.
 *
 * <pre>
 *             the preface of HTTP/2           → removes itself
 * UNDECIDED ──                                                      head or first bytes late → closed
 *             anything else → HTTP1 (IDLE ⇄ HEAD ⇄ CONTENT)       ──▶
 * </pre>
 */
@SuppressWarnings("FutureReturnValueIgnored") // Where a write or a close fails, the connection is gone already.
final class ConnectionGuard extends ChannelDuplexHandler {
    /** RFC 9113 section 3.4. */
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** So many bytes of it are a whole request line. */
    private static final int PREFACE_LINE = 16;

    /** With so many requests unanswered, the decoder gets no more. */
    private static final int UNANSWERED = 16;

    /** What the decoder gets at a time, so that it does not make some thousand requests of one read. */
    private static final int SLICE_BYTES = 8 << 10;

    private enum State {
        UNDECIDED,
        IDLE,
        HEAD,
        CONTENT
    }

    private final ClientLimits limits;
    private State state = State.UNDECIDED;
    private int matched;
    private @Nullable MessageGuard messages;
    private @Nullable ScheduledFuture<?> deadline;

    /** Read, and not yet for the decoder. */
    private final Queue<ByteBuf> held = new ArrayDeque<>(0);

    private boolean wantsToRead;

    ConnectionGuard(ClientLimits limits) {
        this.limits = limits;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            ctx.fireChannelRead(message);
            return;
        }
        if (state == State.UNDECIDED) {
            decide(ctx, bytes);
            return;
        }
        if (!held.isEmpty()) {
            held.add(bytes);
        } else {
            decode(ctx, bytes);
        }
    }

    private void decode(ChannelHandlerContext ctx, ByteBuf bytes) {
        while (bytes.readableBytes() > SLICE_BYTES && !holds()) {
            decodeNow(ctx, bytes.readRetainedSlice(SLICE_BYTES));
        }
        if (holds()) {
            held.add(bytes);
        } else {
            decodeNow(ctx, bytes);
        }
    }

    private void decodeNow(ChannelHandlerContext ctx, ByteBuf bytes) {
        if (state == State.IDLE) {
            state = State.HEAD;
        }
        ctx.fireChannelRead(bytes);
    }

    private boolean holds() {
        MessageGuard guard = messages;
        return guard != null && guard.unanswered() >= UNANSWERED;
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        if (held.isEmpty()) {
            ctx.read();
        } else {
            wantsToRead = true;
        }
    }

    /** A request has been answered in full. */
    void answered(ChannelHandlerContext ctx) {
        if (!held.isEmpty()) {
            // Not at once: an answer that is given while its request is read would lead from one into the next.
            ctx.executor().execute(() -> goOn(ctx.pipeline().context(this)));
        }
    }

    private void goOn(@Nullable ChannelHandlerContext ctx) {
        if (ctx == null || held.isEmpty() || holds()) {
            return;
        }
        while (!held.isEmpty() && !holds()) {
            ByteBuf bytes = held.peek();
            if (bytes.readableBytes() > SLICE_BYTES) {
                decodeNow(ctx, bytes.readRetainedSlice(SLICE_BYTES));
            } else {
                // First, since what it leads to may end the connection, and with it all that is held.
                held.remove();
                decodeNow(ctx, bytes);
            }
        }
        channelReadComplete(ctx);
        if (held.isEmpty() && wantsToRead) {
            wantsToRead = false;
            ctx.read();
        }
    }

    private void decide(ChannelHandlerContext ctx, ByteBuf bytes) {
        int same = 0;
        int most = Math.min(PREFACE.length - matched, bytes.readableBytes());
        while (same < most && bytes.getByte(bytes.readerIndex() + same) == PREFACE[matched + same]) {
            same++;
        }
        matched += same;
        if (matched == PREFACE.length) {
            beginHttp2(ctx, bytes, same);
        } else if (same == most) {
            ctx.fireChannelRead(bytes);
        } else if (matched >= PREFACE_LINE) {
            // Neither protocol begins like this, and the server would take the line for a request.
            bytes.release();
            close(ctx, RefusedMessage.BROKEN_PREFACE);
        } else {
            state = State.HEAD;
            beginHttp1(ctx, bytes, same + 1);
        }
    }

    /** The server sets up its handler of HTTP/2 when it has the whole preface, and gets the rest when that is guarded. */
    private void beginHttp2(ChannelHandlerContext ctx, ByteBuf bytes, int needed) {
        cancelDeadline();
        ctx.fireChannelRead(bytes.readRetainedSlice(needed));
        Http2ConnectionHandler http2 = ctx.pipeline().get(Http2ConnectionHandler.class);
        if (http2 == null) {
            bytes.release();
            ctx.close();
            return;
        }
        Http2Guard.guard(http2.decoder());
        ctx.pipeline().remove(this);
        ctx.fireChannelRead(bytes);
    }

    /**
     * The server, like us, needs the first byte that differs from the preface to know that this is HTTP/1. It gets no more
     * than that before the guard stands behind the decoder which it then sets up.
     */
    private void beginHttp1(ChannelHandlerContext ctx, ByteBuf bytes, int needed) {
        ctx.fireChannelRead(bytes.readRetainedSlice(needed));
        if (ctx.pipeline().get("httpEncoder") == null) {
            bytes.release();
            ctx.close();
            return;
        }
        MessageGuard guard = new MessageGuard(this, limits);
        messages = guard;
        ctx.pipeline().addAfter("httpEncoder", "messageGuard", guard);
        decode(ctx, bytes);
    }

    /** The header of a request is complete. */
    void headRead() {
        state = State.CONTENT;
    }

    /** A request is complete. */
    void messageRead() {
        state = State.IDLE;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        boolean waiting = state == State.HEAD || state == State.UNDECIDED;
        if (!waiting) {
            cancelDeadline();
        } else if (deadline == null) {
            setDeadline(ctx);
        }
        ctx.fireChannelReadComplete();
    }

    private void setDeadline(ChannelHandlerContext ctx) {
        deadline = ctx.executor().schedule(() -> late(ctx), limits.head().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void late(ChannelHandlerContext ctx) {
        MessageGuard guard = messages;
        if (guard != null && guard.unanswered() > 0) {
            // The client pipelines: its next request is late while the answer to an earlier one is under way.
            setDeadline(ctx);
        } else {
            close(ctx, RefusedMessage.LATE_HEADER);
        }
    }

    private static void close(ChannelHandlerContext ctx, RefusedMessage refusal) {
        ChannelFuture written = ctx.writeAndFlush(refusal.bytes());
        written.addListener(ChannelFutureListener.CLOSE);
    }

    /** When the node ends, a client that has not said a word is not waited for: the server does not know it yet. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (state == State.UNDECIDED && event instanceof ShutdownEvent) {
            ctx.close();
        }
        ctx.fireUserEventTriggered(event);
    }

    private void cancelDeadline() {
        ScheduledFuture<?> set = deadline;
        if (set != null) {
            set.cancel(false);
            deadline = null;
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        cancelDeadline();
        for (ByteBuf bytes = held.poll(); bytes != null; bytes = held.poll()) {
            if (ctx.channel().isActive()) {
                ctx.fireChannelRead(bytes);
            } else {
                bytes.release();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancelDeadline();
        ctx.fireChannelInactive();
    }
}
