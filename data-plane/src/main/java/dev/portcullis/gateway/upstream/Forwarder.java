package dev.portcullis.gateway.upstream;

import dev.portcullis.model.RouteItem;
import dev.portcullis.policy.DenialReason;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;

/**
 * Sends admitted requests to a target of their route and the responses back, streaming both ways at the pace of the slower
 * side. One for each event loop, with connections of its own; not thread-safe.
 */
public final class Forwarder {
    private static final int TARGETS_REMEMBERED = 10_000;

    /** So many targets of a route are tried until one lets itself be connected to. */
    private static final int TARGETS_TRIED = 3;

    private final Vertx vertx;
    private final HttpClientAgent client;
    private final UpstreamLimits limits;

    /** Parsed addresses by URL. */
    private final Map<String, TargetAddress> addresses = new HashMap<>();

    /** Connections on which nothing was sent yet. */
    private final Set<HttpConnection> unused = Collections.newSetFromMap(new IdentityHashMap<>());

    public Forwarder(Vertx vertx, UpstreamLimits limits) {
        this.vertx = vertx;
        this.limits = limits;
        this.client = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setConnectTimeout((int) limits.connect().toMillis())
                        .setKeepAlive(true)
                        .setKeepAliveTimeout((int) limits.keepAlive().toSeconds())
                        .setMaxHeaderSize(limits.headerBytes())
                        .setMaxInitialLineLength(limits.headerBytes())
                        .setDecompressionSupported(false)
                        .setVerifyHost(true)
                        .setTcpNoDelay(true))
                .with(new PoolOptions()
                        .setHttp1MaxSize(limits.connectionsPerTarget())
                        .setMaxWaitQueueSize(limits.waiting()))
                .withConnectHandler(this::connected)
                .build();
    }

    private void connected(HttpConnection connection) {
        unused.add(connection);
        // Each exchange learns of it; logged by Vert.x, the message would quote what the upstream sent.
        connection.exceptionHandler(broken -> {});
        connection.closeHandler(closed -> unused.remove(connection));
    }

    /**
     * Forwards.
     *
     * @return completes with the status when the whole response is with the client, or when a tunnel is open. Fails with
     *     {@link UpstreamFailure} while the client can still be told, and with anything else when only the connection could
     *     be ended.
     */
    public Future<Integer> forward(Forwarding forwarding) {
        List<RouteItem.Target> targets = forwarding.plan().route().upstream().targets();
        Future<Integer> result = connect(targets, forwarding, 1)
                .compose(out -> exchange(out, forwarding).run());
        if (!forwarding.isRepeatable()) {
            return result;
        }
        // A kept connection may be closed by the upstream in the very moment in which it is used again. The request may
        // be
        // sent twice, nothing was answered, and the next attempt uses another connection.
        return result.recover(failure -> failure instanceof UpstreamFailure upstream && upstream.onKeptConnection()
                ? connect(targets, forwarding, 1)
                        .compose(out -> exchange(out, forwarding).run())
                : Future.failedFuture(failure));
    }

    private Exchange exchange(HttpClientRequest out, Forwarding forwarding) {
        boolean kept = !unused.remove(out.connection());
        return new Exchange(vertx, limits, forwarding, out, kept);
    }

    /** A request to one of the targets, on a connection, nothing of it sent. */
    private Future<HttpClientRequest> connect(List<RouteItem.Target> targets, Forwarding forwarding, int attempt) {
        RouteItem.Target target = TargetAddress.choose(targets, ThreadLocalRandom.current());
        return connect(address(target.url()), forwarding).recover(failure -> {
            if (attempt == TARGETS_TRIED || targets.size() == 1) {
                return Future.failedFuture(unreachable(failure));
            }
            List<RouteItem.Target> others = new ArrayList<>(targets);
            others.remove(target);
            return connect(others, forwarding, attempt + 1);
        });
    }

    private Future<HttpClientRequest> connect(TargetAddress address, Forwarding forwarding) {
        RequestOptions options = new RequestOptions()
                .setMethod(forwarding.request().method())
                .setHost(address.host())
                .setPort(address.port())
                .setSsl(address.tls())
                .setURI(forwarding.plan().requestTarget())
                .setConnectTimeout(limits.connect().toMillis());
        return client.request(options).map(out -> {
            ForwardedFields.write(forwarding, address, out.headers());
            return out;
        });
    }

    private static UpstreamFailure unreachable(Throwable cause) {
        // A connection that is not there in time was not reached; one that is waited for in a full pool is too slow.
        boolean late = cause instanceof TimeoutException && !(cause instanceof ConnectTimeoutException);
        return new UpstreamFailure(late ? DenialReason.UPSTREAM_TIMEOUT : DenialReason.UPSTREAM_UNREACHABLE, cause);
    }

    private TargetAddress address(String url) {
        if (addresses.size() > TARGETS_REMEMBERED) {
            addresses.clear();
        }
        return addresses.computeIfAbsent(url, TargetAddress::parse);
    }

    /** Ends its connections. */
    public Future<Void> close() {
        return client.close();
    }
}
