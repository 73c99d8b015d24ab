package dev.portcullis.gateway.snapshot;

import dev.portcullis.gateway.feed.Origin;
import dev.portcullis.gateway.feed.SnapshotSource;
import dev.portcullis.signature.EnrolmentSecret;
import dev.portcullis.signature.NodeToken;
import dev.portcullis.signature.TrustedKeys;
import dev.portcullis.snapshot.SnapshotReader;
import dev.portcullis.snapshot.SnapshotReading;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The snapshot of the instance, as the control plane makes it when it is asked. */
public final class ControlPlaneSnapshot implements SnapshotSource {
    private static final Logger LOG = LoggerFactory.getLogger(ControlPlaneSnapshot.class);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
    /** Without a byte. */
    private static final Duration IDLE_LIMIT = Duration.ofSeconds(10);

    private static final Duration WHOLE_LIMIT = Duration.ofMinutes(2);
    static final long MAX_BYTES = 1L << 30;

    private final Vertx vertx;
    private final URI controlPlane;
    private final EnrolmentSecret enrolment;
    private final String instanceId;
    private final String nodeId;
    private final TrustedKeys trusted;
    private final InstantSource clock;
    private final MeterRegistry registry;

    /** @param registry gets the meter of requests by outcome */
    public ControlPlaneSnapshot(
            Vertx vertx,
            URI controlPlane,
            EnrolmentSecret enrolment,
            String instanceId,
            String nodeId,
            TrustedKeys trusted,
            InstantSource clock,
            MeterRegistry registry) {
        this.vertx = vertx;
        this.controlPlane = controlPlane;
        this.enrolment = enrolment;
        this.instanceId = instanceId;
        this.nodeId = nodeId;
        this.trusted = trusted;
        this.clock = clock;
        this.registry = registry;
    }

    @Override
    public Origin origin() {
        return Origin.SNAPSHOT;
    }

    @Override
    public Answer read() {
        SnapshotReader reader = new SnapshotReader(instanceId, trusted, MAX_BYTES);
        WebClient client = client();
        try {
            HttpResponse<SnapshotReader> response = client.getAbs(address())
                    .bearerTokenAuthentication(NodeToken.of(enrolment, instanceId, nodeId, clock.instant()))
                    .putHeader("Accept", "application/x-ndjson, application/problem+json")
                    .timeout(WHOLE_LIMIT.toMillis())
                    .as(SnapshotBody.codec(reader))
                    .send()
                    .await(WHOLE_LIMIT.toSeconds() + 5, TimeUnit.SECONDS);
            return judge(response, reader);
        } catch (Exception e) {
            // Vert.x throws the failure itself, checked or not. Its message is not quoted: some hold what the peer
            // sent.
            return unavailable("unreachable", e.getClass().getSimpleName() + " (expected: a complete answer)");
        } finally {
            client.close();
        }
    }

    private Answer judge(HttpResponse<SnapshotReader> response, SnapshotReader reader) {
        int status = response.statusCode();
        String type = String.valueOf(response.getHeader(HttpHeaders.CONTENT_TYPE.toString()));
        if (status == 404 && type.startsWith("application/problem+json")) {
            count("no_instance");
            LOG.warn("snapshot: the control plane knows no instance {}", instanceId);
            return new Answer.NoInstance();
        }
        if (status != 200) {
            return unavailable("refused", "status " + status + " (expected: 200)");
        }
        return switch (reader.finish()) {
            case SnapshotReading.Refused refused ->
                unavailable(
                        "unusable", "the control plane's is refused, " + refused.reason() + ": " + refused.detail());
            case SnapshotReading.Read read -> {
                count("read");
                yield new Answer.Found(read.snapshot());
            }
        };
    }

    private Answer unavailable(String outcome, String why) {
        count(outcome);
        LOG.warn("snapshot: {}", why);
        return new Answer.Unavailable();
    }

    private void count(String outcome) {
        registry.counter("portcullis.snapshot.requests", "outcome", outcome).increment();
    }

    private String address() {
        String base = controlPlane.toString();
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/api/v1/instances/"
                + URLEncoder.encode(instanceId, StandardCharsets.UTF_8) + "/snapshot";
    }

    private WebClient client() {
        WebClientOptions settings = new WebClientOptions();
        settings.setKeepAlive(false)
                .setConnectTimeout(Math.toIntExact(CONNECT_LIMIT.toMillis()))
                .setReadIdleTimeout(Math.toIntExact(IDLE_LIMIT.toSeconds()))
                .setDecompressionSupported(false)
                .setVerifyHost(true)
                .setTrustAll(false);
        settings.setFollowRedirects(false).setUserAgent("portcullis");
        // Of clients that are not shared Vert.x keeps every one until it ends itself (eclipse-vertx/vert.x issue 6268).
        settings.setShared(true).setName(UUID.randomUUID().toString());
        return WebClient.create(vertx, settings, new PoolOptions().setCleanerPeriod(0));
    }
}
