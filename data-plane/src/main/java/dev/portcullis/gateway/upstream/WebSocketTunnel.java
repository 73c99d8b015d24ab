package dev.portcullis.gateway.upstream;

import dev.portcullis.policy.DenialReason;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.NetSocket;

/**
 * A WebSocket between client and upstream. The handshake went through the same decision as every request; after it, bytes
 * pass both ways, each side at the pace of the other.
 */
final class WebSocketTunnel {
    private static final int SWITCHING_PROTOCOLS = 101;

    private final Forwarding forwarding;
    private final HttpClientRequest out;

    WebSocketTunnel(Forwarding forwarding, HttpClientRequest out) {
        this.forwarding = forwarding;
        this.out = out;
    }

    /** @return completes with the status: 101 when the tunnel is open, or what the upstream answered instead */
    Future<Integer> open() {
        HttpServerRequest in = forwarding.request();
        out.putHeader(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
        out.putHeader(HttpHeaders.UPGRADE, "websocket");
        in.response().closeHandler(gone -> out.reset());
        return out.connect()
                .recover(
                        failure -> Future.failedFuture(new UpstreamFailure(DenialReason.UPSTREAM_UNREACHABLE, failure)))
                .compose(response ->
                        response.statusCode() == SWITCHING_PROTOCOLS ? join(response, in) : refused(response, in));
    }

    private Future<Integer> refused(HttpClientResponse response, HttpServerRequest in) {
        in.resume();
        return ResponseRelay.relay(response, in);
    }

    private Future<Integer> join(HttpClientResponse response, HttpServerRequest in) {
        NetSocket upstream = response.netSocket();
        upstream.pause();
        HttpServerResponse to = in.response();
        to.setStatusCode(SWITCHING_PROTOCOLS);
        ResponseRelay.copyHeader(response, to);
        to.putHeader(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
        to.putHeader(HttpHeaders.UPGRADE, "websocket");
        return in.toNetSocket()
                .map(client -> {
                    pump(client, upstream);
                    pump(upstream, client);
                    return SWITCHING_PROTOCOLS;
                })
                .onFailure(failure -> upstream.close());
    }

    private static void pump(NetSocket from, NetSocket to) {
        from.pipeTo(to).onComplete(ended -> {
            from.close();
            to.close();
        });
    }
}
