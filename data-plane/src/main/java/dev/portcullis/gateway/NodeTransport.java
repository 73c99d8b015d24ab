package dev.portcullis.gateway;

import dev.portcullis.gateway.framing.ClientLimits;
import dev.portcullis.gateway.framing.GuardedTransport;
import io.vertx.core.VertxBuilder;
import io.vertx.core.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the node talks to the kernel. */
public enum NodeTransport {
    /** io_uring where the kernel has it, else epoll, else NIO. */
    AUTO,
    IO_URING,
    EPOLL,
    NIO;

    private static final Logger LOG = LoggerFactory.getLogger(NodeTransport.class);

    /** Sets the transport, or the next best one that this machine has. */
    VertxBuilder choose(VertxBuilder builder) {
        // Its multishot accept is armed again after each error, at once, whatever was said about reading.
        System.setProperty("io.netty.iouring.acceptMultiShotEnabled", "false");
        return switch (this) {
            case AUTO -> set(builder, Transport.IO_URING, Transport.EPOLL);
            case IO_URING -> set(builder, Transport.IO_URING);
            case EPOLL -> set(builder, Transport.EPOLL);
            case NIO -> set(builder);
        };
    }

    private static VertxBuilder set(VertxBuilder builder, Transport... wanted) {
        for (Transport transport : wanted) {
            if (transport != null && transport.available()) {
                LOG.info("transport: {}", transport.name());
                return builder.withTransport(new GuardedTransport(transport, ClientLimits.USUAL));
            }
        }
        LOG.info("transport: nio");
        return builder.withTransport(new GuardedTransport(Transport.NIO, ClientLimits.USUAL));
    }
}
