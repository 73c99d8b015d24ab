package dev.portcullis.control.problem;

import dev.portcullis.control.database.DatabaseFailure;
import dev.portcullis.fault.LastingFault;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hibernate.exception.ConstraintViolationException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Turns every failure of a request into its answer. What a failure says of itself reaches the log only, not the client. */
@ApplicationScoped
public class ProblemAnswers {
    private static final Logger LOG = Logger.getLogger(ProblemAnswers.class);
    private static final String RETRY_AFTER_SECONDS = "1";
    /** RFC 5789 section 3.1. */
    private static final String PATCH_TYPES = "application/merge-patch+json, application/json";
    /** What the unique constraints of the schema mean, where a check before the write lost a race. */
    private static final Map<String, ProblemCode> CONSTRAINTS = Map.of(
            "instance_pkey", ProblemCode.ID_TAKEN,
            "instance_name_key", ProblemCode.NAME_TAKEN,
            "route_instance_id_name_key", ProblemCode.NAME_TAKEN,
            "rule_instance_id_name_key", ProblemCode.NAME_TAKEN);

    private final CurrentVertxRequest current;
    /** Its end is not seen here; the relay, which needs the database all the time, tells of it. */
    private final LastingFault fault = new LastingFault();

    ProblemAnswers(CurrentVertxRequest current) {
        this.current = current;
    }

    @ServerExceptionMapper
    Response refused(Refusal refusal) {
        return answer(
                refusal.code(),
                refusal.code().status(),
                refusal.detail(),
                refusal.violations(),
                refusal.violationCount());
    }

    @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
    Response unauthenticated(SecurityException failure) {
        return answer(ProblemCode.UNAUTHENTICATED, "send a token of the management API as Authorization: Bearer …");
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException failure) {
        return answer(ProblemCode.FORBIDDEN, "the role of the caller does not allow it");
    }

    @ServerExceptionMapper
    Response http(WebApplicationException failure) {
        // A reader of bodies wraps what it throws: what matters is inside.
        return find(failure, Refusal.class).map(this::refused).orElseGet(() -> byStatus(failure.getResponse()));
    }

    @ServerExceptionMapper
    Response vertx(HttpException failure) {
        return byStatus(Response.status(failure.getStatusCode()).build());
    }

    @ServerExceptionMapper
    Response unexpected(Throwable failure) {
        Optional<Refusal> refusal = find(failure, Refusal.class);
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        Optional<ConstraintViolationException> constraint = find(failure, ConstraintViolationException.class);
        if (constraint.isPresent()) {
            ProblemCode code = CONSTRAINTS.get(String.valueOf(constraint.get().getConstraintName()));
            if (code != null) {
                return answer(code, "somebody else was faster");
            }
        }
        if (DatabaseFailure.of(failure).filter(DatabaseFailure::isPassing).isPresent()) {
            fault.failed("The database does not answer: " + failure, System.nanoTime())
                    .ifPresent(LOG::warn);
            return answer(ProblemCode.DATABASE_UNAVAILABLE, "try again");
        }
        LOG.error("A request failed", failure);
        return answer(ProblemCode.INTERNAL, "the log says more, under the request id");
    }

    private Response byStatus(Response given) {
        int status = given.getStatus();
        ProblemCode code = Stream.of(ProblemCode.values())
                .filter(c -> c.status() == status && isHttp(c))
                .findFirst()
                .orElse(status < 500 ? ProblemCode.OTHER : ProblemCode.INTERNAL);
        String detail = switch (code) {
            case UNSUPPORTED_MEDIA_TYPE -> "expected: " + (isPatch() ? PATCH_TYPES : MediaType.APPLICATION_JSON);
            case NOT_ACCEPTABLE -> "expected: application/json";
            default -> null;
        };
        Response answer = answer(code, status, detail, List.of(), 0);
        if (code == ProblemCode.UNSUPPORTED_MEDIA_TYPE && isPatch()) {
            answer.getHeaders().putSingle("Accept-Patch", PATCH_TYPES);
        }
        Object allow = given.getHeaders().getFirst(HttpHeaders.ALLOW);
        return allow == null
                ? answer
                : Response.fromResponse(answer).header(HttpHeaders.ALLOW, allow).build();
    }

    private boolean isPatch() {
        RoutingContext context = current.getCurrent();
        return context != null && HttpMethod.PATCH.equals(context.request().method());
    }

    /** Whether the HTTP layer itself answers with it. */
    private static boolean isHttp(ProblemCode code) {
        return switch (code) {
            case BAD_REQUEST,
                    UNAUTHENTICATED,
                    FORBIDDEN,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    NOT_ACCEPTABLE,
                    BODY_TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    INTERNAL -> true;
            case MALFORMED_JSON,
                    MALFORMED_YAML,
                    INVALID_PARAMETER,
                    NAME_TAKEN,
                    ID_TAKEN,
                    RULE_ENABLED,
                    SECRET_UNAVAILABLE,
                    INSTANCE_NOT_EMPTY,
                    KEYS_NOT_PUBLISHED,
                    PRECONDITION_FAILED,
                    VALIDATION_FAILED,
                    IDEMPOTENCY_KEY_REUSED,
                    DATABASE_UNAVAILABLE,
                    KAFKA_UNAVAILABLE,
                    NOT_PUBLISHED,
                    BUSY,
                    OTHER -> false;
        };
    }

    private Response answer(ProblemCode code, String detail) {
        return answer(code, code.status(), detail, List.of(), 0);
    }

    private Response answer(
            ProblemCode code, int status, @Nullable String detail, List<Violation> violations, int violationCount) {
        Problem problem = new Problem(
                code.type(),
                code.title(),
                status,
                detail,
                code.name(),
                RequestId.of(current.getCurrent()),
                violations.isEmpty() ? null : violations,
                violations.isEmpty() ? null : violationCount);
        Response.ResponseBuilder answer =
                Response.status(status).type(Problem.MEDIA_TYPE).entity(problem);
        if (status == 401) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"portcullis\"");
        }
        if (status == 503) {
            answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return answer.build();
    }

    private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
        return causes(failure).filter(type::isInstance).map(type::cast).findFirst();
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20);
    }
}
