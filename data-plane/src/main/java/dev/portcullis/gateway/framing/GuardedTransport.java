package dev.portcullis.gateway.framing;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.transport.Transport;
import java.net.SocketAddress;
import java.util.concurrent.ThreadFactory;

/**
 * A transport whose accepted connections begin with a {@link ConnectionGuard}. Vert.x has no other place from which a
 * handler can be put in front of its HTTP server before the first byte is read.
 */
@SuppressWarnings("deprecation") // The interface that is implemented names a deprecated type.
public final class GuardedTransport implements Transport, io.vertx.core.transport.Transport {
    private final io.vertx.core.transport.Transport named;
    private final Transport guarded;
    private final ClientLimits limits;
    private final ConnectionLimit accepted;
    private final ConnectionLimit outgoing;

    /** With as many connections as the process has descriptors for. */
    public GuardedTransport(io.vertx.core.transport.Transport transport, ClientLimits limits) {
        this(transport, limits, ConnectionLimit.ofDescriptors());
    }

    /** @param connections at a time, in each direction */
    public GuardedTransport(io.vertx.core.transport.Transport transport, ClientLimits limits, int connections) {
        this.accepted = new ConnectionLimit(connections);
        this.outgoing = new ConnectionLimit(connections);
        this.named = transport;
        this.guarded = transport.implementation();
        this.limits = limits;
    }

    public ClientLimits limits() {
        return limits;
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        ChannelFactory<? extends ServerChannel> factory = guarded.serverChannelFactory(domainSocket);
        return () -> {
            ServerChannel server = factory.newChannel();
            server.pipeline().addFirst("guardian", new Guardian(limits, accepted));
            return server;
        };
    }

    @Override
    public String name() {
        return named.name();
    }

    @Override
    public boolean available() {
        return named.available();
    }

    @Override
    public Transport implementation() {
        return this;
    }

    @Override
    public boolean supportsDomainSockets() {
        return guarded.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
        return guarded.supportFileRegion();
    }

    @Override
    public boolean isAvailable() {
        return guarded.isAvailable();
    }

    @Override
    public Throwable unavailabilityCause() {
        return guarded.unavailabilityCause();
    }

    @Override
    public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
        return guarded.convert(address);
    }

    @Override
    public io.vertx.core.net.SocketAddress convert(SocketAddress address) {
        return guarded.convert(address);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return guarded.ioHandlerFactory();
    }

    @Override
    public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory threadFactory, int ioRatio) {
        return guarded.eventLoopGroup(type, threads, threadFactory, ioRatio);
    }

    @Override
    public DatagramChannel datagramChannel() {
        return guarded.datagramChannel();
    }

    @Override
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return guarded.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        ChannelFactory<? extends Channel> factory = guarded.channelFactory(domainSocket);
        return () -> {
            if (outgoing.isReached()) {
                throw new ChannelException(outgoing.most() + " connections are open, and no more are made");
            }
            Channel channel = factory.newChannel();
            outgoing.count(channel);
            return channel;
        };
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
        guarded.configure(channel, options);
    }

    @Override
    public void configure(ClientOptionsBase options, int connectTimeout, boolean domainSocket, Bootstrap bootstrap) {
        guarded.configure(options, connectTimeout, domainSocket, bootstrap);
    }

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        guarded.configure(options, domainSocket, bootstrap);
    }
}
