package dev.portcullis.gateway.upstream;

import dev.portcullis.model.RouteItem;
import dev.portcullis.policy.DenialReason;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;

/**
 * Sends admitted requests to a target of their route and the responses back, streaming both ways at the pace of the slower
 * side. One for each event loop, with connections of its own; not thread-safe.
 */
public final class Forwarder {
    private static final int TARGETS_REMEMBERED = 10_000;

    private final HttpClient client;
    private final UpstreamLimits limits;
    /** Parsed addresses by URL. */
    private final Map<String, TargetAddress> addresses = new HashMap<>();

    public Forwarder(Vertx vertx, UpstreamLimits limits) {
        this.limits = limits;
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout((int) limits.connect().toMillis())
                        .setKeepAlive(true)
                        .setKeepAliveTimeout((int) limits.keepAlive().toSeconds())
                        .setMaxHeaderSize(limits.headerBytes())
                        .setMaxInitialLineLength(limits.headerBytes())
                        .setDecompressionSupported(false)
                        .setVerifyHost(true)
                        .setTcpNoDelay(true),
                new PoolOptions().setHttp1MaxSize(limits.connectionsPerTarget()).setMaxWaitQueueSize(limits.waiting()));
    }

    /**
     * Forwards.
     *
     * @return completes with the status when the whole response is with the client. Fails with {@link UpstreamFailure}
     *     while the client can still be told, and with anything else when only the connection could be ended.
     */
    public Future<Integer> forward(Forwarding forwarding) {
        HttpServerRequest in = forwarding.request();
        RouteItem.Upstream upstream = forwarding.plan().route().upstream();
        TargetAddress address = address(TargetAddress.choose(upstream.targets(), ThreadLocalRandom.current())
                .url());
        RequestOptions options = new RequestOptions()
                .setMethod(in.method())
                .setHost(address.host())
                .setPort(address.port())
                .setSsl(address.tls())
                .setURI(forwarding.plan().requestTarget())
                .setConnectTimeout(limits.connect().toMillis())
                .setIdleTimeout(limits.idle().toMillis());
        if (forwarding.isWebSocket()) {
            return connect(options, forwarding).compose(out -> new WebSocketTunnel(forwarding, out).open());
        }
        Future<HttpClientResponse> response = exchange(options, forwarding);
        if (forwarding.isRepeatable()) {
            // A kept connection may be closed by the upstream in the moment in which it is used again. Nothing was
            // answered on it, and the request may be sent twice: once more, on another one.
            response = response.recover(failure -> failure.getCause() instanceof HttpClosedException
                    ? exchange(options, forwarding)
                    : Future.failedFuture(failure));
        }
        return response.compose(from -> ResponseRelay.relay(from, in));
    }

    private Future<HttpClientResponse> exchange(RequestOptions options, Forwarding forwarding) {
        return connect(options, forwarding)
                .compose(out -> send(out, forwarding).recover(failure -> {
                    out.reset();
                    return Future.failedFuture(failure(failure));
                }));
    }

    private Future<HttpClientRequest> connect(RequestOptions options, Forwarding forwarding) {
        return client.request(options)
                .recover(failure -> Future.failedFuture(failure(failure)))
                .map(out -> {
                    if (forwarding.plan().route().upstream().preserveHost()
                            && !forwarding.host().isEmpty()) {
                        out.authority(HostAndPort.create(bracketed(forwarding.host()), -1));
                    }
                    ForwardedFields.write(forwarding, out.headers());
                    return out;
                });
    }

    private Future<HttpClientResponse> send(HttpClientRequest out, Forwarding forwarding) {
        HttpServerRequest in = forwarding.request();
        // A client that goes away takes its request to the upstream with it.
        in.response().closeHandler(gone -> out.reset());
        in.response().exceptionHandler(gone -> out.reset());
        if (!forwarding.hasBody()) {
            if (in.getHeader(HttpHeaders.CONTENT_LENGTH) != null) {
                out.putHeader(HttpHeaders.CONTENT_LENGTH, "0");
            }
            in.resume();
            return out.send();
        }
        String length = in.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            out.setChunked(true);
        } else {
            out.putHeader(HttpHeaders.CONTENT_LENGTH, length);
        }
        if ("100-continue".equalsIgnoreCase(in.getHeader(HttpHeaders.EXPECT))) {
            in.response().writeContinue();
        }
        in.pipe().endOnFailure(false).to(out).onFailure(broken -> out.reset());
        return out.response();
    }

    private TargetAddress address(String url) {
        if (addresses.size() > TARGETS_REMEMBERED) {
            addresses.clear();
        }
        return addresses.computeIfAbsent(url, TargetAddress::parse);
    }

    private static String bracketed(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    private static Throwable failure(Throwable cause) {
        if (cause instanceof UpstreamFailure) {
            return cause;
        }
        // Time limits to connect are no answer either, but nothing was reached; those after it are a timeout.
        boolean late =
                cause instanceof TimeoutException && !(cause instanceof io.netty.channel.ConnectTimeoutException);
        return new UpstreamFailure(late ? DenialReason.UPSTREAM_TIMEOUT : DenialReason.UPSTREAM_UNREACHABLE, cause);
    }

    /** Ends its connections. */
    public Future<Void> close() {
        return client.close();
    }
}
