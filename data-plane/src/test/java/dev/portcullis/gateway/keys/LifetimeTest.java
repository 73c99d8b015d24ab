package dev.portcullis.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifetimeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-age=600|600",
                "public, MAX-AGE=600, must-revalidate|600",
                "max-age=\"600\"|600",
                "max-age=29|30",
                "max-age=0|30",
                "no-store|30",
                "no-cache, max-age=600|30",
                "max-age=600, max-age=60|60",
                "max-age=86401|86400",
                "max-age=99999999999999999999|86400",
                "max-age=-5|300",
                "max-age=soon|300",
                "s-maxage=600|300",
                "''|300"
            })
    void a_lifetime_is_what_the_provider_says_within_bounds(String cacheControl, long seconds) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("cache-control", cacheControl);

        assertThat(Lifetime.of(headers)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void without_a_word_of_the_provider_it_is_five_minutes() {
        assertThat(Lifetime.of(MultiMap.caseInsensitiveMultiMap())).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void time_spent_in_caches_on_the_way_counts() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("Cache-Control", "max-age=3600")
                .add("Age", "3500");

        assertThat(Lifetime.of(headers)).isEqualTo(Duration.ofSeconds(100));
    }

    @Test
    void delays_double_up_to_a_bound_and_are_jittered_by_half() {
        BackOff least = new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(5), () -> 0);
        BackOff most = new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(5), () -> 1);

        assertThat(least.afterFailures(1)).isEqualTo(Duration.ofMillis(500));
        assertThat(most.afterFailures(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(most.afterFailures(2)).isEqualTo(Duration.ofSeconds(2));
        assertThat(most.afterFailures(9)).isEqualTo(Duration.ofSeconds(256));
        assertThat(most.afterFailures(10)).isEqualTo(Duration.ofMinutes(5));
        assertThat(most.afterFailures(Integer.MAX_VALUE)).isEqualTo(Duration.ofMinutes(5));
        assertThat(least.afterFailures(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(150));
    }
}
