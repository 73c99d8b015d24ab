package dev.portcullis.control.revision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ResourceIdTest {
    @Test
    void ids_sort_as_their_numbers_do() {
        List<String> ids = Stream.of(0L, 1L, 31L, 32L, 1L << 40, (1L << 55) - 1)
                .map(number -> ResourceId.of(ResourceId.Kind.RULE, number))
                .toList();
        assertThat(ids).isSorted().doesNotHaveDuplicates().allMatch(id -> id.matches("jr-[0-9a-z]{11}"));
    }

    @Test
    void ids_of_a_later_millisecond_come_after_all_of_an_earlier_one() {
        long now = Instant.parse("2026-11-23T00:00:00Z").toEpochMilli();
        assertThat(ResourceId.randomFloor(now)).isLessThan(ResourceId.floor(now + 1));
        assertThat(ResourceId.floor(Instant.parse("2058-01-01T00:00:00Z").toEpochMilli()))
                .isLessThan(1L << 55);
    }
}
