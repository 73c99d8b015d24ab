package dev.portcullis.control.instance;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@ControlPlaneTest
class InstanceApiTest {
    private final Api api = Api.admin();

    @Test
    void an_instance_is_created_read_replaced_and_deleted() {
        String name = Api.freshName("Höhle");
        var created = api.post("/instances", Map.of("name", name, "labels", Map.of("tier", "gold")))
                .statusCode(201)
                .header("Portcullis-Revision", "1")
                .body("id", matchesPattern("gw-[0-9a-z]{11}"))
                .body("name", equalTo(name))
                .body("labels.tier", equalTo("gold"))
                .body("requestPolicy.allowSemicolon", equalTo(false))
                .body("revision", equalTo(1))
                .body("createdAt", notNullValue())
                .body("description", nullValue());
        String id = created.extract().path("id");
        created.header("Location", endsWith("/api/v1/instances/" + id));

        api.put("/instances/" + id, Map.of("name", name, "requestPolicy", Map.of("allowSemicolon", true)))
                .statusCode(200)
                .header("Portcullis-Revision", "2")
                .body("requestPolicy.allowSemicolon", equalTo(true))
                .body("labels", equalTo(Map.of()))
                .body("revision", equalTo(2));
        api.get("/instances/" + id).statusCode(200).body("requestPolicy.allowSemicolon", equalTo(true));

        api.delete("/instances/" + id).statusCode(204).header("Portcullis-Revision", "3");
        api.get("/instances/" + id).statusCode(404).body("code", equalTo("NOT_FOUND"));
        api.delete("/instances/" + id).statusCode(404);
    }

    @Test
    void an_id_may_be_chosen_and_is_taken_then() {
        String id = Api.freshName("chosen");
        api.post("/instances", Map.of("id", id, "name", id)).statusCode(201).body("id", equalTo(id));
        api.post("/instances", Map.of("id", id, "name", id + " again"))
                .statusCode(409)
                .contentType("application/problem+json")
                .body("code", equalTo("ID_TAKEN"));
    }

    @Test
    void a_deleted_id_can_be_made_again_and_starts_at_revision_one() {
        String id = Api.freshName("phoenix");
        api.post("/instances", Map.of("id", id, "name", id)).statusCode(201);
        api.delete("/instances/" + id).statusCode(204);
        api.post("/instances", Map.of("id", id, "name", id)).statusCode(201).header("Portcullis-Revision", "1");
    }

    @Test
    void a_name_belongs_to_one_instance_only() {
        String name = Api.freshName("twin");
        api.post("/instances", Map.of("name", name)).statusCode(201);
        api.post("/instances", Map.of("name", name)).statusCode(409).body("code", equalTo("NAME_TAKEN"));
        String other = api.newInstance();
        api.put(other, Map.of("name", name)).statusCode(409).body("code", equalTo("NAME_TAKEN"));
    }

    @Test
    void every_fault_of_a_document_is_named_at_once() {
        Map<String, Object> labels = new HashMap<>();
        for (int i = 0; i < 33; i++) {
            labels.put("label-" + i, "");
        }
        api.post(
                        "/instances",
                        Map.of(
                                "id",
                                "No_Good",
                                "name",
                                "x".repeat(65),
                                "region",
                                7,
                                "labels",
                                labels,
                                "requestPolicy",
                                Map.of("allowSemicolon", "yes", "allowAnything", true),
                                "revision",
                                99))
                .statusCode(422)
                .contentType("application/problem+json")
                .body("code", equalTo("VALIDATION_FAILED"))
                .body("type", equalTo("urn:portcullis:problem:validation-failed"))
                .body("status", equalTo(422))
                .body("requestId", notNullValue())
                .body(
                        "violations.field",
                        hasItems(
                                "id",
                                "name",
                                "region",
                                "labels",
                                "requestPolicy.allowSemicolon",
                                "requestPolicy.allowAnything",
                                "revision"))
                .body("violations.size()", equalTo(7))
                .body(
                        "violations.find { it.field == 'name' }.message",
                        containsString("65 characters (expected: text of 1 to 64"))
                .body("violations.find { it.field == 'revision' }.message", containsString("unknown field"));
    }

    @Test
    void what_was_read_can_be_written_back_and_changes_nothing() {
        String instance = api.newInstance();
        Map<String, Object> read = api.get(instance).extract().as(JSON_OBJECT);
        api.put(instance, read)
                .statusCode(200)
                .header("Portcullis-Revision", "1")
                .body("revision", equalTo(1));
    }

    @Test
    void what_the_server_makes_cannot_be_assigned() {
        String instance = api.newInstance();
        Map<String, Object> read = new HashMap<>(api.get(instance).extract().as(JSON_OBJECT));
        read.put("revision", 7);
        read.put("id", "other");
        api.put(instance, read)
                .statusCode(422)
                .body("violations.field", hasItems("revision", "id"))
                .body(
                        "violations.find { it.field == 'revision' }.message",
                        equalTo("differs (expected: 1, or the field left out)"));
    }

    @Test
    void one_with_contents_goes_only_by_cascade_and_with_every_rule_disabled() {
        String instance = api.newInstance();
        String rule = api.newRule(instance, Api.ruleWith("enabled", true));
        api.delete(instance).statusCode(409).body("code", equalTo("INSTANCE_NOT_EMPTY"));
        api.delete(instance + "?cascade=true").statusCode(409).body("code", equalTo("RULE_ENABLED"));
        api.post(rule + "/disable").statusCode(200);
        api.delete(instance).statusCode(409).body("code", equalTo("INSTANCE_NOT_EMPTY"));
        for (String query : List.of(
                "cascade=yes", "cascade=TRUE", "cascade=", "cascade", "Cascade=true", "cascade=true&force=true")) {
            api.delete(instance + "?" + query).statusCode(400).body("code", equalTo("INVALID_PARAMETER"));
        }
        api.delete(instance + "?cascade=false").statusCode(409).body("code", equalTo("INSTANCE_NOT_EMPTY"));
        api.delete(instance + "?cascade=true").statusCode(204);
        api.get(rule).statusCode(404);
    }

    private static final io.restassured.common.mapper.TypeRef<Map<String, Object>> JSON_OBJECT =
            new io.restassured.common.mapper.TypeRef<>() {};
}
