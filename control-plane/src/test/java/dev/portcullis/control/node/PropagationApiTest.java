package dev.portcullis.control.node;

import static dev.portcullis.control.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import dev.portcullis.control.testing.Database;
import dev.portcullis.control.testing.FakeNode;
import io.restassured.response.ValidatableResponse;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

@ControlPlaneTest
class PropagationApiTest {
    private final Api api = Api.admin();

    @Inject
    @Identifier("default-kafka-broker")
    Map<String, Object> kafka;

    @Inject
    Database database;

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

    @Test
    void without_nodes_nothing_is_waited_for() {
        String instance = api.newInstance();
        api.get(instance + "/propagation")
                .statusCode(200)
                .body("revision", equalTo(1))
                .body("state", equalTo("NO_NODES"))
                .body("nodes.known", equalTo(0));
        writeWaiting(instance, 30)
                .header("Preference-Applied", "wait")
                .header("Portcullis-Propagation", "NO_NODES; applied=0; known=0");
    }

    @Test
    void a_revision_is_applied_once_every_node_says_so() {
        String instance = api.newInstance();
        api.newRule(instance);
        try (FakeNode one = node(instance, "one");
                FakeNode two = node(instance, "two")) {
            one.applied(epoch(instance), 2);
            two.applied(epoch(instance), 1);
            await().untilAsserted(() -> api.get(instance + "/propagation")
                    .body("state", equalTo("PENDING"))
                    .body("nodes.known", equalTo(2))
                    .body("nodes.applied", equalTo(1))
                    .body("nodes.behind", equalTo(1))
                    .body("missing.id", org.hamcrest.Matchers.contains("two"))
                    .body("missing.reason", org.hamcrest.Matchers.contains("BEHIND")));
            api.get(instance + "/nodes").body("items.state", org.hamcrest.Matchers.contains("CURRENT", "BEHIND"));
            api.get(instance + "/propagation?revision=1").body("state", equalTo("APPLIED"));
            api.get(instance + "/propagation?revision=3").statusCode(400);
            two.applied(epoch(instance), 2);
            awaitState(instance, "APPLIED");
            api.get(instance + "/nodes")
                    .body("items.id", org.hamcrest.Matchers.contains("one", "two"))
                    .body("items[0].state", equalTo("CURRENT"))
                    .body("items[0].digestMatches", equalTo(true))
                    .body("items[0].revision", equalTo(2))
                    .body("items[0].lastReportAt", notNullValue());
        }
        awaitState(instance, "NO_NODES");
    }

    @Test
    void a_node_of_an_earlier_epoch_is_behind_whatever_its_revision() {
        String instance = api.newInstance();
        try (FakeNode node = node(instance, "old")) {
            node.applied("another epoch", 99);
            await().untilAsserted(() -> api.get(instance + "/propagation").body("nodes.behind", equalTo(1)));
            node.applied(epoch(instance), 1);
            awaitState(instance, "APPLIED");
        }
    }

    @Test
    void a_node_that_refuses_makes_the_revision_rejected_and_ends_the_wait() {
        String instance = api.newInstance();
        try (FakeNode node = node(instance, "stubborn")) {
            node.applied(epoch(instance), 1);
            awaitState(instance, "APPLIED");
            CompletableFuture<ValidatableResponse> answer =
                    CompletableFuture.supplyAsync(() -> writeWaiting(instance, 30));
            await().untilAsserted(() -> api.get(instance + "/propagation").body("revision", equalTo(2)));
            node.rejected(epoch(instance), 2);
            answer.join().header("Portcullis-Propagation", "REJECTED; applied=0; known=1; missing=\"stubborn\"");
            api.get(instance + "/propagation")
                    .body("state", equalTo("REJECTED"))
                    .body("nodes.rejected", equalTo(1))
                    .body("missing[0].id", equalTo("stubborn"))
                    .body("missing[0].reason", equalTo("NOT_COMPILED"));
            api.get(instance + "/nodes")
                    .body("items[0].state", equalTo("REJECTED"))
                    .body("items[0].rejection", equalTo("NOT_COMPILED"))
                    .body("items[0].revision", equalTo(1))
                    .body("items[0].seenRevision", equalTo(2));
        }
    }

    @Test
    void a_silent_node_is_unreachable_never_applied_until_it_is_deregistered() {
        String instance = api.newInstance();
        try (FakeNode node = node(instance, "killed")) {
            node.applied(epoch(instance), 1);
            awaitState(instance, "APPLIED");
            node.fallSilent();
            await().untilAsserted(() -> api.get(instance + "/propagation")
                    .body("state", equalTo("PENDING"))
                    .body("nodes.unreachable", equalTo(1))
                    .body("nodes.applied", equalTo(0)));
            api.get(instance + "/nodes").body("items[0].state", equalTo("UNREACHABLE"));
            writeWaiting(instance, 30)
                    .header("Portcullis-Propagation", "PENDING; applied=0; known=1; missing=\"killed\"");
            for (String condition : List.of("If-Match", "If-None-Match")) {
                api.request()
                        .header(condition, "*")
                        .delete(instance + "/nodes/killed")
                        .then()
                        .statusCode(400)
                        .body("code", equalTo("INVALID_PARAMETER"));
            }
            api.delete(instance + "/nodes/killed").statusCode(204);
            api.delete(instance + "/nodes/killed").statusCode(404);
            api.get(instance + "/propagation").body("state", equalTo("NO_NODES"));
        }
    }

    @Test
    void a_write_that_prefers_to_wait_is_answered_once_the_nodes_have_applied_it() {
        String instance = api.newInstance();
        try (FakeNode node = node(instance, "slow")) {
            node.applied(epoch(instance), 1);
            awaitState(instance, "APPLIED");
            CompletableFuture<ValidatableResponse> answer =
                    CompletableFuture.supplyAsync(() -> writeWaiting(instance, 30));
            await().untilAsserted(() -> api.get(instance + "/propagation").body("revision", equalTo(2)));
            assertThat(answer).isNotDone();
            node.applied(epoch(instance), 2);
            answer.join()
                    .header("Portcullis-Revision", "2")
                    .header("Preference-Applied", "wait")
                    .header("Portcullis-Propagation", "APPLIED; applied=1; known=1");
        }
    }

    @Test
    void when_the_time_runs_out_the_write_stands_and_the_answer_says_so() {
        String instance = api.newInstance();
        try (FakeNode node = node(instance, "stuck")) {
            node.applied(epoch(instance), 1);
            awaitState(instance, "APPLIED");
            writeWaiting(instance, 1)
                    .header("Preference-Applied", "wait")
                    .header("Portcullis-Propagation", "PENDING; applied=0; known=1; missing=\"stuck\"");
            api.get(instance + "/propagation").body("revision", equalTo(2));
        }
    }

    @Test
    void a_write_without_the_preference_says_nothing_of_propagation() {
        String instance = api.newInstance();
        api.post(instance + "/rules", Api.rule())
                .header("Portcullis-Revision", "2")
                .header("Preference-Applied", nullValue())
                .header("Portcullis-Propagation", nullValue());
    }

    private ValidatableResponse writeWaiting(String instance, int seconds) {
        return api.request()
                .header("Prefer", "respond-async, wait=" + seconds)
                .body(Api.rule())
                .post(instance + "/rules")
                .then()
                .statusCode(201);
    }
}
