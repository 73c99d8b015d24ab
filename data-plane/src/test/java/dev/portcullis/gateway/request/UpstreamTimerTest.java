package dev.portcullis.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.admin.GatewayMetrics;
import dev.portcullis.policy.DenialReason;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UpstreamTimerTest {
    private final GatewayMetrics metrics = new GatewayMetrics();
    private long nowNanos = 1_000;

    @AfterEach
    void close() {
        metrics.close();
    }

    private Timer timer(String code) {
        return metrics.registry().get("portcullis.upstream").tag("code", code).timer();
    }

    @Test
    void the_time_that_a_client_takes_to_send_its_body_is_not_the_upstreams() {
        UpstreamTimer timer = new UpstreamTimer(metrics, () -> nowNanos);
        nowNanos += 700;
        timer.awaitedClient(500);

        timer.responseBegan();

        assertThat(timer("").totalTime(TimeUnit.NANOSECONDS)).isEqualTo(200);
    }

    @Test
    void a_failure_is_measured_apart_from_responses() {
        UpstreamTimer timer = new UpstreamTimer(metrics, () -> nowNanos);
        nowNanos += 300;

        timer.failed(DenialReason.UPSTREAM_TIMEOUT);

        assertThat(timer("UPSTREAM_TIMEOUT").totalTime(TimeUnit.NANOSECONDS)).isEqualTo(300);
        assertThat(timer("UPSTREAM_UNREACHABLE").count()).isZero();
        assertThat(timer("").count()).isZero();
    }
}
