package dev.portcullis.control.rule;

import static dev.portcullis.control.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ConfigTopic;
import dev.portcullis.control.testing.ConfigTopic.Entry;
import dev.portcullis.control.testing.ControlPlaneTest;
import dev.portcullis.control.testing.Database;
import dev.portcullis.control.testing.FakeNode;
import dev.portcullis.control.testing.KeySourceId;
import dev.portcullis.control.testing.Tokens;
import dev.portcullis.model.KeyReport;
import dev.portcullis.model.KeyReport.ReportedKey;
import dev.portcullis.model.Report;
import dev.portcullis.secret.SecretKeyRing;
import io.restassured.response.ValidatableResponse;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The keys that a rule's tokens are verified with: in the rule, or on each node. */
@ControlPlaneTest
class RuleKeySetApiTest {
    private static final String URI = "https://issuer.example/jwks.json";

    private final Api api = Api.admin();

    @Inject
    @Identifier("default-kafka-broker")
    Map<String, Object> kafka;

    @Inject
    SecretKeyRing secrets;

    @Inject
    Database database;

    @Inject
    ConfigTopic topic;

    private String newPublishedRule(String instance) {
        Map<String, Object> rule = new HashMap<>(Api.ruleWith("jwksUri", URI));
        rule.remove("jwks");
        return api.newRule(instance, rule);
    }

    private FakeNode node(String instance, String nodeId) {
        return new FakeNode(kafka, id(instance), nodeId);
    }

    private static String id(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private KeyReport fresh(String instance, String nodeId) {
        ReportedKey usable = new ReportedKey(Api.publicKey(), List.of("ES256"), null);
        ReportedKey other = new ReportedKey(Map.of("kty", "XYZ"), List.of(), "kty \"XYZ\" is not known");
        return report(instance, nodeId, KeyReport.State.FRESH, List.of(usable, other), null);
    }

    private KeyReport report(
            String instance, String nodeId, KeyReport.State state, List<ReportedKey> keys, @Nullable String error) {
        boolean failed = error != null;
        return new KeyReport(
                Report.FORMAT,
                id(instance),
                nodeId,
                KeySourceId.of(secrets, URI),
                URI,
                state,
                keys,
                keys.isEmpty() ? null : 1_000L,
                2_000L,
                error,
                failed ? 1_500L : null,
                failed ? 3 : 0,
                FakeNode.UNSTAMPED);
    }

    @Test
    void keys_in_the_rule_are_the_same_everywhere() {
        String path = api.newRule(api.newInstance());
        api.get(path + "/keys")
                .statusCode(200)
                .body("source", equalTo("INLINE"))
                .body("keys[0].kid", equalTo("ec-1"))
                .body("keys[0].usable", equalTo(true))
                .body("", not(hasKey("nodes")));
    }

    @Test
    void of_published_keys_every_node_says_what_it_holds() {
        String instance = api.newInstance();
        String path = newPublishedRule(instance);
        api.get(path + "/keys").body("source", equalTo("JWKS_URI")).body("nodes", empty());
        try (FakeNode fresh = node(instance, "a-fresh");
                FakeNode failing = node(instance, "b-failing");
                FakeNode silent = node(instance, "c-silent")) {
            fresh.keys(fresh(instance, "a-fresh"));
            failing.keys(report(instance, "b-failing", KeyReport.State.UNAVAILABLE, List.of(), "TIMED_OUT: no answer"));
            failing.fallSilent();
            await().untilAsserted(() -> api.get(path + "/keys")
                    .body("nodes.nodeId", contains("a-fresh", "b-failing", "c-silent"))
                    .body("nodes.state", contains("FRESH", "UNAVAILABLE", "NOT_REPORTED"))
                    .body("nodes.reachable", contains(true, false, true)));
            String thumbprint = api.get(api.newRule(instance)).extract().path("keys[0].thumbprint");
            api.get(path + "/keys")
                    .body("", not(hasKey("keys")))
                    .body("refreshCounter", equalTo(0))
                    .body("nodes[0].location", equalTo(URI))
                    .body("nodes[0].keys.kid", contains("ec-1", null))
                    .body("nodes[0].keys.kty", contains("EC", "XYZ"))
                    .body("nodes[0].keys.usable", contains(true, false))
                    .body("nodes[0].keys[0]", not(hasKey("reason")))
                    .body("nodes[0].keys[1].reason", equalTo("kty \"XYZ\" is not known"))
                    .body("nodes[0].keys[0].algorithms", contains("ES256"))
                    .body("nodes[0].keys[0].thumbprint", equalTo(thumbprint))
                    .body("nodes[0].fetchedAt", equalTo("1970-01-01T00:00:01Z"))
                    .body("nodes[0].nextRefreshAt", equalTo("1970-01-01T00:00:02Z"))
                    .body("nodes[0]", not(hasKey("lastError")))
                    .body("nodes[1].keys", empty())
                    .body("nodes[1].lastError", equalTo("TIMED_OUT: no answer"))
                    .body("nodes[1].failedAt", equalTo("1970-01-01T00:00:01.500Z"))
                    .body("nodes[1].failuresInARow", equalTo(3));
            assertThat(silent).isNotNull();
        }
    }

    @Test
    void one_report_of_a_source_answers_for_all_its_rules_and_for_no_other() {
        String instance = api.newInstance();
        List<String> paths = List.of(newPublishedRule(instance), newPublishedRule(instance));
        Map<String, Object> elsewhere = new HashMap<>(Api.ruleWith("jwksUri", URI + "?tenant=7"));
        elsewhere.remove("jwks");
        String other = api.newRule(instance, elsewhere);
        try (FakeNode node = node(instance, "one")) {
            node.keys(fresh(instance, "one"));
            for (String path : paths) {
                await().untilAsserted(() -> api.get(path + "/keys").body("nodes.state", contains("FRESH")));
            }
            api.get(other + "/keys").body("nodes.state", contains("NOT_REPORTED"));
        }
    }

    @Test
    void the_counter_of_a_node_is_told_once_it_enforces_the_rule_as_it_is() {
        String instance = api.newInstance();
        String path = newPublishedRule(instance);
        String epoch = epoch(instance);
        try (FakeNode node = node(instance, "one")) {
            node.keys(fresh(instance, "one"));
            node.applied(epoch, 2);
            await().untilAsserted(() -> api.get(path + "/keys")
                    .body("nodes.state", contains("FRESH"))
                    .body("nodes.refreshCounter", contains(0)));

            api.post(path + "/keys:refresh").statusCode(200);
            api.get(path + "/keys")
                    .body("refreshCounter", equalTo(1))
                    .body("nodes.state", contains("FRESH"))
                    .body("nodes[0]", not(hasKey("refreshCounter")));

            newPublishedRule(instance);
            node.applied(epoch, 4);
            await().untilAsserted(() -> api.get(path + "/keys").body("nodes.refreshCounter", contains(1)));
            node.applied("an epoch before", 9);
            await().untilAsserted(() -> api.get(path + "/keys").body("nodes[0]", not(hasKey("refreshCounter"))));
        }
    }

    private String epoch(String instance) {
        return database.column("SELECT epoch FROM instance WHERE id = '" + id(instance) + "'")
                .getFirst();
    }

    @Test
    void what_a_node_said_goes_with_it() {
        String instance = api.newInstance();
        String path = newPublishedRule(instance);
        try (FakeNode leaving = node(instance, "leaving");
                FakeNode killed = node(instance, "killed")) {
            leaving.keys(fresh(instance, "leaving"));
            killed.keys(fresh(instance, "killed"));
            await().untilAsserted(() -> api.get(path + "/keys").body("nodes.state", contains("FRESH", "FRESH")));
            killed.fallSilent();
            api.delete(instance + "/nodes/killed").statusCode(204);
        }
        await().untilAsserted(() -> api.get(path + "/keys").body("nodes", empty()));
        for (String nodeId : List.of("leaving", "killed")) {
            String key = KeyReport.topicKey(id(instance), nodeId, KeySourceId.of(secrets, URI));
            await().untilAsserted(() -> assertThat(topic.named("portcullis.nodes").all().stream()
                            .filter(entry -> key.equals(entry.key()))
                            .map(Entry::value)
                            .toList())
                    .last()
                    .isNull());
        }
    }

    @Test
    void a_refresh_is_a_revision_that_can_be_waited_for() {
        String instance = api.newInstance();
        String path = newPublishedRule(instance);
        String epoch = epoch(instance);
        try (FakeNode node = node(instance, "one")) {
            node.applied(epoch, 2);
            await().untilAsserted(() -> api.get(instance + "/propagation").body("nodes.known", equalTo(1)));
            CompletableFuture<ValidatableResponse> answer = CompletableFuture.supplyAsync(() -> api.request()
                    .header("Prefer", "wait=30")
                    .urlEncodingEnabled(false)
                    .post(path + "/keys:refresh")
                    .then());
            await().untilAsserted(() -> api.get(instance + "/propagation").body("revision", equalTo(3)));
            node.applied(epoch, 3);
            answer.join()
                    .statusCode(200)
                    .header("Portcullis-Revision", "3")
                    .header("Portcullis-Propagation", "APPLIED; applied=1; known=1")
                    .body("jwksUri", equalTo(URI));
        }
        api.get(path + "/keys").body("refreshCounter", equalTo(1));
        Map<String, Object> rule = api.get(path).extract().jsonPath().getMap("");
        rule.put("clockSkew", 5);
        api.put(path, rule).statusCode(200);
        api.get(path + "/keys").body("refreshCounter", equalTo(1));
    }

    @Test
    void keys_that_stand_in_the_rule_cannot_be_fetched_anew() {
        String path = api.newRule(api.newInstance());
        api.post(path + "/keys:refresh")
                .statusCode(409)
                .body("code", equalTo("KEYS_NOT_PUBLISHED"))
                .body("detail", containsString("expected: a rule with jwksUri or discovery"));
        api.get(path).body("revision", equalTo(2));
    }

    @Test
    void viewers_look_and_only_editors_refresh() {
        String path = newPublishedRule(api.newInstance());
        Api viewer = Api.with(Tokens.of("viewer"));
        viewer.get(path + "/keys").statusCode(200);
        viewer.post(path + "/keys:refresh").statusCode(403);
        Api.with(Tokens.of("editor")).post(path + "/keys:refresh").statusCode(200);
        api.get(path.substring(0, path.length() - 1) + "_/keys").statusCode(404);
    }
}
