package dev.portcullis.gateway.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** {@code /live}, {@code /ready} and {@code /metrics}, on a port that clients of the gateway do not see. */
public final class AdminServer {
    private final HttpServer server;
    private final GatewayMetrics metrics;
    private final Supplier<Readiness> readiness;

    /**
     * Whether the node takes traffic.
     *
     * @param state for people: where the feed is, and whether a rule set is in force
     * @param origin where the configuration in force was read; empty if there is none
     * @param ageSeconds how long ago it was known to be the newest
     */
    public record Readiness(boolean ready, String state, long revision, String origin, long ageSeconds) {
        /** While there is nothing to decide by. */
        public static Readiness no(String state) {
            return new Readiness(false, state, 0, "", 0);
        }
    }

    /** @param idle after which a connection on which nothing happens is closed */
    public AdminServer(Vertx vertx, GatewayMetrics metrics, Supplier<Readiness> readiness, Duration idle) {
        this.metrics = metrics;
        this.readiness = readiness;
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setHttp2ClearTextEnabled(false)
                        .setPerFrameWebSocketCompressionSupported(false)
                        .setPerMessageWebSocketCompressionSupported(false)
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setIdleTimeout((int) idle.toMillis()))
                .requestHandler(this::answer);
    }

    /** Listens; the result is the port. */
    public Future<Integer> listen(String host, int port) {
        return server.listen(port, host).map(HttpServer::actualPort);
    }

    private void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/live" -> json(request, 200, new JsonObject().put("live", true));
            case "/ready" -> {
                Readiness now = readiness.get();
                JsonObject body = new JsonObject()
                        .put("ready", now.ready())
                        .put("state", now.state())
                        .put("revision", now.revision());
                if (!now.origin().isEmpty()) {
                    body.put("origin", now.origin()).put("ageSeconds", now.ageSeconds());
                }
                json(request, now.ready() ? 200 : 503, body);
            }
            case "/metrics" ->
                request.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                        .end(metrics.scrape());
            case null, default -> json(request, 404, new JsonObject().put("expected", "/live, /ready or /metrics"));
        }
    }

    private static void json(HttpServerRequest request, int status, JsonObject body) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(body.encode());
    }
}
