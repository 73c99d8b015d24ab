package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.model.JwsAlgorithm;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What both planes say while Kafka is away: that it begins, and that it ends, and little besides. */
@ExtendWith(OnRunningSystem.class)
class OutageLogTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    /** Two faults for each plane, with room for one more a minute of each, and for what a late attempt says. */
    private static final int MOST_WARNINGS = 10;

    private static final Map<String, List<String>> BEGIN = Map.of(
            "control-plane",
                    List.of("Not relaying: Kafka at 127.0.0.1:", "Node reports are not read: Kafka at 127.0.0.1:"),
            "node-1", List.of("config feed: ", "node report not sent: "));
    private static final Map<String, List<String>> END = Map.of(
            "control-plane", List.of("What kept the relay is over", "Node reports are read again"),
            "node-1", List.of("config feed: Kafka answers again", "node reports are sent again"));

    private final RunningSystem system;

    OutageLogTest(RunningSystem system) {
        this.system = system;
    }

    @Test
    void an_outage_of_kafka_is_told_when_it_begins_and_when_it_ends() throws Exception {
        Management management = system.management();
        String rule = management.createRule(Management.ruleFor(Signer.of(JwsAlgorithm.ES256, "key-1"), Map.of()));
        Map<String, Integer> before = Map.of(
                "control-plane", system.log("control-plane").size(),
                "node-1", system.log("node-1").size());
        system.kill("kafka");
        try {
            management.callWithoutWaiting("POST", "/instances/demo/rules/" + rule + "/disable");
            awaitLines(before, BEGIN);
        } finally {
            system.system().start("kafka");
        }
        awaitLines(before, END);
        for (var part : before.entrySet()) {
            List<String> said = since(part.getKey(), part.getValue());
            assertThat(said.stream().filter(line -> line.contains(" WARN ") || line.contains(" ERROR ")))
                    .as(String.join("\n", said))
                    .hasSizeLessThanOrEqualTo(MOST_WARNINGS);
            assertThat(said).noneMatch(line -> line.startsWith("\tat "));
        }
    }

    private void awaitLines(Map<String, Integer> before, Map<String, List<String>> expected) {
        expected.forEach((part, lines) -> lines.forEach(wanted -> await(part + ": " + wanted)
                .atMost(LIMIT)
                .until(() ->
                        since(part, before.getOrDefault(part, 0)).stream().anyMatch(line -> line.contains(wanted)))));
    }

    private List<String> since(String part, int lines) throws Exception {
        List<String> log = system.log(part);
        return log.subList(lines, log.size());
    }
}
