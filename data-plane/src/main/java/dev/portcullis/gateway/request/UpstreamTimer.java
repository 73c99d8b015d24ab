package dev.portcullis.gateway.request;

import dev.portcullis.gateway.admin.GatewayMetrics;
import dev.portcullis.gateway.upstream.ForwardingObserver;
import dev.portcullis.policy.DenialReason;
import java.util.function.LongSupplier;

/**
 * How long an upstream takes for the head of its response, or to fail. What the client takes to send its body or to read the
 * response is not the upstream's time. One for each forwarded request; owned by its event loop.
 */
final class UpstreamTimer implements ForwardingObserver {
    private final GatewayMetrics metrics;
    private final LongSupplier nanoTime;
    private long startNanos;

    /** Starts. */
    UpstreamTimer(GatewayMetrics metrics, LongSupplier nanoTime) {
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
    }

    @Override
    public void awaitedClient(long nanos) {
        startNanos += nanos;
    }

    @Override
    public void responseBegan() {
        metrics.upstreamAnswered(nanoTime.getAsLong() - startNanos);
    }

    /** No head of a response has come. */
    void failed(DenialReason reason) {
        metrics.upstreamFailed(reason, nanoTime.getAsLong() - startNanos);
    }
}
