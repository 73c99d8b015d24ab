package dev.portcullis.gateway.upstream;

import dev.portcullis.policy.ForwardPlan;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * An admitted request on its way. Only a decision leads to a {@link ForwardPlan}, so nothing undecided can be forwarded.
 *
 * @param request paused, its body not yet read
 * @param host the canonical host; empty for HTTP/1.0 without one
 * @param requestId sent to the upstream as {@code X-Request-Id}
 * @param observer hears when the response begins
 */
public record Forwarding(
        HttpServerRequest request, ForwardPlan plan, String host, String requestId, ForwardingObserver observer) {

    /** Whether the client asks to go on in the protocol of RFC 6455. Other offers are gone by now. */
    boolean isWebSocket() {
        return request.version() == HttpVersion.HTTP_1_1
                && HttpMethod.GET.equals(request.method())
                && HopByHop.isNamed(request.headers(), "upgrade")
                && "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE));
    }

    /** Whether a body follows the header (RFC 9112 section 6.3, RFC 9113 section 8.1). */
    boolean hasBody() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            return !length.equals("0");
        }
        return switch (request.version()) {
            case HTTP_1_0, HTTP_1_1 -> request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
            // The frames will tell, but not yet; requests of these methods have no body that means something.
            case HTTP_2 -> !isSafe();
        };
    }

    boolean expectsContinue() {
        return request.version() != HttpVersion.HTTP_1_0
                && "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
    }

    /**
     * Whether sending it twice does no harm (RFC 9110 section 9.2.2) and is possible: only then may it be sent again when a
     * kept connection turns out to be closed. A body that the client holds back until it is told to go on is still there.
     */
    boolean isRepeatable() {
        return isIdempotent() && !isWebSocket() && (!hasBody() || expectsContinue());
    }

    private boolean isIdempotent() {
        HttpMethod method = request.method();
        return isSafe() || method.equals(HttpMethod.PUT) || method.equals(HttpMethod.DELETE);
    }

    private boolean isSafe() {
        HttpMethod method = request.method();
        return method.equals(HttpMethod.GET)
                || method.equals(HttpMethod.HEAD)
                || method.equals(HttpMethod.OPTIONS)
                || method.equals(HttpMethod.TRACE);
    }
}
