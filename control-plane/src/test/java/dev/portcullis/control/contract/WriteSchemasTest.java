package dev.portcullis.control.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import io.restassured.path.json.JsonPath;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requests are read by hand: what the reader knows and what the contract says are compared here. */
@ControlPlaneTest
class WriteSchemasTest {
    private final Api api = Api.admin();

    private void knowsExactly(String path, String schema) {
        JsonPath problem = api.request()
                .urlEncodingEnabled(false)
                .body(Map.of("noSuchField", 1))
                .post(path)
                .then()
                .statusCode(422)
                .extract()
                .jsonPath();
        String message = problem.getString("violations.find { it.field == 'noSuchField' }.message");
        String[] known = message.substring(message.indexOf("expected: ") + 10, message.length() - 1)
                .split(", ");
        Map<String, Object> properties = given().queryParam("format", "json")
                .get("/openapi")
                .jsonPath()
                .getMap("components.schemas." + schema + ".properties");
        assertThat(properties.keySet()).containsExactlyInAnyOrderElementsOf(Arrays.asList(known));
    }

    @Test
    void each_write_schema_names_the_fields_that_are_read() {
        String instance = api.newInstance();
        knowsExactly("/instances", "InstanceWrite");
        knowsExactly(instance + "/routes", "RouteWrite");
        knowsExactly(instance + "/rules", "RuleWrite");
        String rule = api.newRule(instance);
        knowsExactly(rule + "/authorizations", "AuthorizationWrite");
        knowsExactly(rule + "/authorizations:batch", "AuthorizationBatch");
        knowsExactly(instance + ":apply", "InstanceDocument");
    }
}
