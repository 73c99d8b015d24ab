package dev.portcullis.gateway.framing;

import dev.portcullis.fault.LastingFault;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees each accepted connection before the server does, and the failures to accept one. */
@SuppressWarnings("FutureReturnValueIgnored") // Of a timer that ends with its event loop.
final class Guardian extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Guardian.class);
    private static final int PAUSE_SECONDS = 1;

    private final ClientLimits limits;
    private final ConnectionLimit connections;
    private final LastingFault acceptFault = new LastingFault();
    private final LastingFault limitFault = new LastingFault();
    private boolean fails;
    private boolean refuses;

    Guardian(ClientLimits limits, ConnectionLimit connections) {
        this.limits = limits;
        this.connections = connections;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        Channel channel = (Channel) accepted;
        if (fails) {
            fails = false;
            acceptFault
                    .ended("connections are accepted again", System.nanoTime())
                    .ifPresent(LOG::info);
        }
        if (connections.isReached()) {
            refuses = true;
            channel.unsafe().closeForcibly();
            String what = connections.most() + " connections are open, and further ones are closed";
            limitFault.failed(what, System.nanoTime()).ifPresent(LOG::warn);
            return;
        }
        if (refuses) {
            refuses = false;
            limitFault
                    .ended("there is room for connections again", System.nanoTime())
                    .ifPresent(LOG::info);
        }
        connections.count(channel);
        channel.pipeline().addFirst("connectionGuard", new ConnectionGuard(limits));
        ctx.fireChannelRead(channel);
    }

    /** What failed once, such as for want of a descriptor, would fail again at once. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fails = true;
        acceptFault
                .failed("connections cannot be accepted: " + cause.getMessage(), System.nanoTime())
                .ifPresent(LOG::warn);
        if (ctx.channel().config().isAutoRead()) {
            ctx.channel().config().setAutoRead(false);
            ctx.executor().schedule(() -> ctx.channel().config().setAutoRead(true), PAUSE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
