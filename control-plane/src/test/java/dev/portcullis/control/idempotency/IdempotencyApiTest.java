package dev.portcullis.control.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import dev.portcullis.control.testing.Database;
import dev.portcullis.control.testing.Tokens;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ControlPlaneTest
class IdempotencyApiTest {
    private final Api api = Api.admin();

    @Inject
    Database database;

    private RequestSpecification keyed(String key) {
        return api.request().header("Idempotency-Key", key);
    }

    private Response post(String key, String path, Object body) {
        return keyed(key).urlEncodingEnabled(false).body(body).post(path);
    }

    private static void assertSame(Response again, Response first) {
        assertThat(again.statusCode()).isEqualTo(first.statusCode());
        assertThat(again.asString()).isEqualTo(first.asString());
        for (String field : List.of("ETag", "Location", "Portcullis-Revision", "Content-Type")) {
            assertThat(again.header(field)).as(field).isEqualTo(first.header(field));
        }
        assertThat(first.header("Idempotent-Replayed")).isNull();
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    }

    @Test
    void a_creation_that_is_repeated_creates_nothing_and_answers_the_same() {
        String instance = api.newInstance();
        String key = Api.freshName("key");
        Map<String, Object> rule = Api.rule();
        Response first = post(key, instance + "/rules", rule);
        assertThat(first.statusCode()).isEqualTo(201);
        assertSame(post(key, instance + "/rules", rule), first);
        // Whatever has become of the rule since: the answer is about that request.
        String path = instance + "/rules/" + first.path("id");
        api.delete(path).statusCode(204);
        assertSame(post(key, instance + "/rules", rule), first);
        api.get(instance + "/rules").body("totalSize", equalTo(0));
        api.get(instance + "/propagation").body("revision", equalTo(3));
    }

    @Test
    void everything_that_can_be_created_can_be_created_once() {
        String instance = api.newInstance();
        String conditions = api.newRule(instance) + "/authorizations";
        Map<String, Object> bodies = Map.of(
                "/instances",
                Map.of("name", Api.freshName("once")),
                instance + "/routes",
                Api.route(),
                conditions,
                Api.authorization("/a"));
        bodies.forEach((path, body) -> {
            String key = Api.freshName("key");
            Response first = post(key, path, body);
            assertThat(first.statusCode()).isEqualTo(201);
            assertSame(post(key, path, body), first);
        });
        api.get(conditions).body("totalSize", equalTo(1));
        api.get(instance + "/routes").body("totalSize", equalTo(1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_action_that_is_repeated_does_not_undo_what_others_did_since(boolean wasSo) {
        String rule = api.newRule(api.newInstance(), Api.ruleWith("enabled", wasSo));
        String key = Api.freshName("key");
        Response first = keyed(key).post(rule + "/enable");
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.header("Portcullis-Revision")).isEqualTo(wasSo ? "2" : "3");
        String disabled = api.post(rule + "/disable")
                .header("Portcullis-Revision", wasSo ? "3" : "4")
                .extract()
                .header("ETag");
        assertSame(keyed(key).post(rule + "/enable"), first);
        api.get(rule).body("enabled", equalTo(false)).header("ETag", disabled);
    }

    @Test
    void a_repeated_request_is_answered_before_what_it_expects_is_judged() {
        String rule = api.newRule(api.newInstance());
        String tag = api.get(rule).extract().header("ETag");
        String key = Api.freshName("key");
        Response first = keyed(key).header("If-Match", tag).post(rule + "/enable");
        assertThat(first.statusCode()).isEqualTo(200);
        assertSame(keyed(key).header("If-Match", tag).post(rule + "/enable"), first);
    }

    @Test
    void a_key_belongs_to_one_request() {
        String instance = api.newInstance();
        String key = Api.freshName("key");
        Map<String, Object> rule = Api.rule();
        post(key, instance + "/rules", rule).then().statusCode(201);
        for (String path : List.of(instance + "/rules", instance + "/routes")) {
            post(key, path, Api.rule())
                    .then()
                    .statusCode(422)
                    .contentType("application/problem+json")
                    .body("code", equalTo("IDEMPOTENCY_KEY_REUSED"));
        }
        api.get(instance + "/rules").body("totalSize", equalTo(1));
        String rollback = instance + "/revisions/1:rollback";
        String other = Api.freshName("key");
        post(other, rollback, Map.of()).then().statusCode(200);
        post(other, rollback + "?prune=force", Map.of())
                .then()
                .statusCode(422)
                .body("code", equalTo("IDEMPOTENCY_KEY_REUSED"));
    }

    @Test
    void a_key_belongs_to_its_caller() {
        String instance = api.newInstance();
        String key = Api.freshName("key");
        Map<String, Object> rule = Api.rule();
        String id = post(key, instance + "/rules", rule).path("id");
        Api other = Api.with(Tokens.sign(Tokens.claims("admin").subject("somebody else")));
        other.request()
                .header("Idempotency-Key", key)
                .body(rule)
                .post(instance + "/rules")
                .then()
                .statusCode(409)
                .body("code", equalTo("NAME_TAKEN"));
        assertThat(post(key, instance + "/rules", rule).<String>path("id")).isEqualTo(id);
        Api.with(Tokens.sign(Tokens.claims("viewer")))
                .request()
                .header("Idempotency-Key", key)
                .body(rule)
                .post(instance + "/rules")
                .then()
                .statusCode(403);
        Api nobody = Api.with(Tokens.sign(Tokens.claims("admin").subject("")));
        nobody.request()
                .header("Idempotency-Key", key)
                .body(rule)
                .post(instance + "/rules")
                .then()
                .statusCode(400)
                .body("detail", containsString("sub"));
    }

    @Test
    void a_refusal_is_not_kept_for_it_changed_nothing() {
        String instance = api.newInstance();
        String key = Api.freshName("key");
        String name = Api.freshName("clash");
        Map<String, Object> rule = Api.ruleWith("name", name);
        String holder = api.newRule(instance, Api.ruleWith("name", name));
        post(key, instance + "/rules", rule).then().statusCode(409);
        api.delete(holder).statusCode(204);
        post(key, instance + "/rules", rule).then().statusCode(201).header("Idempotent-Replayed", nullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "with space", "tab\there", "256"})
    void a_malformed_key_does_nothing(String key) {
        String instance = api.newInstance();
        post(key.equals("256") ? "k".repeat(256) : key, instance + "/rules", Api.rule())
                .then()
                .statusCode(400)
                .body("code", equalTo("INVALID_PARAMETER"))
                .body("detail", containsString("Idempotency-Key"));
        api.get(instance + "/rules").body("totalSize", equalTo(0));
        post("k".repeat(200) + Api.freshName("-"), instance + "/rules", Api.rule())
                .then()
                .statusCode(201);
    }

    @Test
    void two_keys_are_none() {
        keyed(Api.freshName("one"))
                .header("Idempotency-Key", Api.freshName("other"))
                .body(Map.of("name", Api.freshName("two-keys")))
                .post("/instances")
                .then()
                .statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void of_ten_that_come_at_once_one_is_done_and_all_get_its_answer(boolean isInstance) throws Exception {
        String path = isInstance ? "/instances" : api.newInstance() + "/rules";
        Object body = isInstance ? Map.of("name", Api.freshName("at-once")) : Api.rule();
        String key = Api.freshName("key");
        CyclicBarrier start = new CyclicBarrier(10);
        List<Future<Response>> answers = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 10; i++) {
                answers.add(callers.submit(() -> {
                    start.await();
                    return post(key, path, body);
                }));
            }
        }
        for (Future<Response> answer : answers) {
            assertThat(answer.get().statusCode()).isEqualTo(201);
            assertThat(answer.get().asString())
                    .isEqualTo(answers.getFirst().get().asString());
        }
        long done = 0;
        for (Future<Response> answer : answers) {
            done += answer.get().header("Idempotent-Replayed") == null ? 1 : 0;
        }
        assertThat(done).isEqualTo(1);
    }

    @Test
    void after_a_day_the_key_is_free_and_what_it_kept_is_removed_by_later_writes() {
        String instance = api.newInstance();
        String key = Api.freshName("key");
        String other = Api.freshName("key");
        post(key, instance + "/rules", Api.rule()).then().statusCode(201);
        post(other, instance + "/rules", Api.rule()).then().statusCode(201);
        age(key, "23 hours 59 minutes");
        post(key, instance + "/rules", Api.rule()).then().statusCode(422);
        age(key, "24 hours");
        age(other, "25 hours");
        post(key, instance + "/rules", Api.rule()).then().statusCode(201);
        assertThat(kept(key)).isEqualTo("1");
        assertThat(kept(other)).isEqualTo("0");
    }

    private void age(String key, String age) {
        database.execute("UPDATE idempotent_answer SET created_at = now() - interval '" + age
                + "' WHERE idempotency_key = '" + key + "'");
    }

    private String kept(String key) {
        return database.column("SELECT count(*) FROM idempotent_answer WHERE idempotency_key = '" + key + "'")
                .getFirst();
    }

    @Test
    void the_answer_is_kept_by_the_transaction_that_makes_the_change_and_without_the_secret() {
        String key = Api.freshName("key");
        String secret = "c2VjcmV0LW9mLXRoZS1pZGVtcG90ZW5jeS10ZXN0LTMy";
        Map<String, Object> rule =
                Api.ruleWith("jwks", Map.of("keys", List.of(Map.of("kty", "oct", "kid", "s1", "k", secret))));
        String id = post(key, api.newInstance() + "/rules", rule).path("id");
        assertThat(database.column("SELECT a.xmin = r.xmin FROM idempotent_answer a, rule r WHERE r.id = '" + id
                        + "' AND a.idempotency_key = '" + key + "'"))
                .containsExactly("t");
        assertThat(database.dump()).contains(key, id).doesNotContain(secret);
        assertThat(database.column("SELECT a::text FROM idempotent_answer a WHERE idempotency_key = '" + key + "'"))
                .singleElement()
                .asString()
                .contains(id)
                .doesNotContain("tester");
    }

    @Test
    void a_repeated_request_may_wait_for_the_nodes_once_more() {
        String instance = api.newInstance();
        String key = Api.freshName("key");
        Map<String, Object> rule = Api.rule();
        post(key, instance + "/rules", rule).then().statusCode(201);
        keyed(key)
                .header("Prefer", "wait=5")
                .body(rule)
                .post(instance + "/rules")
                .then()
                .statusCode(201)
                .header("Idempotent-Replayed", "true")
                .header("Preference-Applied", "wait")
                .header("Portcullis-Propagation", "NO_NODES; applied=0; known=0");
    }

    @Test
    void other_methods_may_be_repeated_without_a_key_and_have_no_use_for_one() {
        String rule = api.newRule(api.newInstance());
        String key = Api.freshName("key");
        for (int clockSkew : List.of(1, 2)) {
            keyed(key)
                    .body(Api.ruleWith("clockSkew", clockSkew))
                    .put(rule)
                    .then()
                    .statusCode(200)
                    .body("clockSkew", equalTo(clockSkew));
        }
        assertThat(kept(key)).isEqualTo("0");
    }
}
