package dev.portcullis.gateway.upstream;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpChannelConnector;
import io.vertx.core.http.impl.HttpClientBase;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes connections to targets. */
final class Dialler {
    private final ContextInternal context;
    private final UpstreamLimits limits;
    private final HttpClientBase client;

    /** @param context of the event loop that the connections live on */
    Dialler(ContextInternal context, UpstreamLimits limits) {
        this.context = context;
        this.limits = limits;
        this.client = new HttpClientBase(
                context.owner(),
                new HttpClientOptions()
                        .setConnectTimeout((int) limits.connect().toMillis())
                        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setSslHandshakeTimeout(limits.connect().toMillis())
                        .setKeepAlive(true)
                        .setDecompressionSupported(false)
                        .setTcpNoDelay(true));
    }

    Future<UpstreamConnection> dial(TargetConnections target) {
        TargetAddress address = target.target();
        HttpChannelConnector connector = new HttpChannelConnector(
                client,
                client.netClient(),
                verified(address),
                null,
                null,
                HttpVersion.HTTP_1_1,
                address.tls(),
                false,
                HostAndPort.create(address.host(), address.port()),
                SocketAddress.inetSocketAddress(address.port(), address.host()),
                false,
                0);
        // What is thrown, as once the client is closed, is a failure to connect too.
        return context.succeededFuture()
                .compose(begin -> connector.httpConnect(context))
                .map(connection -> new UpstreamConnection(target, context, connection, limits));
    }

    private static @Nullable ClientSSLOptions verified(TargetAddress address) {
        return address.tls() ? new ClientSSLOptions().setHostnameVerificationAlgorithm("HTTPS") : null;
    }

    /** Ends its connections. */
    Future<Void> close() {
        Promise<Void> closed = context.promise();
        client.close(closed);
        return closed.future();
    }
}
