package dev.portcullis.control.node;

import static dev.portcullis.control.node.ReportOrder.Verdict.KNOWN;
import static dev.portcullis.control.node.ReportOrder.Verdict.OLDER_PROCESS;
import static dev.portcullis.control.node.ReportOrder.Verdict.REPEATED;
import static dev.portcullis.control.node.ReportOrder.Verdict.TIMELY;
import static dev.portcullis.control.node.ReportOrder.Verdict.TOO_OLD;
import static dev.portcullis.control.node.ReportOrder.Verdict.UNTIMELY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.control.topic.NodesTopicConfig;
import dev.portcullis.model.ReportStamp;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReportOrderTest {
    private static final String KEY = "demo/n1";
    private static final byte[] RECORD = {1, 2, 3};
    private static final long NOW = Instant.parse("2026-11-30T12:00:00Z").toEpochMilli();
    private static final long STARTED = NOW - Duration.ofHours(5).toMillis();

    private final AtomicLong passedMillis = new AtomicLong();
    private final ReportOrder order = new ReportOrder(
            new Config(), () -> Instant.ofEpochMilli(NOW + passedMillis.get()), () -> passedMillis.get() * 1_000_000);

    private ReportOrder.Verdict judge(String process, long counter, long reportedAtMillis, long startedAtMillis) {
        return order.judge(KEY, process, new ReportStamp(counter, reportedAtMillis, startedAtMillis), RECORD);
    }

    @Test
    void of_one_process_only_what_it_said_later_counts() {
        assertThat(judge("a", 5, NOW, STARTED)).isEqualTo(TIMELY);
        assertThat(judge("a", 5, NOW, STARTED)).isEqualTo(KNOWN);
        assertThat(judge("a", 4, NOW, STARTED)).isEqualTo(REPEATED);
        assertThat(judge("a", 6, NOW, STARTED)).isEqualTo(TIMELY);
    }

    @Test
    void of_two_processes_the_one_that_started_later_counts_from_its_first_report() {
        assertThat(judge("a", 500, NOW, STARTED)).isEqualTo(TIMELY);
        assertThat(judge("b", 1, NOW, STARTED)).isEqualTo(OLDER_PROCESS);
        assertThat(judge("b", 1, NOW, STARTED + 1)).isEqualTo(TIMELY);
        assertThat(judge("a", 501, NOW, STARTED)).isEqualTo(OLDER_PROCESS);
    }

    @Test
    void what_a_process_that_is_not_known_said_long_ago_does_not_count_and_what_it_says_now_does() {
        long minutes = Duration.ofMinutes(1).toMillis();
        assertThat(judge("a", 5, NOW - 11 * minutes, STARTED)).isEqualTo(TOO_OLD);
        assertThat(judge("a", 6, NOW + 11 * minutes, STARTED)).isEqualTo(TOO_OLD);
        assertThat(order.standing(KEY)).isEmpty();
        assertThat(judge("a", 7, NOW - 9 * minutes, STARTED)).isEqualTo(TIMELY);
    }

    @Test
    void a_clock_that_is_far_off_shows_by_reports_that_stay_equally_late_and_proves_nothing() {
        long late = Duration.ofHours(1).toMillis();
        for (int counter = 1; counter <= 2; counter++) {
            assertThat(judge("a", counter, NOW + passedMillis.get() - late, STARTED))
                    .isEqualTo(TOO_OLD);
            passedMillis.addAndGet(2_000);
        }
        assertThat(judge("a", 3, NOW + passedMillis.get() - late, STARTED)).isEqualTo(UNTIMELY);
        assertThat(judge("a", 4, NOW + passedMillis.get() - late, STARTED)).isEqualTo(UNTIMELY);
        assertThat(judge("a", 5, NOW + passedMillis.get(), STARTED)).isEqualTo(TIMELY);
    }

    @Test
    void kept_reports_that_are_written_again_in_one_go_do_not_pass_for_a_clock_that_is_far_off() {
        long late = Duration.ofHours(1).toMillis();
        for (int counter = 1; counter <= 50; counter++) {
            assertThat(judge("a", counter, NOW - late + counter * 2_000L, STARTED))
                    .isEqualTo(TOO_OLD);
        }
    }

    @Test
    void what_was_taken_back_does_not_return_and_its_node_may() {
        judge("a", 5, NOW, STARTED);
        assertThat(order.kept()).containsOnlyKeys(KEY);
        order.takenBack(KEY);
        assertThat(order.standing(KEY)).isEmpty();
        assertThat(order.kept()).isEmpty();
        assertThat(judge("a", 5, NOW, STARTED)).isEqualTo(KNOWN);
        assertThat(judge("a", 4, NOW, STARTED)).isEqualTo(REPEATED);
        assertThat(judge("b", 1, NOW, NOW)).isEqualTo(TIMELY);
    }

    @Test
    void a_removal_takes_away_what_was_said_up_to_it_and_nothing_later() {
        judge("a", 5, NOW, STARTED);
        assertThat(order.removed(KEY, new ReportStamp(4, NOW, STARTED))).isFalse();
        assertThat(order.standing(KEY)).isPresent();
        assertThat(order.removed(KEY, new ReportStamp(5, NOW, STARTED))).isTrue();
        assertThat(order.standing(KEY)).isEmpty();
        assertThat(judge("a", 6, NOW, STARTED)).as("it still runs").isEqualTo(TIMELY);
    }

    @Test
    void what_was_read_from_before_the_start_counts_in_its_order_however_old() {
        assertThat(order.replay(KEY, "a", new ReportStamp(5, 1, 1), RECORD)).isTrue();
        assertThat(order.replay(KEY, "a", new ReportStamp(4, 1, 1), RECORD)).isFalse();
        assertThat(judge("a", 5, NOW, 1)).isEqualTo(REPEATED);
        assertThat(judge("a", 6, NOW, 1)).isEqualTo(TIMELY);
    }

    private static final class Config implements NodesTopicConfig {
        @Override
        public String topic() {
            return "any";
        }

        @Override
        public int partitions() {
            return 1;
        }

        @Override
        public short replication() {
            return 1;
        }

        @Override
        public Duration heartbeat() {
            return Duration.ofSeconds(2);
        }

        @Override
        public Duration clockSkew() {
            return Duration.ofSeconds(5);
        }
    }
}
