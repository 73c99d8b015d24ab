package dev.portcullis.control.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.control.audit.AuditEntry.Outcome;
import dev.portcullis.control.problem.RequestId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Writes one JSON object for each request of the API into the log category {@value #CATEGORY}, and measures it. It stands
 * before authentication and routing, so that what these refuse is there too.
 */
@ApplicationScoped
public class AuditLog {
    /** The log category, in which there is nothing else. */
    public static final String CATEGORY = "portcullis.audit";

    private static final Logger LOG = Logger.getLogger(CATEGORY);
    private static final String API = "/api/";
    private static final String METER = "portcullis.api.requests";
    /** Right behind the assignment of the request's id. */
    private static final int SECOND = 999;

    private final ObjectMapper mapper;
    private final MeterRegistry meters;

    AuditLog(ObjectMapper mapper, MeterRegistry meters) {
        this.mapper = mapper;
        this.meters = meters;
    }

    void register(@Observes Filters filters) {
        filters.register(this::follow, SECOND);
    }

    private void follow(RoutingContext request) {
        if (request.normalizedPath().startsWith(API)) {
            long start = System.nanoTime();
            request.addEndHandler(end -> record(request, Duration.ofNanos(System.nanoTime() - start), end.succeeded()));
        }
        request.next();
    }

    private void record(RoutingContext request, Duration time, boolean answered) {
        RequestFacts facts = RequestFacts.of(request);
        int status = request.response().getStatusCode();
        LOG.info(json(new AuditEntry(
                RequestId.of(request),
                facts.caller(),
                facts.operation(),
                request.request().method().name(),
                facts.path(),
                outcome(status, answered),
                status,
                facts.code(),
                time.toMillis(),
                facts.revision())));
        Timer.builder(METER)
                .description("Requests of the management API, until the answer was handed over")
                .tag("operation", facts.operation() == null ? "none" : facts.operation())
                .tag("status", status / 100 + "xx")
                .register(meters)
                .record(time);
    }

    private static Outcome outcome(int status, boolean answered) {
        if (!answered) {
            return Outcome.CLIENT_GONE;
        }
        if (status < 400) {
            return Outcome.DONE;
        }
        return status < 500 ? Outcome.REFUSED : Outcome.FAILED;
    }

    private String json(AuditEntry entry) {
        try {
            return mapper.writeValueAsString(entry);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an entry of texts and numbers that is no JSON", e);
        }
    }
}
