package dev.portcullis.control.node;

import static dev.portcullis.control.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import dev.portcullis.control.node.NodeDisagreement.Kind;
import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import dev.portcullis.control.testing.Database;
import dev.portcullis.control.testing.FakeNode;
import dev.portcullis.control.testing.HeardDisagreements;
import dev.portcullis.model.Rejection;
import io.restassured.response.ValidatableResponse;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

/** APPLIED is said only of what the tables have. */
@ControlPlaneTest
class ProofApiTest {
    private final Api api = Api.admin();

    @Inject
    @Identifier("default-kafka-broker")
    Map<String, Object> kafka;

    @Inject
    Database database;

    @Inject
    HeardDisagreements heard;

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

    private void awaitState(String instance, String state) {
        await().untilAsserted(() -> api.get(instance + "/propagation").body("state", equalTo(state)));
    }

    private void awaitHeard(String instance, Kind kind) {
        await().untilAsserted(() -> assertThat(heard.of(id(instance)))
                .extracting(NodeDisagreement::kind)
                .contains(kind));
    }

    @Test
    void a_node_with_another_digest_under_the_number_has_not_applied_the_revision() {
        String instance = api.newInstance();
        try (FakeNode node = node(instance, "other")) {
            node.applied(epoch(instance), 1);
            awaitState(instance, "APPLIED");
            assertThat(heard.of(id(instance))).isEmpty();
            node.applied(epoch(instance), 1, "of something else");
            await().untilAsserted(() -> api.get(instance + "/propagation")
                    .body("state", equalTo("REJECTED"))
                    .body("nodes.rejected", equalTo(1))
                    .body("missing.reason", contains("DIGEST_MISMATCH")));
            api.get(instance + "/nodes")
                    .body("items[0].digest", equalTo("of something else"))
                    .body("items[0].digestMatches", equalTo(false))
                    .body("items[0].state", equalTo("REJECTED"))
                    .body("items[0].rejection", equalTo("DIGEST_MISMATCH"));
            awaitHeard(instance, Kind.OTHER_DIGEST);
        }
    }

    @Test
    void a_node_that_cannot_open_the_secrets_of_a_revision_has_not_applied_it() {
        String instance = api.newInstance();
        String epoch = epoch(instance);
        try (FakeNode node = node(instance, "unopened")) {
            node.applied(epoch, 1);
            awaitState(instance, "APPLIED");
            CompletableFuture<ValidatableResponse> answer = CompletableFuture.supplyAsync(() -> api.request()
                    .header("Prefer", "wait=30")
                    .body(Api.rule())
                    .post(instance + "/rules")
                    .then());
            await().untilAsserted(() -> api.get(instance + "/propagation").body("revision", equalTo(2)));
            node.applied(epoch, 2, Rejection.SECRET_UNAVAILABLE);
            answer.join().header("Portcullis-Propagation", "REJECTED; applied=0; known=1; missing=\"unopened\"");
            api.get(instance + "/propagation").body("missing.reason", contains("SECRET_UNAVAILABLE"));
            api.get(instance + "/nodes")
                    .body("items[0].state", equalTo("REJECTED"))
                    .body("items[0].rejection", equalTo("SECRET_UNAVAILABLE"))
                    .body("items[0].revision", equalTo(2))
                    .body("items[0].digestMatches", equalTo(true));
            assertThat(heard.of(id(instance)))
                    .as("nothing is wrong with the topic")
                    .isEmpty();
            node.applied(epoch, 2);
            awaitState(instance, "APPLIED");
        }
    }

    @Test
    void a_node_that_is_further_than_the_tables_proves_nothing_and_is_told_of() {
        String instance = api.newInstance();
        try (FakeNode node = node(instance, "ahead")) {
            node.applied(epoch(instance), 7);
            await().untilAsserted(() -> api.get(instance + "/propagation")
                    .body("state", equalTo("PENDING"))
                    .body("missing.reason", contains("NOT_IN_TABLES")));
            awaitHeard(instance, Kind.AHEAD_OF_TABLES);
        }
    }

    @Test
    void a_node_that_is_further_than_the_asked_revision_counts_by_the_digest_of_its_own() {
        String instance = api.newInstance();
        api.newRule(instance);
        try (FakeNode node = node(instance, "further")) {
            node.applied(epoch(instance), 2);
            await().untilAsserted(
                            () -> api.get(instance + "/propagation?revision=1").body("state", equalTo("APPLIED")));
            node.applied(epoch(instance), 2, "of something else");
            await().untilAsserted(
                            () -> api.get(instance + "/propagation?revision=1").body("state", equalTo("REJECTED")));
        }
    }

    @Test
    void a_digest_that_differs_does_not_end_the_wait_since_it_heals_by_itself() {
        String instance = api.newInstance();
        String epoch = epoch(instance);
        try (FakeNode node = node(instance, "healing")) {
            node.applied(epoch, 1);
            awaitState(instance, "APPLIED");
            CompletableFuture<ValidatableResponse> answer = CompletableFuture.supplyAsync(() -> api.request()
                    .header("Prefer", "wait=30")
                    .body(Api.rule())
                    .post(instance + "/rules")
                    .then());
            await().untilAsserted(() -> api.get(instance + "/propagation").body("revision", equalTo(2)));
            node.rejected(epoch, 2, Rejection.DIGEST_MISMATCH);
            awaitState(instance, "REJECTED");
            awaitHeard(instance, Kind.TOPIC_INCOMPLETE);
            assertThat(answer).isNotDone();
            node.applied(epoch, 2);
            answer.join().header("Portcullis-Propagation", "APPLIED; applied=1; known=1");
        }
    }

    @Test
    void when_the_nodes_topic_is_lost_the_nodes_are_heard_again_as_soon_as_it_is_made_anew() throws Exception {
        String instance = api.newInstance();
        try (FakeNode node = node(instance, "n1");
                Admin admin = Admin.create(kafka)) {
            node.applied(epoch(instance), 1);
            awaitState(instance, "APPLIED");
            admin.deleteTopics(List.of("portcullis.nodes")).all().get();
            api.newRule(instance);
            node.applied(epoch(instance), 2);
            awaitState(instance, "APPLIED");
            assertThat(admin.listTopics().names().get()).contains("portcullis.nodes");
        }
        awaitState(instance, "NO_NODES");
    }
}
