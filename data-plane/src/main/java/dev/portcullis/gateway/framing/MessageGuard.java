package dev.portcullis.gateway.framing;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands behind the HTTP/1 decoder and is stricter than it. A request that it refuses goes on as one that failed to decode,
 * so that the server answers 400 and closes; whatever follows on the connection is dropped.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Where a write fails, the connection is gone already.
final class MessageGuard extends ChannelDuplexHandler {
    private final ConnectionGuard connection;
    private final ClientLimits limits;
    private boolean refused;
    /** The guard has answered itself; what the server makes of the request is of no interest any more. */
    private boolean answered;

    /** Requests read and not yet answered in full; more than one where a client pipelines. */
    private int unanswered;

    private boolean answering;

    MessageGuard(ConnectionGuard connection, ClientLimits limits) {
        this.connection = connection;
        this.limits = limits;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (refused) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            connection.headRead();
            unanswered++;
            inspect(request);
        } else if (message instanceof HttpContent content
                && content.decoderResult().isFailure()) {
            refused = true;
            answerBrokenContent(ctx);
        }
        if (message instanceof LastHttpContent) {
            connection.messageRead();
        }
        ctx.fireChannelRead(message);
    }

    /** Requests that were read and are not answered in full. */
    int unanswered() {
        return unanswered;
    }

    private void inspect(HttpRequest request) {
        ignoreOtherUpgrades(request.headers());
        if (request.decoderResult().isFailure()) {
            refused = true;
            answerInOurVersion(request);
            return;
        }
        String fault = FieldSyntax.fault(request);
        if (fault != null) {
            refused = true;
            request.setDecoderResult(DecoderResult.failure(new AmbiguousMessageException(fault)));
            answerInOurVersion(request);
            return;
        }
        showClose(request.headers());
    }

    /** Vert.x answers in the version that it was asked in, and may not know it (RFC 9110 section 2.5). */
    private static void answerInOurVersion(HttpRequest refused) {
        if (!refused.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            refused.setProtocolVersion(HttpVersion.HTTP_1_1);
        }
    }

    /** Vert.x sees {@code close} only where it is the one option of a field. */
    private static void showClose(HttpHeaders headers) {
        List<String> fields = headers.getAll(HttpHeaderNames.CONNECTION);
        for (String field : fields) {
            if (field.indexOf(',') >= 0 && Arrays.stream(field.split(",", -1)).anyMatch(MessageGuard::isClose)) {
                headers.add(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
                return;
            }
        }
    }

    private static boolean isClose(String option) {
        return option.strip().equalsIgnoreCase("close");
    }

    /**
     * WebSocket is the only protocol that is changed to. A server may ignore any offer (RFC 9110 section 7.8); the one of
     * HTTP/2 must be, before anything is made of the request: Vert.x takes it up whatever else is wrong with the request,
     * and the connection that speaks HTTP/2 then would have no guards.
     */
    private static void ignoreOtherUpgrades(HttpHeaders headers) {
        List<String> offers = headers.getAll(HttpHeaderNames.UPGRADE);
        if (!offers.isEmpty() && !(offers.size() == 1 && offers.getFirst().equalsIgnoreCase("websocket"))) {
            headers.remove(HttpHeaderNames.UPGRADE);
        }
    }

    /** The server would only close; where nothing was answered yet, the client is told why. */
    private void answerBrokenContent(ChannelHandlerContext ctx) {
        if (unanswered != 1 || answering) {
            return;
        }
        answered = true;
        ChannelFuture written = ctx.writeAndFlush(RefusedMessage.BROKEN_CONTENT.response());
        written.addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (answered) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        boolean switched = note(message);
        ctx.write(message, promise);
        if (message instanceof LastHttpContent && !switched) {
            connection.answered(ctx);
        }
        if (switched) {
            // From here on the connection speaks another protocol, of which nothing is known here.
            ctx.pipeline().remove(connection);
            ctx.pipeline().remove(this);
            if (ctx.pipeline().get(IdleStateHandler.class) != null) {
                long silenceMillis = limits.switched().toMillis();
                IdleStateHandler patient = new IdleStateHandler(0, 0, silenceMillis, TimeUnit.MILLISECONDS);
                ctx.pipeline().replace(IdleStateHandler.class, "idle", patient);
            }
        }
    }

    /** Whether the message switches protocols. */
    private boolean note(@Nullable Object message) {
        if (message instanceof HttpResponse response) {
            int status = response.status().code();
            if (status == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
                return true;
            }
            if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                return false;
            }
            answering = true;
        }
        if (message instanceof LastHttpContent) {
            answering = false;
            unanswered--;
        }
        return false;
    }
}
