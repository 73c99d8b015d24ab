package dev.portcullis.control.precondition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ControlPlaneTest
class ConditionalRequestApiTest {
    private final Api api = Api.admin();

    /** The resources that have an ETag. */
    private enum Kind {
        INSTANCE,
        ROUTE,
        RULE,
        AUTHORIZATION
    }

    private String make(Kind kind, String instance) {
        return switch (kind) {
            case INSTANCE -> instance;
            case ROUTE ->
                instance + "/routes/"
                        + api.post(instance + "/routes", Api.route()).extract().<String>path("id");
            case RULE -> api.newRule(instance);
            case AUTHORIZATION -> {
                String list = api.newRule(instance) + "/authorizations";
                yield list + "/"
                        + api.post(list, Api.authorization("/a")).extract().<String>path("id");
            }
        };
    }

    private static Map<String, Object> document(Kind kind) {
        return switch (kind) {
            case INSTANCE -> Map.of("name", Api.freshName("renamed"));
            case ROUTE -> Api.route();
            case RULE -> Api.rule();
            case AUTHORIZATION -> Api.authorization("/" + Api.freshName("b"));
        };
    }

    private String tag(String path) {
        return api.get(path).statusCode(200).extract().header("ETag");
    }

    private String revision(String path) {
        return api.get(path).extract().path("revision").toString();
    }

    private ValidatableResponse put(String path, Object body, String ifMatch) {
        return api.request().header("If-Match", ifMatch).body(body).put(path).then();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void every_answer_with_the_resource_has_its_tag(Kind kind) {
        String path = make(kind, api.newInstance());
        String created = tag(path);
        assertThat(created).matches("\"[!#-~]+\"");
        String replaced =
                api.put(path, document(kind)).statusCode(200).extract().header("ETag");
        assertThat(replaced).isNotEqualTo(created).isEqualTo(tag(path));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void a_replacement_that_changes_nothing_leaves_the_tag(Kind kind) {
        String path = make(kind, api.newInstance());
        String tag = tag(path);
        Object read = api.get(path).extract().as(Object.class);
        api.put(path, read).statusCode(200).header("ETag", tag);
        assertThat(tag(path)).isEqualTo(tag);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void a_stale_copy_overwrites_and_deletes_nothing_and_a_fresh_one_does(Kind kind) {
        String path = make(kind, api.newInstance());
        String stale = tag(path);
        String fresh = api.put(path, document(kind)).extract().header("ETag");
        put(path, document(kind), stale)
                .statusCode(412)
                .contentType("application/problem+json")
                .body("code", equalTo("PRECONDITION_FAILED"))
                .body("detail", equalTo("ETag " + fresh + " (expected: If-Match: " + stale + ")"));
        api.request().header("If-Match", stale).delete(path).then().statusCode(412);
        assertThat(tag(path)).isEqualTo(fresh);

        String newest = put(path, document(kind), "\"other\", " + fresh)
                .statusCode(200)
                .extract()
                .header("ETag");
        api.request()
                .header("If-Match", newest)
                .delete(kind == Kind.INSTANCE ? path + "?cascade=true" : path)
                .then()
                .statusCode(204);
        put(path, document(kind), newest).statusCode(404);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void a_reader_that_has_the_newest_state_gets_it_only_once(Kind kind) {
        String path = make(kind, api.newInstance());
        String tag = tag(path);
        for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
            api.request()
                    .header("If-None-Match", known)
                    .get(path)
                    .then()
                    .statusCode(304)
                    .header("ETag", tag)
                    .body(emptyString());
        }
        api.put(path, document(kind)).statusCode(200);
        api.request().header("If-None-Match", tag).get(path).then().statusCode(200);
        api.request().header("If-Match", tag).get(path).then().statusCode(412);
    }

    @Test
    void enabling_and_disabling_heed_what_is_expected() {
        String rule = api.newRule(api.newInstance());
        String disabled = tag(rule);
        String enabled = api.request()
                .header("If-Match", disabled)
                .post(rule + "/enable")
                .then()
                .statusCode(200)
                .extract()
                .header("ETag");
        assertThat(enabled).isNotEqualTo(disabled).isEqualTo(tag(rule));
        api.request()
                .header("If-Match", disabled)
                .post(rule + "/disable")
                .then()
                .statusCode(412);
        api.get(rule).body("enabled", equalTo(true)).header("ETag", enabled);
        api.post(rule + "/enable").statusCode(200).header("ETag", enabled);
    }

    @Test
    void a_weak_tag_never_allows_a_write_and_a_star_always_does() {
        String rule = api.newRule(api.newInstance());
        put(rule, Api.rule(), "W/" + tag(rule)).statusCode(412);
        put(rule, Api.rule(), "*").statusCode(200);
        api.request()
                .header("If-None-Match", "*")
                .body(Api.rule())
                .put(rule)
                .then()
                .statusCode(412)
                .body("detail", containsString("expected: If-None-Match: *"));
    }

    @Test
    void what_changes_inside_an_instance_leaves_the_instances_tag() {
        String instance = api.newInstance();
        String tag = tag(instance);
        String rule = api.newRule(instance);
        String ruleTag = tag(rule);
        api.post(rule + "/authorizations", Api.authorization("/a")).statusCode(201);
        assertThat(tag(instance)).isEqualTo(tag);
        assertThat(tag(rule)).isEqualTo(ruleTag);
        put(instance, Map.of("name", Api.freshName("still-mine")), tag).statusCode(200);
    }

    @Test
    void an_instance_that_was_made_anew_has_another_tag() {
        String id = Api.freshName("reborn");
        Map<String, Object> instance = Map.of("id", id, "name", id);
        String first = api.post("/instances", instance)
                .statusCode(201)
                .header("ETag", matchesPattern("\".*\""))
                .extract()
                .header("ETag");
        api.delete("/instances/" + id).statusCode(204);
        String second = api.post("/instances", instance).extract().header("ETag");
        assertThat(second).isNotEqualTo(first);
        put("/instances/" + id, instance, first).statusCode(412);
        put("/instances/" + id, instance, second).statusCode(200);
    }

    @Test
    void an_instance_can_be_created_only_if_its_id_is_free() {
        String id = Api.freshName("mine");
        api.request()
                .header("If-None-Match", "*")
                .body(Map.of("id", id, "name", id))
                .post("/instances")
                .then()
                .statusCode(201)
                .header("ETag", tag("/instances/" + id));
        api.request()
                .header("If-None-Match", "*")
                .body(Map.of("id", id, "name", id + "-2"))
                .post("/instances")
                .then()
                .statusCode(412);
        api.post("/instances", Map.of("id", id, "name", id + "-2"))
                .statusCode(409)
                .body("code", equalTo("ID_TAKEN"));
    }

    @Test
    void what_is_not_there_yet_matches_no_tag() {
        String instance = api.newInstance();
        api.request()
                .header("If-Match", tag(instance))
                .body(Api.rule())
                .post(instance + "/rules")
                .then()
                .statusCode(412)
                .body("detail", containsString("no such resource"));
        assertThat(revision(instance)).isEqualTo("1");
        api.get(instance + "/propagation").body("revision", equalTo(1));
    }

    @Test
    void a_state_that_is_not_expected_is_said_before_the_faults_of_the_body() {
        String rule = api.newRule(api.newInstance());
        put(rule, Map.of(), "\"other\"").statusCode(412);
        put(rule, Map.of(), "*").statusCode(422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "\"a", "\"a\" \"b\"", "*, \"a\"", ","})
    void a_malformed_expectation_changes_nothing(String value) {
        String rule = api.newRule(api.newInstance());
        String tag = tag(rule);
        put(rule, Api.rule(), value)
                .statusCode(400)
                .body("code", equalTo("INVALID_PARAMETER"))
                .body("detail", containsString("If-Match: malformed (expected: "));
        api.request().header("If-None-Match", value).get(rule).then().statusCode(400);
        api.request().header("If-Match", value).delete(rule).then().statusCode(400);
        assertThat(tag(rule)).isEqualTo(tag);
    }

    @Test
    void writing_the_same_secret_again_changes_nothing() {
        Map<String, Object> key = new HashMap<>(Map.of("kty", "oct", "kid", "s1", "k", "A".repeat(43)));
        Map<String, Object> secret = Api.ruleWith("jwks", Map.of("keys", List.of(key)));
        String rule = api.newRule(api.newInstance(), secret);
        String tag = tag(rule);
        api.put(rule, secret).statusCode(200).header("ETag", tag);
        key.put("k", "B".repeat(42) + "A");
        assertThat(api.put(rule, secret).statusCode(200).extract().header("ETag"))
                .isNotEqualTo(tag);
    }
}
