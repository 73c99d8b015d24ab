package dev.portcullis.control.body;

import dev.portcullis.control.problem.ProblemCode;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.HttpHeaders;

/**
 * What becomes of a body that nobody reads: it is passed over, since a client that looks for the answer only when it has
 * sent all must get there. If no operation could take so much, that has an end: the connection is closed a while after the
 * answer. Over HTTP/2 only the stream ends, at once and with nothing read, for there the client hears of it and has the answer.
 */
@ApplicationScoped
public class UnreadBodies {
    private static final long LINGER_MILLIS = 5_000;
    private static final int TOO_LARGE = ProblemCode.BODY_TOO_LARGE.status();
    /** The answer is complete, and no more of the request is wanted (RFC 9113 section 8.1). */
    private static final long NO_ERROR = 0;
    /** Before authentication and routing, so that no answer is left out. */
    private static final int EARLY = 998;

    static void passOver(HttpServerRequest request) {
        if (!isHttp2(request) || !isEndless(request)) {
            request.handler(ignored -> {}).resume();
        }
    }

    void register(@Observes Filters filters) {
        filters.register(UnreadBodies::follow, EARLY);
    }

    private static void follow(RoutingContext context) {
        HttpServerRequest request = context.request();
        context.addEndHandler(end -> {
            if (request.isEnded() || !isEndless(request)) {
                return;
            }
            if (isHttp2(request)) {
                request.response().reset(NO_ERROR);
            } else {
                context.vertx().setTimer(LINGER_MILLIS, timer -> close(request));
            }
        });
        context.next();
    }

    /** Whether more than anybody takes is still to come, as far as one can know. */
    private static boolean isEndless(HttpServerRequest request) {
        return request.getHeader(HttpHeaders.CONTENT_LENGTH) == null
                ? request.response().getStatusCode() == TOO_LARGE
                : BodyLengths.declaredBytes(request) > BodyLengths.MAX_BYTES_LARGE;
    }

    private static boolean isHttp2(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_2;
    }

    private static void close(HttpServerRequest request) {
        if (!request.isEnded()) {
            request.connection().close();
        }
    }
}
