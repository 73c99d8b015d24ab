package dev.portcullis.control.snapshot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.control.database.DatabaseFailure;
import dev.portcullis.control.problem.Problem;
import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import dev.portcullis.control.problem.RequestId;
import dev.portcullis.model.Head;
import dev.portcullis.signature.EnrolmentSecrets;
import dev.portcullis.signature.NodeToken;
import dev.portcullis.snapshot.SnapshotWriter;
import io.quarkus.virtual.threads.VirtualThreads;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.BufferedOutputStream;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/**
 * {@code GET /api/v1/instances/{instanceId}/snapshot}, for nodes. It is no operation of the management API: tokens of that
 * do not count here, only those that a node makes with its enrolment secret.
 */
@ApplicationScoped
public class SnapshotRoute {
    private static final Logger LOG = Logger.getLogger(SnapshotRoute.class);
    private static final String PATH = "/api/v1/instances/:instanceId/snapshot";
    private static final String BEARER = "bearer ";
    /** Each holds a connection to the database. */
    private static final int AT_ONCE = 4;

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int RETRY_AFTER_SECONDS = 1;

    private final Snapshots snapshots;
    private final EnrolmentSecrets secrets;
    private final Clock clock;
    private final ObjectMapper mapper;
    private final ExecutorService threads;
    private final Semaphore places = new Semaphore(AT_ONCE);

    SnapshotRoute(
            Snapshots snapshots,
            EnrolmentSecrets secrets,
            Clock clock,
            ObjectMapper mapper,
            @VirtualThreads ExecutorService threads) {
        this.snapshots = snapshots;
        this.secrets = secrets;
        this.clock = clock;
        this.mapper = mapper;
        this.threads = threads;
    }

    void register(@Observes Router router) {
        router.get(PATH).handler(this::answer);
    }

    private void answer(RoutingContext request) {
        String instanceId = Objects.requireNonNull(request.pathParam("instanceId"), "the route has it");
        switch (NodeToken.verify(secrets, instanceId, bearerToken(request), clock.instant())) {
            case NodeToken.Verification.Invalid invalid ->
                refuse(request, ProblemCode.UNAUTHENTICATED, invalid.reason());
            case NodeToken.Verification.Valid node -> {
                if (places.tryAcquire()) {
                    threads.execute(() -> send(request, instanceId, node.nodeId()));
                } else {
                    refuse(request, ProblemCode.BUSY, "others are being answered (expected: try again)");
                }
            }
        }
    }

    private static String bearerToken(RoutingContext request) {
        String sent = request.request().getHeader(HttpHeaders.AUTHORIZATION);
        return sent != null && sent.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? sent.substring(BEARER.length())
                : "";
    }

    private void send(RoutingContext request, String instanceId, String nodeId) {
        HttpServerResponse response = request.response();
        try {
            Head head = snapshots.write(instanceId, () -> {
                response.setChunked(true)
                        .putHeader(HttpHeaders.CONTENT_TYPE, SnapshotWriter.MEDIA_TYPE)
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
                return new BufferedOutputStream(new ResponseStream(response), BUFFER_BYTES);
            });
            response.end();
            // The node chose its id: it may not break the lines of the log.
            LOG.infof(
                    "Node %s has the snapshot of %s at revision %d",
                    nodeId.replaceAll("\\p{Cntrl}", "?"), instanceId, head.revision());
        } catch (Refusal refusal) {
            refuse(request, refusal.code(), refusal.detail());
        } catch (RuntimeException e) {
            failed(request, e);
        } finally {
            places.release();
        }
    }

    private void failed(RoutingContext request, RuntimeException e) {
        if (request.response().headWritten()) {
            // A snapshot that ends early is refused: that is all that can still be said.
            LOG.warnf("A snapshot was cut off: %s", e.toString());
            request.request().connection().close();
        } else if (DatabaseFailure.of(e).filter(DatabaseFailure::isPassing).isPresent()) {
            LOG.warnf("The database does not answer: %s", e.toString());
            refuse(request, ProblemCode.DATABASE_UNAVAILABLE, "try again");
        } else {
            LOG.error("A snapshot failed", e);
            refuse(request, ProblemCode.INTERNAL, "the log says more, under the request id");
        }
    }

    private void refuse(RoutingContext request, ProblemCode code, String detail) {
        HttpServerResponse response = request.response()
                .setStatusCode(code.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (code.status() == 401) {
            response.putHeader("WWW-Authenticate", "Bearer realm=\"portcullis-snapshot\"");
        }
        if (code.status() == 503) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(RETRY_AFTER_SECONDS));
        }
        response.end(json(new Problem(
                code.type(), code.title(), code.status(), detail, code.name(), RequestId.of(request), null, null)));
    }

    private String json(Problem problem) {
        try {
            return mapper.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem that is no JSON", e);
        }
    }
}
