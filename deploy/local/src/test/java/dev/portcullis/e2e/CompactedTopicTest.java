package dev.portcullis.e2e;

import static dev.portcullis.e2e.Caller.bearer;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.local.LocalSystem;
import dev.portcullis.model.JwsAlgorithm;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A node that starts from what compaction has left of a long history. */
@ExtendWith(OnRunningSystem.class)
class CompactedTopicTest {
    private static final int RULES = 12;
    private static final int ROUNDS = 8;
    private static final Map<String, String> EAGER =
            Map.of("segment.ms", "100", "min.cleanable.dirty.ratio", "0.001", "delete.retention.ms", "100");
    private static final Map<String, String> LAZY =
            Map.of("segment.ms", "604800000", "min.cleanable.dirty.ratio", "1.0", "delete.retention.ms", "86400000");

    @Test
    void it_enforces_exactly_the_rules_of_the_database(RunningSystem system) throws Exception {
        Management management = system.management();
        List<Signer> signers = new ArrayList<>();
        List<String> rules = new ArrayList<>();
        try (ConfigTopic topic = new ConfigTopic(system)) {
            topic.configure(EAGER);
            for (int i = 0; i < RULES; i++) {
                signers.add(Signer.of(JwsAlgorithm.ES256, "key-" + i));
                rules.add(management.createRule(rule(signers.get(i))));
                management.createAuthorization(rules.get(i), Management.path("PREFIX", "/r" + i));
            }
            editAll(management, signers, rules);
            String firstRule = "demo/rule/" + rules.getFirst();
            int edits = ROUNDS + 1;
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                // An edit lets Kafka close the segment before it, and only closed ones are compacted.
                management.replaceRule(rules.getLast(), rule(signers.getLast()));
                return Collections.frequency(topic.keys(), firstRule) < edits;
            });

            topic.configure(LAZY);
            editAll(management, signers, rules);
            for (int i = 0; i < RULES; i += 3) {
                management.disable(rules.get(i));
            }
            management.disable(rules.get(1));
            assertThat(management.deleteRule(rules.get(1)).statusCode()).isEqualTo(204);
            List<String> keys = topic.keys();
            assertThat(new HashSet<>(keys)).hasSizeLessThan(keys.size());
        }

        LocalSystem three = system.withNodes(3);
        three.up();
        try {
            for (URI node : three.environment().nodes()) {
                enforcesWhatTheDatabaseSays(node, management, signers, rules);
            }
        } finally {
            system.system().up();
        }
    }

    private static void editAll(Management management, List<Signer> signers, List<String> rules) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < RULES; i++) {
                management.replaceRule(rules.get(i), rule(signers.get(i)));
            }
        }
    }

    private static Map<String, Object> rule(Signer signer) {
        return Management.ruleFor(signer, Map.of("authorizationMode", "BLACKLIST"));
    }

    private static void enforcesWhatTheDatabaseSays(
            URI node, Management management, List<Signer> signers, List<String> rules) throws Exception {
        Set<String> enabled = new HashSet<>();
        for (JsonNode rule : management.rules()) {
            if (rule.path("enabled").asBoolean()) {
                enabled.add(rule.path("id").asText());
            }
        }
        assertThat(enabled).hasSize(RULES - RULES / 3 - 1);
        for (int i = 0; i < RULES; i++) {
            var asked = given().baseUri(node.toString());
            assertThat(asked.get("/r" + i).statusCode())
                    .as(node + " /r" + i)
                    .isEqualTo(enabled.contains(rules.get(i)) ? 401 : 200);
            assertThat(bearer(signers.get(i).token())
                            .apply(given().baseUri(node.toString()))
                            .get("/r" + i)
                            .statusCode())
                    .isEqualTo(200);
        }
    }
}
