package dev.portcullis.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.Tokens;
import dev.portcullis.model.RuleItem;
import dev.portcullis.policy.DenialReason;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShadowCountersTest {
    private static final Tokens TOKENS = new Tokens("https://issuer");
    private static final DenialReason EXPIRED = DenialReason.TOKEN_EXPIRED;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ShadowCounters counters = new ShadowCounters(registry, 3);

    private static List<RuleItem> shadows(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> Config.rule(TOKENS).id("jr-" + i).shadow().build())
                .toList();
    }

    private double of(String rule) {
        return registry.find("portcullis.shadow").tag("rule", rule).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private List<String> rules() {
        return registry.find("portcullis.shadow").counters().stream()
                .map(Meter::getId)
                .map(id -> id.getTag("rule"))
                .sorted()
                .toList();
    }

    @Test
    void each_shadow_rule_has_a_series_for_each_outcome() {
        counters.retain(shadows(0, 1));
        counters.count("jr-0", null);
        counters.count("jr-0", EXPIRED);
        counters.count("jr-0", EXPIRED);

        assertThat(registry.get("portcullis.shadow")
                        .tag("outcome", "admit")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("portcullis.shadow")
                        .tag("outcome", "would_deny")
                        .tag("code", "TOKEN_EXPIRED")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void series_of_rules_that_are_gone_or_enforce_are_removed_and_those_of_others_go_on() {
        counters.retain(shadows(0, 3));
        IntStream.range(0, 3).forEach(i -> counters.count("jr-" + i, null));
        assertThat(rules()).containsExactly("jr-0", "jr-1", "jr-2");

        counters.retain(
                List.of(shadows(1, 2).getFirst(), Config.rule(TOKENS).id("jr-2").build()));
        counters.count("jr-1", null);

        assertThat(rules()).containsExactly("jr-1");
        assertThat(of("jr-1")).isEqualTo(2);
        counters.retain(List.of());
        assertThat(rules()).isEmpty();
    }

    @Test
    void the_bound_counts_what_lives_and_who_found_no_room_has_it_later() {
        counters.retain(shadows(0, 4));
        IntStream.range(0, 4).forEach(i -> counters.count("jr-" + i, null));
        assertThat(rules()).containsExactly("jr-0", "jr-1", "jr-2", "other");

        counters.retain(shadows(1, 4));
        counters.count("jr-3", null);

        assertThat(rules()).containsExactly("jr-1", "jr-2", "jr-3", "other");
        assertThat(of("other")).isEqualTo(1);
        for (int i = 10; i < 1_000; i += 3) {
            counters.retain(shadows(i, i + 3));
            for (int rule = i; rule < i + 3; rule++) {
                counters.count("jr-" + rule, EXPIRED);
            }
        }
        assertThat(of("other"))
                .as("a thousand rules that came and went took no room")
                .isEqualTo(1);
    }

    @Test
    void a_request_under_an_earlier_rule_set_brings_no_series_back() {
        counters.retain(shadows(0, 1));
        counters.retain(shadows(1, 2));

        counters.count("jr-0", null);

        assertThat(rules()).containsExactly("other");
    }
}
