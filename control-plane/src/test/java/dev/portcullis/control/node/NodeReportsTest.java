package dev.portcullis.control.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.control.drain.WaitsEnd;
import dev.portcullis.model.NodeReport;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NodeReportsTest {
    private final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);
    private final NodeReports reports = new NodeReports(Duration.ofSeconds(2), nanos::get);

    private static NodeReport applied(long revision) {
        return new NodeReport("demo", "one", "test", NodeReport.State.APPLIED, "e", revision, null, null, 1, 1);
    }

    private Propagation.State state(long revision) {
        return Propagation.of("e", revision, reports.nodes("demo")).state();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void a_node_counts_for_three_heartbeats_after_it_was_heard() {
        reports.heard(applied(5));
        pass(Duration.ofSeconds(6));
        assertThat(state(5)).isEqualTo(Propagation.State.APPLIED);
        pass(Duration.ofMillis(1));
        assertThat(state(5)).isEqualTo(Propagation.State.PENDING);
        reports.heard(applied(5));
        assertThat(state(5)).isEqualTo(Propagation.State.APPLIED);
    }

    @Test
    void a_report_from_before_the_start_proves_nothing_until_the_node_is_heard() {
        reports.replayed(applied(5));
        assertThat(state(5)).isEqualTo(Propagation.State.PENDING);
        assertThat(reports.nodes("demo").getFirst().progress("e", 5)).isEqualTo(Node.Progress.BEHIND);
        pass(Duration.ofSeconds(7));
        assertThat(reports.nodes("demo").getFirst().progress("e", 5)).isEqualTo(Node.Progress.UNREACHABLE);
        reports.heard(applied(5));
        assertThat(state(5)).isEqualTo(Propagation.State.APPLIED);
    }

    @Test
    void a_node_that_is_gone_is_not_known() {
        reports.heard(applied(5));
        reports.gone("demo", "one");
        assertThat(state(5)).isEqualTo(Propagation.State.NO_NODES);
    }

    @Test
    void nobody_waits_for_what_is_settled_already() {
        reports.heard(applied(5));
        assertThat(reports.await("demo", Duration.ofDays(1), nodes -> nodes.size() == 1))
                .hasSize(1);
    }

    @Test
    void nobody_waits_when_waits_have_ended() {
        reports.heard(applied(5));
        reports.endWaits(new WaitsEnd());
        assertThat(reports.await("demo", Duration.ofDays(1), nodes -> false)).hasSize(1);
    }
}
