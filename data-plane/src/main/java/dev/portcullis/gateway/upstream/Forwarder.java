package dev.portcullis.gateway.upstream;

import dev.portcullis.gateway.upstream.TargetConnections.Wanted;
import dev.portcullis.model.RouteItem;
import dev.portcullis.policy.DenialReason;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final UpstreamLimits limits;
    private final ContextInternal context;
    private final Dialler dialler;

    /** By URL. */
    private final Map<String, TargetConnections> targets = new HashMap<>();

    /** Is called on the event loop that it is for. */
    public Forwarder(Vertx vertx, UpstreamLimits limits) {
        this.vertx = vertx;
        this.limits = limits;
        this.context = ((VertxInternal) vertx).getOrCreateContext();
        this.dialler = new Dialler(context, limits);
    }

    /**
     * Forwards.
     *
     * @return completes with the status when the whole response is with the client, or when a tunnel is open. Fails with
     *     {@link UpstreamFailure} while the client can still be told, and with anything else when only the connection could
     *     be ended.
     */
    public Future<Integer> forward(Forwarding forwarding) {
        if (!forwarding.isRepeatable()) {
            return forward(forwarding, forwarding.isWebSocket() ? Wanted.NEW : Wanted.RECENT);
        }
        // The upstream may close a kept connection in the very moment in which it is used again. Nothing was answered,
        // the
        // request may be sent twice, and a new connection cannot have been closed for having been idle.
        return forward(forwarding, Wanted.ANY)
                .recover(failure -> failure instanceof UpstreamFailure upstream && upstream.onKeptConnection()
                        ? forward(forwarding, Wanted.NEW)
                        : Future.failedFuture(failure));
    }

    private Future<Integer> forward(Forwarding forwarding, Wanted wanted) {
        return connect(forwarding.plan().route().upstream().targets(), wanted, 1)
                .compose(connection -> exchange(forwarding, connection));
    }

    private Future<Integer> exchange(Forwarding forwarding, UpstreamConnection connection) {
        if (forwarding.request().response().closed()) {
            connection.release();
            return Future.failedFuture(new HttpClosedException("the client has gone"));
        }
        return connection.request(forwarding.request().method()).transform(begun -> {
            if (begun.failed()) {
                connection.close();
                return Future.failedFuture(
                        new UpstreamFailure(DenialReason.UPSTREAM_UNREACHABLE, begun.cause(), connection.wasUsed()));
            }
            HttpClientRequest out = begun.result();
            out.setMethod(forwarding.request().method())
                    .setURI(forwarding.plan().requestTarget());
            ForwardedFields.write(forwarding, connection.target(), out.headers());
            return new Exchange(vertx, limits, forwarding, connection, out).run();
        });
    }

    /** A connection to one of the targets. */
    private Future<UpstreamConnection> connect(List<RouteItem.Target> choice, Wanted wanted, int attempt) {
        RouteItem.Target target = TargetAddress.choose(choice, ThreadLocalRandom.current());
        return connections(target.url()).acquire(wanted).recover(failure -> {
            if (attempt == TARGETS_TRIED || choice.size() == 1) {
                return Future.failedFuture(unreachable(failure));
            }
            List<RouteItem.Target> others = new ArrayList<>(choice);
            others.remove(target);
            return connect(others, wanted, attempt + 1);
        });
    }

    private static UpstreamFailure unreachable(Throwable cause) {
        // A connection that is not there in time was not reached; one that is waited for behind others is too slow.
        boolean late = cause instanceof TimeoutException && !(cause instanceof ConnectTimeoutException);
        return new UpstreamFailure(late ? DenialReason.UPSTREAM_TIMEOUT : DenialReason.UPSTREAM_UNREACHABLE, cause);
    }

    private TargetConnections connections(String url) {
        if (targets.size() > TARGETS_REMEMBERED) {
            targets.values().removeIf(TargetConnections::isUnused);
        }
        return targets.computeIfAbsent(
                url, parsed -> new TargetConnections(TargetAddress.parse(parsed), limits, context, dialler::dial));
    }

    /** Ends its connections. */
    public Future<Void> close() {
        return dialler.close();
    }
}
