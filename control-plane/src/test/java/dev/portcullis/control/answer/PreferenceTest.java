package dev.portcullis.control.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferenceTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wait=10|10",
                "Wait = 10|10",
                "respond-async, wait=\"5\"|5",
                "wait=3; foo=bar|3",
                "wait=99|30",
                "wait=0|0"
            })
    void a_wait_is_found_and_cut_to_thirty_seconds(String field, long seconds) {
        assertThat(Preference.wait(List.of(field))).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wait", "wait=", "wait=-1", "wait=1.5", "wait=soon", "await=5", "wait=99999999999999"})
    void what_is_not_understood_is_ignored(String field) {
        assertThat(Preference.wait(List.of(field))).isEmpty();
    }

    @Test
    void several_fields_are_one_list() {
        assertThat(Preference.wait(List.of("handling=strict", "wait=7"))).contains(Duration.ofSeconds(7));
        assertThat(Preference.wait(null)).isEmpty();
    }
}
