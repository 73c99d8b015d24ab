package dev.portcullis.control.node;

import static dev.portcullis.control.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ConfigTopic;
import dev.portcullis.control.testing.ConfigTopic.Entry;
import dev.portcullis.control.testing.ControlPlaneTest;
import dev.portcullis.control.testing.Database;
import dev.portcullis.control.testing.FakeNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Somebody who may write to the nodes topic, and knows no secret. */
@ControlPlaneTest
class SignedReportsApiTest {
    private final Api api = Api.admin();

    @Inject
    @Identifier("default-kafka-broker")
    Map<String, Object> kafka;

    @Inject
    Database database;

    @Inject
    ConfigTopic topic;

    @Inject
    MeterRegistry meters;

    private FakeNode node(String instance, String nodeId) {
        return new FakeNode(kafka, id(instance), nodeId);
    }

    private String epoch(String instance) {
        return database.column("SELECT epoch FROM instance WHERE id = '" + id(instance) + "'")
                .getFirst();
    }

    private static String id(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private double ignored(String reason) {
        return meters.counter("portcullis.nodes.reports.ignored", "reason", reason)
                .count();
    }

    private void awaitState(String instance, String state) {
        await().untilAsserted(() -> api.get(instance + "/propagation").body("state", equalTo(state)));
    }

    @Test
    void a_node_that_was_told_another_secret_is_not_known_and_its_records_are_counted() {
        String instance = api.newInstance();
        double before = ignored("NOT_ADMITTED");
        String other = Base64.getEncoder().encodeToString("a secret of somebody".getBytes(StandardCharsets.UTF_8));
        try (FakeNode forger = new FakeNode(kafka, id(instance), "n1", other, InstantSource.system());
                FakeNode node = node(instance, "n2")) {
            forger.applied(epoch(instance), 1);
            node.applied(epoch(instance), 1);
            await().untilAsserted(() -> assertThat(ignored("NOT_ADMITTED")).isGreaterThan(before));
            await().untilAsserted(() -> api.get(instance + "/nodes").body("items.id", contains("n2")));
        }
    }

    @Test
    void a_secret_of_one_instance_admits_no_node_of_another() {
        String instance = api.newInstance();
        String own = Base64.getEncoder().encodeToString("of-the-instance-of-one".getBytes(StandardCharsets.UTF_8));
        double before = ignored("NOT_ADMITTED");
        try (FakeNode stranger = new FakeNode(kafka, id(instance), "n1", own, InstantSource.system())) {
            stranger.applied(epoch(instance), 1);
            await().untilAsserted(() -> assertThat(ignored("NOT_ADMITTED")).isGreaterThan(before));
            api.get(instance + "/nodes").body("items", empty());
        }
    }

    @Test
    void what_is_not_signed_or_stands_under_another_key_changes_nothing() {
        String instance = api.newInstance();
        double unsigned = ignored("NOT_SIGNED");
        double elsewhere = ignored("OTHER_KEY");
        try (FakeNode one = node(instance, "one");
                FakeNode two = node(instance, "two")) {
            one.applied(epoch(instance), 1);
            awaitKnown(instance, "one", "two");
            two.publish("{\"state\":\"CURRENT\"}".getBytes(StandardCharsets.UTF_8));
            two.publish(one.nextReport());
            await().untilAsserted(() -> {
                assertThat(ignored("NOT_SIGNED")).isGreaterThan(unsigned);
                assertThat(ignored("OTHER_KEY")).isGreaterThan(elsewhere);
            });
            api.get(instance + "/nodes")
                    .body("items.id", contains("one", "two"))
                    .body("items.revision", contains(1, 0));
        }
    }

    private void awaitKnown(String instance, String... nodes) {
        await().untilAsserted(() -> api.get(instance + "/nodes").body("items.id", contains(nodes)));
    }

    @Test
    void a_tombstone_alone_makes_no_node_vanish_and_a_farewell_does() {
        String instance = api.newInstance();
        double before = ignored("TOMBSTONE_WITHOUT_FAREWELL");
        try (FakeNode node = node(instance, "cut-off")) {
            node.applied(epoch(instance), 1);
            awaitState(instance, "APPLIED");
            node.fallSilent();
            node.publish(null);
            await().untilAsserted(() ->
                    assertThat(ignored("TOMBSTONE_WITHOUT_FAREWELL")).isGreaterThan(before));
            await().untilAsserted(() -> api.get(instance + "/propagation")
                    .body("state", equalTo("PENDING"))
                    .body("missing.id", contains("cut-off"))
                    .body("missing.reason", contains("UNREACHABLE")));
            await("its report is put back, for who starts next")
                    .untilAsserted(() -> assertThat(topic.named("portcullis.nodes").all().stream()
                                    .filter(entry -> (id(instance) + "/cut-off").equals(entry.key()))
                                    .map(Entry::value)
                                    .toList())
                            .last()
                            .isNotNull());
        }
        awaitState(instance, "NO_NODES");
    }

    @Test
    void a_report_that_was_kept_does_not_bring_a_stopped_node_back_nor_speak_for_the_next_process() {
        String instance = api.newInstance();
        byte[] kept;
        try (FakeNode stopped = node(instance, "n1")) {
            stopped.applied(epoch(instance), 1);
            kept = stopped.nextReport();
            awaitState(instance, "APPLIED");
        }
        awaitState(instance, "NO_NODES");
        double older = ignored("OLDER_PROCESS");
        try (FakeNode other = node(instance, "n1")) {
            awaitKnown(instance, "n1");
            other.publish(kept);
            await().untilAsserted(() -> assertThat(ignored("OLDER_PROCESS")).isGreaterThan(older));
            api.get(instance + "/nodes").body("items.state", contains("STARTING"));
            other.fallSilent();
            api.delete(instance + "/nodes/n1").statusCode(204);
            byte[] alsoKept = other.nextReport();
            other.publish(alsoKept);
            awaitKnown(instance, "n1");
            api.delete(instance + "/nodes/n1").statusCode(204);
            other.publish(kept);
            await().untilAsserted(() -> assertThat(ignored("OLDER_PROCESS")).isGreaterThan(older + 1));
            api.get(instance + "/nodes").body("items", empty());
        }
    }

    @Test
    void a_clock_that_is_off_is_told_of_and_one_that_is_far_off_proves_nothing() {
        String instance = api.newInstance();
        try (FakeNode right = node(instance, "a-right");
                FakeNode behind = skewed(instance, "b-behind", -20_000);
                FakeNode far = skewed(instance, "c-far", -3_600_000)) {
            for (FakeNode node : List.of(right, behind, far)) {
                node.applied(epoch(instance), 1);
            }
            await().untilAsserted(() -> api.get(instance + "/nodes")
                    .body("items.id", contains("a-right", "b-behind", "c-far"))
                    .body("items.clockSkewExceeded", contains(false, true, true)));
            List<Integer> skews =
                    api.get(instance + "/nodes").extract().jsonPath().getList("items.clockSkewMillis", Integer.class);
            assertThat(skews.get(1)).isBetween(-25_000, -20_000);
            assertThat(skews.get(2)).isBetween(-3_605_000, -3_600_000);
            api.get(instance + "/propagation")
                    .body("nodes.applied", equalTo(2))
                    .body("missing.id", contains("c-far"))
                    .body("missing.reason", contains("CLOCK_SKEW"));
            await().untilAsserted(() -> assertThat(
                            meters.get("portcullis.nodes.clock.skewed").gauge().value())
                    .isGreaterThanOrEqualTo(2));
        }
    }

    private FakeNode skewed(String instance, String nodeId, long millis) {
        InstantSource clock = () -> InstantSource.system().instant().plusMillis(millis);
        return new FakeNode(kafka, id(instance), nodeId, FakeNode.SECRET, clock);
    }
}
