package dev.portcullis.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LastingFaultTest {
    private final LastingFault fault = new LastingFault();
    /** Near its end, where sums turn negative, as those of the real clock may. */
    private long nanos = Long.MAX_VALUE - 1_000;

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private Optional<String> failed() {
        return fault.failed("Kafka is away", nanos);
    }

    private Optional<String> ended() {
        return fault.ended("Kafka is back", nanos);
    }

    @Test
    void its_beginning_is_told_at_once() {
        assertThat(failed()).contains("Kafka is away");
    }

    @Test
    void while_it_lasts_it_is_told_once_a_minute() {
        failed();
        for (int second = 1; second < 60; second++) {
            pass(Duration.ofSeconds(1));
            assertThat(failed()).isEmpty();
        }
        pass(Duration.ofSeconds(1));
        assertThat(failed()).contains("Kafka is away (for 60 s, 61 times)");
        pass(Duration.ofSeconds(59));
        assertThat(failed()).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(failed()).contains("Kafka is away (for 120 s, 63 times)");
    }

    @Test
    void its_end_is_told_once() {
        failed();
        pass(Duration.ofSeconds(95));
        assertThat(ended()).contains("Kafka is back (after 95 s, 1 failures)");
        assertThat(ended()).isEmpty();
    }

    @Test
    void what_never_failed_does_not_end() {
        assertThat(ended()).isEmpty();
    }

    @Test
    void one_that_comes_and_goes_is_told_every_five_seconds_at_most() {
        int lines = 0;
        for (int tenth = 0; tenth < 100; tenth++) {
            lines += failed().isPresent() ? 1 : 0;
            lines += ended().isPresent() ? 1 : 0;
            pass(Duration.ofMillis(100));
        }
        assertThat(lines).isEqualTo(4);
    }

    @Test
    void one_that_comes_back_and_stays_is_told_although_its_return_was_not() {
        failed();
        ended();
        pass(Duration.ofSeconds(1));
        assertThat(failed()).isEmpty();
        pass(Duration.ofSeconds(4));
        assertThat(failed()).contains("Kafka is away");
    }

    @Test
    void one_that_was_not_met_for_long_begins_anew() {
        failed();
        pass(Duration.ofMinutes(2).plusNanos(1));
        assertThat(failed()).contains("Kafka is away");
    }
}
