package dev.portcullis.control.body;

import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import java.lang.annotation.Annotation;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Bodies may have 2 MiB, and {@linkplain LargeBody large ones} 64. One that says itself that it is longer is refused before
 * any of it is read, and then passed over, but only for a while if no operation could take so much: then the connection ends.
 */
@ApplicationScoped
public class BodyLengths {
    private static final int MEBIBYTES = 2;
    private static final int MEBIBYTES_LARGE = 64;
    private static final int BYTES_PER_MEBIBYTE = 1024 * 1024;
    private static final long LINGER_MILLIS = 5_000;
    private static final int TOO_LARGE = ProblemCode.BODY_TOO_LARGE.status();
    /** Behind the access and the parameters, as for a body that is read. */
    private static final int LAST = Priorities.USER + 2;
    /** Before authentication and routing, so that no answer is left out. */
    private static final int EARLY = 998;

    /** How many bytes of the body an operation takes. */
    static int maxBytes(Annotation[] ofParameter) {
        boolean isLarge = Arrays.stream(ofParameter).anyMatch(LargeBody.class::isInstance);
        return (isLarge ? MEBIBYTES_LARGE : MEBIBYTES) * BYTES_PER_MEBIBYTE;
    }

    static Refusal exceeded(int maxBytes) {
        int mebibytes = maxBytes / BYTES_PER_MEBIBYTE;
        return new Refusal(
                ProblemCode.BODY_TOO_LARGE,
                "more than " + mebibytes + " MiB (expected: at most " + mebibytes + " MiB)");
    }

    @ServerRequestFilter(priority = LAST)
    void refuseTooLong(ResourceInfo resource, HttpServerRequest request) {
        for (Parameter parameter : resource.getResourceMethod().getParameters()) {
            if (parameter.getType() == JsonBody.class) {
                int maxBytes = maxBytes(parameter.getAnnotations());
                if (declaredBytes(request) > maxBytes) {
                    // Nobody will read it: a client that looks for the answer only when it has sent all must get there.
                    request.handler(ignored -> {}).resume();
                    throw exceeded(maxBytes);
                }
            }
        }
    }

    void register(@Observes Filters filters) {
        filters.register(BodyLengths::follow, EARLY);
    }

    private static void follow(RoutingContext context) {
        HttpServerRequest request = context.request();
        context.addEndHandler(end -> {
            if (!request.isEnded() && isEndless(request)) {
                context.vertx().setTimer(LINGER_MILLIS, timer -> stopListening(request));
            }
        });
        context.next();
    }

    /** Whether more than anybody takes is still to come, as far as one can know. */
    private static boolean isEndless(HttpServerRequest request) {
        return request.getHeader(HttpHeaders.CONTENT_LENGTH) == null
                ? request.response().getStatusCode() == TOO_LARGE
                : declaredBytes(request) > (long) MEBIBYTES_LARGE * BYTES_PER_MEBIBYTE;
    }

    private static void stopListening(HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        if (request.version() == HttpVersion.HTTP_2) {
            // NO_ERROR: the answer is complete (RFC 9113 section 8.1).
            request.response().reset(0);
        } else {
            request.connection().close();
        }
    }

    /** What the header says; 0 if it says nothing. */
    private static long declaredBytes(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }
}
