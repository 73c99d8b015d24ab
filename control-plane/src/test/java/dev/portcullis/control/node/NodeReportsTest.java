package dev.portcullis.control.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.control.drain.WaitsEnd;
import dev.portcullis.model.HeadReference;
import dev.portcullis.model.NodeReport;
import dev.portcullis.model.Report;
import dev.portcullis.model.ReportStamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NodeReportsTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);
    private final NodeReports reports = new NodeReports(Duration.ofSeconds(2), nanos::get, () -> NOW);

    private static NodeReport applied(long revision) {
        return report(revision, NOW.toEpochMilli());
    }

    private static NodeReport report(long revision, long reportedAtMillis) {
        return new NodeReport(
                Report.FORMAT,
                "demo",
                "one",
                "test",
                NodeReport.State.CURRENT,
                1,
                new HeadReference("e", revision, "digest of " + revision),
                null,
                null,
                null,
                new ReportStamp(1, reportedAtMillis, 1));
    }

    private Propagation.State state(long revision) {
        return Propagation.of(revision, progress(revision)).state();
    }

    private List<NodeProgress> progress(long revision) {
        Map<Long, TableRevision> tables = Map.of(revision, new TableRevision("digest of " + revision, NOW));
        return reports.nodes("demo").stream()
                .map(node -> NodeProgress.of(node, "e", revision, tables))
                .toList();
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
        assertThat(progress(5).getFirst().progress()).isEqualTo(NodeProgress.Progress.BEHIND);
        pass(Duration.ofSeconds(7));
        assertThat(progress(5).getFirst().progress()).isEqualTo(NodeProgress.Progress.UNREACHABLE);
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

    /** Each is heard a second after the one before. */
    private ClockSkew skewOf(long... lateMillis) {
        ClockSkew skew = ClockSkew.UNKNOWN;
        for (int i = 0; i < lateMillis.length; i++) {
            long heardAt = NOW.toEpochMilli() + i * 1_000L;
            skew = skew.and(heardAt, heardAt - lateMillis[i]);
        }
        return skew;
    }

    @Test
    void delay_is_not_taken_for_a_clock_that_is_behind() {
        ClockSkew skew = skewOf(7_000, 9_000, 8_000, 8_000, 40, 8_000, 8_000, 8_000, 8_000, 8_000, 8_000, 8_000, 8_000);
        assertThat(skew.millis()).isEqualTo(-40);
        assertThat(skew.exceeds(Duration.ofSeconds(5))).isFalse();
    }

    @Test
    void a_clock_that_is_behind_is_a_skew_once_it_was_so_for_ten_seconds() {
        long[] hour = new long[10];
        Arrays.setAll(hour, i -> 3_600_020 + i);
        assertThat(skewOf(hour).isKnown()).isFalse();
        assertThat(skewOf(hour).exceeds(Duration.ofSeconds(5))).isFalse();
        long[] longer = Arrays.copyOf(hour, 11);
        longer[10] = 3_600_500;
        assertThat(skewOf(longer).millis()).isEqualTo(-3_600_020);
        assertThat(skewOf(longer).exceeds(Duration.ofSeconds(5))).isTrue();
    }

    @Test
    void a_clock_that_is_right_again_is_no_skew_once_what_was_heard_before_is_old() {
        long[] late = new long[31];
        Arrays.setAll(late, i -> i < 11 ? -60_000 : 20);
        assertThat(skewOf(Arrays.copyOf(late, 11)).millis()).isEqualTo(60_000);
        assertThat(skewOf(late).millis()).isEqualTo(-20);
    }
}
