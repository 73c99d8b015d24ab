package dev.portcullis.gateway.upstream;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.NetSocket;

/**
 * A WebSocket between client and upstream. The handshake went through the same decision as every request; after it, bytes
 * pass both ways, each side at the pace of the other, until one of them ends.
 */
final class Tunnel {
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final String WEBSOCKET = "websocket";

    private final HttpServerRequest in;
    private final HttpClientResponse from;

    Tunnel(HttpServerRequest in, HttpClientResponse from) {
        this.in = in;
        this.from = from;
    }

    /** Whether the upstream took up the offer, the only one that was made. */
    static boolean isSwitch(HttpClientResponse response) {
        return response.statusCode() == SWITCHING_PROTOCOLS
                && WEBSOCKET.equalsIgnoreCase(response.getHeader(HttpHeaders.UPGRADE));
    }

    /** @return completes with the status when the tunnel is open */
    Future<Integer> open() {
        NetSocket upstream = from.netSocket();
        upstream.pause();
        HttpServerResponse to = in.response();
        to.closeHandler(gone -> upstream.close().onFailure(ignored -> {}));
        to.setStatusCode(SWITCHING_PROTOCOLS);
        ResponseHead.copyFields(from.headers(), to.headers());
        to.putHeader(HttpHeaders.CONNECTION, "Upgrade");
        to.putHeader(HttpHeaders.UPGRADE, WEBSOCKET);
        return in.toNetSocket()
                .map(client -> {
                    pass(client, upstream);
                    pass(upstream, client);
                    return SWITCHING_PROTOCOLS;
                })
                .onFailure(failure -> upstream.close().onFailure(ignored -> {}));
    }

    private static void pass(NetSocket from, NetSocket to) {
        from.pipeTo(to).onComplete(ended -> {
            from.close().onFailure(ignored -> {});
            to.close().onFailure(ignored -> {});
        });
    }
}
