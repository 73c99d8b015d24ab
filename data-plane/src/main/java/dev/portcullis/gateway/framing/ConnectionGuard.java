package dev.portcullis.gateway.framing;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.net.impl.ShutdownEvent;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands first on each accepted connection. It finds out which protocol the client speaks, puts a {@link MessageGuard}
 * behind the decoder of HTTP/1, and ends connections that take too long over the head of a request.
 *
 * <pre>
 *             the preface of HTTP/2           → removes itself
 * UNDECIDED ──                                                      head or first bytes late → closed
 *             anything else → HTTP1 (IDLE ⇄ HEAD ⇄ CONTENT)       ──▶
 * </pre>
 */
@SuppressWarnings("FutureReturnValueIgnored") // Where a write or a close fails, the connection is gone already.
final class ConnectionGuard extends ChannelInboundHandlerAdapter {
    /** RFC 9113 section 3.4. */
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** So many bytes of it are a whole request line. */
    private static final int PREFACE_LINE = 16;

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
        if (state == State.IDLE) {
            state = State.HEAD;
        }
        ctx.fireChannelRead(bytes);
    }

    private void decide(ChannelHandlerContext ctx, ByteBuf bytes) {
        int same = 0;
        int most = Math.min(PREFACE.length - matched, bytes.readableBytes());
        while (same < most && bytes.getByte(bytes.readerIndex() + same) == PREFACE[matched + same]) {
            same++;
        }
        matched += same;
        if (matched == PREFACE.length) {
            cancelDeadline();
            ctx.pipeline().remove(this);
            ctx.fireChannelRead(bytes);
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
        ctx.fireChannelRead(bytes);
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
        if (guard != null && guard.owesAnswers()) {
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
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancelDeadline();
        ctx.fireChannelInactive();
    }
}
