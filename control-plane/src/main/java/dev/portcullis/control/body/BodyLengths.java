package dev.portcullis.control.body;

import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import java.lang.annotation.Annotation;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Bodies may have 2 MiB, and {@linkplain LargeBody large ones} 64. One that says itself that it is longer is refused before
 * any of it is read.
 */
public class BodyLengths {
    private static final int BYTES_PER_MEBIBYTE = 1024 * 1024;
    private static final int MAX_BYTES = 2 * BYTES_PER_MEBIBYTE;
    /** The most that any operation takes. */
    static final int MAX_BYTES_LARGE = 64 * BYTES_PER_MEBIBYTE;
    /** Behind the access and the parameters, as for a body that is read. */
    private static final int LAST = Priorities.USER + 2;

    /** How many bytes of the body an operation takes. */
    static int maxBytes(Annotation[] ofParameter) {
        boolean isLarge = Arrays.stream(ofParameter).anyMatch(LargeBody.class::isInstance);
        return isLarge ? MAX_BYTES_LARGE : MAX_BYTES;
    }

    static Refusal exceeded(int maxBytes) {
        int mebibytes = maxBytes / BYTES_PER_MEBIBYTE;
        return new Refusal(
                ProblemCode.BODY_TOO_LARGE,
                "more than " + mebibytes + " MiB (expected: at most " + mebibytes + " MiB)");
    }

    /** What the header says; 0 if it says nothing. */
    static long declaredBytes(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }

    @ServerRequestFilter(priority = LAST)
    void refuseTooLong(ResourceInfo resource, HttpServerRequest request) {
        for (Parameter parameter : resource.getResourceMethod().getParameters()) {
            if (parameter.getType() == JsonBody.class) {
                int maxBytes = maxBytes(parameter.getAnnotations());
                if (declaredBytes(request) > maxBytes) {
                    UnreadBodies.passOver(request);
                    throw exceeded(maxBytes);
                }
            }
        }
    }
}
