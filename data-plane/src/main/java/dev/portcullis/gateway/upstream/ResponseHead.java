package dev.portcullis.gateway.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Writes the head of the upstream's response, and its trailers, for the client. */
final class ResponseHead {
    private ResponseHead() {}

    /** Prepares status and fields. @return whether content follows */
    static boolean write(HttpClientResponse from, HttpServerRequest in) {
        HttpServerResponse to = in.response();
        int status = from.statusCode();
        to.setStatusCode(status);
        String phrase = from.statusMessage();
        if (phrase != null && !phrase.isEmpty()) {
            to.setStatusMessage(phrase);
        }
        copyFields(from.headers(), to.headers());
        boolean sized = from.getHeader(HttpHeaders.CONTENT_LENGTH) != null;
        if (status == 204 || (status == 304 && !sized)) {
            // The server would state a length of 0: a 204 may have none, and that of a 304 is another's (RFC 9110
            // section 8.6).
            to.headersEndHandler(end -> to.headers().remove(HttpHeaders.CONTENT_LENGTH));
        }
        if (HttpMethod.HEAD.equals(in.method()) || status == 204 || status == 304) {
            return false;
        }
        if (!sized) {
            switch (in.version()) {
                case HTTP_1_1 -> to.setChunked(true);
                // The end of the connection is the only end of the body that such a client knows.
                case HTTP_1_0 -> to.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
                case HTTP_2 -> {}
            }
        }
        return true;
    }

    /** Fields of the response but those that concern the connection to the upstream only. */
    static void copyFields(MultiMap from, MultiMap to) {
        Set<String> named = HopByHop.named(from);
        for (Map.Entry<String, String> field : from) {
            String name = field.getKey().toLowerCase(Locale.ROOT);
            if (!HopByHop.ends(name, named)) {
                to.add(field.getKey(), field.getValue());
            }
        }
    }

    static void writeTrailers(HttpClientResponse from, HttpServerRequest in) {
        MultiMap trailers = from.trailers();
        boolean carries = in.version() == HttpVersion.HTTP_2 || in.response().isChunked();
        if (!carries || trailers.isEmpty()) {
            return;
        }
        for (Map.Entry<String, String> field : trailers) {
            String name = field.getKey().toLowerCase(Locale.ROOT);
            if (!HopByHop.ends(name, Set.of()) && !name.equals("content-length")) {
                in.response().putTrailer(field.getKey(), field.getValue());
            }
        }
    }
}
