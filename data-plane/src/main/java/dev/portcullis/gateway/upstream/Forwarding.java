package dev.portcullis.gateway.upstream;

import dev.portcullis.policy.ForwardPlan;
import io.vertx.core.http.HttpServerRequest;

/**
 * An admitted request on its way. Only a decision leads to a {@link ForwardPlan}, so nothing undecided can be forwarded.
 *
 * @param request paused, its body not yet read
 * @param host the canonical host; empty for HTTP/1.0 without one
 * @param requestId sent to the upstream as {@code X-Request-Id}
 */
public record Forwarding(HttpServerRequest request, ForwardPlan plan, String host, String requestId) {

    /** Whether the client asks to go on in the protocol of RFC 6455. */
    boolean isWebSocket() {
        return request.version() == io.vertx.core.http.HttpVersion.HTTP_1_1
                && request.method() == io.vertx.core.http.HttpMethod.GET
                && request.headers().contains("connection", "upgrade", true)
                && request.headers().contains("upgrade", "websocket", true);
    }

    /** Whether a body follows the header (RFC 9112 section 6.3). */
    boolean hasBody() {
        String length = request.getHeader("content-length");
        return request.headers().contains("transfer-encoding") || length != null && !length.equals("0");
    }

    /**
     * Whether sending it twice does no harm (RFC 9110 section 9.2.2): only then may it be sent again when a kept connection
     * turns out to be closed.
     */
    boolean isRepeatable() {
        String method = request.method().name();
        return !hasBody() && (method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS"));
    }
}
