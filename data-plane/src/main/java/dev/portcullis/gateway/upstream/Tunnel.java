package dev.portcullis.gateway.upstream;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
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

    /** What is still to be sent when the client has gone is given this long. */
    private static final long LINGER_MILLIS = 2_000;

    private final Vertx vertx;
    private final HttpServerRequest in;
    private final HttpClientResponse from;
    private final UpstreamConnection connection;

    Tunnel(Vertx vertx, HttpServerRequest in, HttpClientResponse from, UpstreamConnection connection) {
        this.vertx = vertx;
        this.in = in;
        this.from = from;
        this.connection = connection;
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
        to.closeHandler(gone -> connection.close());
        to.setStatusCode(SWITCHING_PROTOCOLS);
        ResponseHead.copyFields(from.headers(), to.headers());
        to.putHeader(HttpHeaders.CONNECTION, "Upgrade");
        to.putHeader(HttpHeaders.UPGRADE, WEBSOCKET);
        return in.toNetSocket()
                .map(client -> {
                    pass(client, upstream);
                    pass(upstream, client);
                    // An upstream that does not read is not waited for.
                    client.closeHandler(gone -> vertx.setTimer(LINGER_MILLIS, late -> connection.close()));
                    return SWITCHING_PROTOCOLS;
                })
                .onFailure(failure -> connection.close());
    }

    private static void pass(NetSocket from, NetSocket to) {
        from.pipeTo(to).onComplete(ended -> {
            from.close().onFailure(ignored -> {});
            to.close().onFailure(ignored -> {});
        });
    }
}
