package dev.portcullis.gateway.upstream;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Brings the upstream's response to the client. */
final class ResponseRelay {
    private ResponseRelay() {}

    /** @return completes with the status when all of it is sent; fails when the connections had to be ended */
    static Future<Integer> relay(HttpClientResponse from, HttpServerRequest in) {
        HttpServerResponse to = in.response();
        if (to.closed()) {
            from.request().reset();
            return Future.failedFuture("the client has gone");
        }
        to.setStatusCode(from.statusCode());
        if (!from.statusMessage().isEmpty()) {
            to.setStatusMessage(from.statusMessage());
        }
        copyHeader(from, to);
        int status = from.statusCode();
        if (in.method() == HttpMethod.HEAD || status == 204 || status == 304) {
            from.resume();
            return to.end().map(status);
        }
        if (from.getHeader(HttpHeaders.CONTENT_LENGTH) == null && in.version() != HttpVersion.HTTP_1_0) {
            to.setChunked(true);
        }
        if (in.version() == HttpVersion.HTTP_1_0 && from.getHeader(HttpHeaders.CONTENT_LENGTH) == null) {
            // The end of the connection is the only end of the body that such a client knows.
            to.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        return from.pipe().endOnFailure(false).to(to).map(status).onFailure(broken -> {
            // Half a response must not look like a whole one: both connections end.
            from.request().reset();
            in.connection().close();
        });
    }

    static void copyHeader(HttpClientResponse from, HttpServerResponse to) {
        Set<String> named = HopByHop.named(from.headers());
        for (Map.Entry<String, String> field : from.headers()) {
            if (!HopByHop.ends(field.getKey().toLowerCase(Locale.ROOT), named)) {
                to.headers().add(field.getKey(), field.getValue());
            }
        }
    }
}
