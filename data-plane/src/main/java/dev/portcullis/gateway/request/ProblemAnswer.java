package dev.portcullis.gateway.request;

import dev.portcullis.policy.Challenge;
import dev.portcullis.policy.DenialReason;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Answers a request that goes no further with problem details (RFC 9457) and, where a token would help, a challenge. */
final class ProblemAnswer {
    private static final String TYPE = "urn:portcullis:problem:";
    /** What is left of a denied request's body is read and thrown away up to here; with more, the connection ends. */
    private static final int DISCARDED_BYTES = 64 << 10;

    /** A body that is not wanted is read for so long, since closing at once could take the answer from the client. */
    private static final int LINGER_SECONDS = 2;

    private final String instanceId;

    ProblemAnswer(String instanceId) {
        this.instanceId = instanceId;
    }

    /** @param detail a fixed sentence; never anything of the request */
    void send(HttpServerRequest request, DenialReason reason, String detail, String requestId) {
        send(request, reason, detail, requestId, endsConnection(request));
    }

    /** Answers and ends the connection: where it is no longer certain what the next bytes are. */
    void sendLast(HttpServerRequest request, DenialReason reason, String detail, String requestId) {
        send(request, reason, detail, requestId, true);
    }

    private void send(HttpServerRequest request, DenialReason reason, String detail, String requestId, boolean last) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            cutOff(request);
            return;
        }
        response.headers().clear();
        response.setStatusCode(reason.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        Challenge.of(instanceId, reason).ifPresent(challenge -> response.putHeader("WWW-Authenticate", challenge));
        if (reason.status() == 503) {
            response.putHeader("Retry-After", "1");
        }
        if (!request.isEnded()) {
            request.resume();
        }
        // A stream of HTTP/2 ends by itself and takes no other with it.
        if (last && request.version() != HttpVersion.HTTP_2) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            // Not once the answer is written, but before: from now on nothing on the connection is taken for a request.
            request.connection().shutdown(LINGER_SECONDS, TimeUnit.SECONDS);
        }
        String body = body(reason, detail, requestId);
        if (request.version() == HttpVersion.HTTP_2 && HttpMethod.HEAD.equals(request.method())) {
            // RFC 9110 section 9.3.2. The server leaves the content out in HTTP/1 only.
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()))
                    .end();
        } else {
            response.end(body);
        }
    }

    /** Half an answer must not look whole. */
    private static void cutOff(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(Http2Error.INTERNAL_ERROR.code());
        } else {
            request.connection().close();
        }
    }

    private static String body(DenialReason reason, String detail, String requestId) {
        return new JsonObject()
                .put("type", TYPE + reason.code().toLowerCase(Locale.ROOT).replace('_', '-'))
                .put("title", reason.title())
                .put("status", reason.status())
                .put("detail", detail)
                .put("code", reason.code())
                .put("requestId", requestId)
                .encode();
    }

    private static boolean endsConnection(HttpServerRequest request) {
        if (request.headers().contains("transfer-encoding") || request.headers().contains("expect")) {
            return true;
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length != null && (length.length() > 9 || Integer.parseInt(length) > DISCARDED_BYTES);
    }
}
