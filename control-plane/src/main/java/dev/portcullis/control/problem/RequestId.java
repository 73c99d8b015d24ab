package dev.portcullis.control.problem;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * Ties a request, its answer and the log lines in between together: the {@value #HEADER} that the client sent, if it is a
 * plain one, else one of ours.
 */
@ApplicationScoped
public class RequestId {
    /** Header field, in requests and in every answer. */
    public static final String HEADER = "X-Request-Id";

    private static final String KEY = "requestId";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
    /** Before authentication and routing, so that their refusals carry it too. */
    private static final int FIRST = 1_000;

    void register(@Observes Filters filters) {
        filters.register(RequestId::assign, FIRST);
    }

    private static void assign(RoutingContext context) {
        String sent = context.request().getHeader(HEADER);
        String id = sent != null && PLAIN.matcher(sent).matches()
                ? sent
                : UUID.randomUUID().toString();
        context.put(KEY, id);
        context.response().putHeader(HEADER, id);
        MDC.put(KEY, id);
        context.next();
    }

    /** The id of a request; null where none was assigned. */
    public static @Nullable String of(@Nullable RoutingContext context) {
        return context == null ? null : context.get(KEY);
    }
}
