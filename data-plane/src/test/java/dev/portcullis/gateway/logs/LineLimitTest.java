package dev.portcullis.gateway.logs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LineLimitTest {
    private static final LineLimit.Kind WARNINGS = new LineLimit.Kind("a.B", Level.WARN);
    private static final LineLimit.Kind ERRORS = new LineLimit.Kind("a.B", Level.ERROR);

    @Test
    void so_many_lines_of_a_kind_go_through_in_a_second_and_the_others_are_counted_once() {
        LineLimit limit = new LineLimit();
        long second = TimeUnit.SECONDS.toNanos(1);

        assertThat(limit.admits(WARNINGS, 2, 0)).isTrue();
        assertThat(limit.admits(WARNINGS, 2, 1)).isTrue();
        assertThat(limit.admits(WARNINGS, 2, 2)).isFalse();
        assertThat(limit.admits(WARNINGS, 2, second - 1)).isFalse();
        assertThat(limit.admits(ERRORS, 2, second - 1)).as("another kind").isTrue();
        assertThat(limit.admits(WARNINGS, 2, second)).isTrue();

        assertThat(limit.leftOut()).containsExactly(new LineLimit.LeftOut(WARNINGS, 2));
        assertThat(limit.leftOut()).isEmpty();
    }
}
