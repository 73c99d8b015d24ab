package dev.portcullis.gateway.request;

import dev.portcullis.gateway.admin.GatewayMetrics;
import dev.portcullis.gateway.framing.FieldSyntax;
import dev.portcullis.gateway.framing.GuardedTransport;
import dev.portcullis.gateway.ruleset.LiveRuleSet;
import dev.portcullis.gateway.upstream.Forwarder;
import dev.portcullis.gateway.upstream.UpstreamLimits;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The proxy port on one event loop; instances of it share the port. */
public final class ProxyVerticle extends VerticleBase {
    private static final int HEADER_BYTES = FieldSyntax.HEADER_BYTES;

    /**
     * What is read of a header in HTTP/2, so that one that is too large can be answered with 431. With more than this the
     * server answers by itself, and a quarter beyond it ends the connection.
     */
    private static final int HTTP2_HEADER_BYTES = 1 << 20;

    /** Of HTTP/2, at a time on one connection. */
    private static final int STREAMS = 250;

    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final ProxySettings settings;
    private final LiveRuleSet live;
    private final GatewayMetrics metrics;
    private final InstantSource clock;
    private Supplier<Future<?>> stopping = Future::succeededFuture;

    /**
     * What the port is.
     *
     * @param port 0–65535; 0: any that is free, the same for all instances
     */
    public record ProxySettings(
            String instanceId, String host, int port, boolean accessLog, UpstreamLimits upstreamLimits) {

        public ProxySettings(String instanceId, String host, int port, boolean accessLog) {
            this(instanceId, host, port, accessLog, UpstreamLimits.USUAL);
        }
    }

    public ProxyVerticle(ProxySettings settings, LiveRuleSet live, GatewayMetrics metrics, InstantSource clock) {
        this.settings = settings;
        this.live = live;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        if (!(((VertxInternal) vertx).transport() instanceof GuardedTransport transport)) {
            // Without the guards, messages that can be read in two ways would get through.
            throw new IllegalStateException("transport: not guarded (expected: a GuardedTransport)");
        }
        Forwarder forwarder = new Forwarder(vertx, settings.upstreamLimits());
        RequestGate gate = new RequestGate(
                live,
                forwarder,
                metrics,
                new ProblemAnswer(settings.instanceId()),
                new AccessLog(settings.accessLog()),
                clock);
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                        // With prior knowledge only: the guards see to it that no offer to upgrade gets this far.
                        .setHttp2ClearTextEnabled(true)
                        // WebSockets are passed on as they are. The handler that these would add to each connection
                        // counts the requests that a client pipelines, and breaks at 129.
                        .setPerFrameWebSocketCompressionSupported(false)
                        .setPerMessageWebSocketCompressionSupported(false)
                        .setInitialSettings(new Http2Settings()
                                .setMaxConcurrentStreams(STREAMS)
                                .setMaxHeaderListSize(HTTP2_HEADER_BYTES))
                        .setMaxInitialLineLength(HEADER_BYTES)
                        .setMaxHeaderSize(HEADER_BYTES)
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setIdleTimeout((int) transport.limits().idle().toMillis())
                        .setDecompressionSupported(false)
                        .setCompressionSupported(false)
                        .setTcpNoDelay(true)
                        .setReuseAddress(true)
                        .setAcceptBacklog(4096))
                .requestHandler(gate::handle)
                .invalidRequestHandler(gate::handleInvalid);
        stopping =
                () -> server.shutdown(DRAIN.toMillis(), TimeUnit.MILLISECONDS).eventually(forwarder::close);
        return server.listen(settings.port(), settings.host());
    }

    /** Takes no more connections and lets requests that have begun end, within limits. */
    @Override
    public Future<?> stop() {
        return stopping.get();
    }
}
