package dev.portcullis.control.problem;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import io.restassured.response.ValidatableResponse;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ControlPlaneTest
class ProblemApiTest {
    private static final String PROBLEM = "application/problem+json";

    private final Api api = Api.admin();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "\"text\"",
                "{\"name\":\"a\"} x",
                "{\"name\":\"a\",\"name\":\"b\"}",
                "{'name':1}",
                "{\"name\":NaN}"
            })
    void a_body_that_is_no_json_object_is_refused(String body) {
        api.request()
                .body(body)
                .post("/instances")
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("code", equalTo("MALFORMED_JSON"));
    }

    @Test
    void json_that_nests_too_deep_is_refused() {
        api.request()
                .body("{\"name\":" + "[".repeat(100) + "]".repeat(100) + "}")
                .post("/instances")
                .then()
                .statusCode(400)
                .body("code", equalTo("MALFORMED_JSON"))
                .body("detail", containsString("64"));
    }

    @Test
    void what_is_wrong_with_a_body_is_said_without_quoting_it() {
        api.request()
                .body("{\"jwks\": c2VjcmV0 }")
                .post("/instances")
                .then()
                .statusCode(400)
                .body("detail", containsString("line 1"))
                .body("detail", not(containsString("c2VjcmV0")));
    }

    @Test
    void a_body_over_2_mebibytes_is_refused_and_one_just_below_is_read() {
        api.request()
                .body("{\"name\":\"" + "x".repeat(2 * 1024 * 1024) + "\"}")
                .post("/instances")
                .then()
                .statusCode(413)
                .contentType(PROBLEM)
                .body("code", equalTo("BODY_TOO_LARGE"));
        api.request()
                .body("{\"name\":\"" + "x".repeat(2 * 1024 * 1024 - 20) + "\"}")
                .post("/instances")
                .then()
                .statusCode(422);
    }

    @Test
    void other_media_types_are_refused() {
        api.request()
                .contentType("text/plain")
                .body("{}")
                .post("/instances")
                .then()
                .statusCode(415)
                .contentType(PROBLEM)
                .body("code", equalTo("UNSUPPORTED_MEDIA_TYPE"));
        api.request()
                .accept("text/html")
                .get("/instances")
                .then()
                .statusCode(406)
                .contentType(PROBLEM)
                .body("code", equalTo("NOT_ACCEPTABLE"));
    }

    @Test
    void an_unknown_method_or_address_is_a_problem_too() {
        api.request()
                .body(Map.of())
                .put("/instances")
                .then()
                .statusCode(405)
                .contentType(PROBLEM)
                .body("code", equalTo("METHOD_NOT_ALLOWED"));
        for (String path : List.of("/api/v1/instance", "/api/v2/instances", "/nothing")) {
            given().auth()
                    .oauth2(dev.portcullis.control.testing.Tokens.of("admin"))
                    .get(path)
                    .then()
                    .statusCode(404)
                    .contentType(PROBLEM)
                    .body("code", equalTo("NOT_FOUND"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "501", "-1", "x", "1e2", "99999999999"})
    void a_page_size_out_of_range_is_refused(String size) {
        api.get("/instances?pageSize=" + size).statusCode(400).body("code", equalTo("INVALID_PARAMETER"));
    }

    @Test
    void the_request_id_is_taken_over_if_it_is_plain_and_made_otherwise() {
        api.request()
                .header("X-Request-Id", "trace-42")
                .get("/instances/absent")
                .then()
                .header("X-Request-Id", "trace-42")
                .body("requestId", equalTo("trace-42"));
        api.request()
                .header("X-Request-Id", "<script>")
                .get("/instances/absent")
                .then()
                .header("X-Request-Id", matchesPattern("[0-9a-f-]{36}"));
    }

    @Test
    void script_in_a_text_field_is_text_and_sql_is_no_sql() {
        String name = "<script>alert(1)</script>'; DROP TABLE rule; --".substring(0, 47) + Api.freshName("");
        api.post("/instances", Map.of("name", name)).statusCode(201).body("name", equalTo(name));
        api.get("/instances/' OR 1=1 --").statusCode(404);
    }

    @Test
    void of_many_faults_the_first_hundred_are_listed_and_all_are_counted() {
        Map<String, Object> instance = new HashMap<>();
        instance.put("name", "many");
        for (int i = 0; i < 5_000; i++) {
            instance.put("unknown-" + i + "-" + "x".repeat(i % 200), i);
        }
        isBounded(api.post("/instances", instance), 5_000).body("detail", containsString("the first 100"));

        // As many as are listed, and one more.
        String tooMany = "{\"name\":\"a\"" + unknown(101) + "}";
        String allListed = "{\"name\":\"a\"" + unknown(100) + "}";
        isBounded(api.request().body(tooMany).post("/instances").then(), 101);
        isBounded(api.request().body(allListed).post("/instances").then(), 100)
                .body("detail", not(containsString("the first")));
    }

    private static String unknown(int count) {
        return IntStream.range(0, count).mapToObj(i -> ",\"u" + i + "\":1").collect(Collectors.joining());
    }

    @Test
    void what_is_long_is_quoted_in_part_wherever_it_stands() {
        String lengthy = "x".repeat(5_000);
        String instance = api.newInstance();
        isBounded(api.post("/instances", Map.of("name", "a", "labels", Map.of(lengthy, lengthy))), 2);
        isBounded(api.post(instance + "/rules", Api.ruleWith(lengthy, 1)), 1);
        isBounded(api.post(instance + "/rules", Api.ruleWith("issuer", Map.of(lengthy, 1))), 1);
        isBounded(api.post(instance + "/rules", Api.ruleWith("authorizationMode", lengthy)), 1);
        isBounded(
                api.post(
                        instance + "/rules",
                        Api.ruleWith("jwks", Map.of("keys", List.of(Map.of("kty", "EC", "kid", lengthy))))),
                null);
        isBounded(
                api.post(
                        instance + "/rules",
                        Api.ruleWith(
                                "jwks",
                                Map.of("keys", Collections.nCopies(100, Map.of("kty", lengthy, "use", lengthy))))),
                null);
        isBounded(
                api.post(
                        instance + "/routes",
                        Map.of(
                                "name",
                                "a",
                                "hosts",
                                List.of(lengthy),
                                "upstream",
                                Map.of("targets", List.of(lengthy)))),
                2);
        api.request()
                .queryParam("x".repeat(1_000), 1)
                .get("/instances")
                .then()
                .statusCode(400)
                .body("violations.message.max { it.length() }.length()", lessThan(300));
    }

    private static ValidatableResponse isBounded(ValidatableResponse answer, @Nullable Integer count) {
        answer.statusCode(422)
                .body("violations.size()", lessThanOrEqualTo(100))
                .body("violations.collect { it.field.length() + it.message.length() }.max()", lessThan(300));
        return count == null ? answer : answer.body("violationCount", equalTo(count));
    }
}
