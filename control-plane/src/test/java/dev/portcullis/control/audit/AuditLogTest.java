package dev.portcullis.control.audit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import dev.portcullis.control.testing.Eventually;
import dev.portcullis.control.testing.LogCapture;
import dev.portcullis.control.testing.Tokens;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@ControlPlaneTest
class AuditLogTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    EntityManager entities;

    private final Api admin = Api.admin();
    private final LogCapture log = LogCapture.of(AuditLog.CATEGORY, Level.INFO);

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void a_write_is_told_with_its_caller_operation_and_revision() throws JsonProcessingException {
        String instance = admin.newInstance();
        String id = Api.freshName("request");
        send("editor", id).body(Api.rule()).post(instance + "/rules").then().statusCode(201);
        JsonNode entry = entry(id);
        assertThat(entry.propertyStream().map(Map.Entry::getKey))
                .containsExactly(
                        "requestId",
                        "caller",
                        "operation",
                        "method",
                        "path",
                        "outcome",
                        "status",
                        "millis",
                        "revision");
        assertThat(entry.get("caller").asText()).isEqualTo("tester");
        assertThat(entry.get("operation").asText()).isEqualTo("createRule");
        assertThat(entry.get("method").asText()).isEqualTo("POST");
        assertThat(entry.get("path").asText()).isEqualTo("/api/v1/instances/{instanceId}/rules");
        assertThat(entry.get("outcome").asText()).isEqualTo("DONE");
        assertThat(entry.get("status").asInt()).isEqualTo(201);
        assertThat(entry.get("millis").isIntegralNumber()).isTrue();
        assertThat(entry.get("revision").asText()).isEqualTo("2");
    }

    @Test
    void a_path_is_told_without_the_expressions_of_its_parameters() throws JsonProcessingException {
        String instance = admin.newInstance();
        String id = Api.freshName("request");
        send("viewer", id).get(instance + "/revisions/1/diff?to=1").then().statusCode(200);
        assertThat(entry(id).get("path").asText())
                .isEqualTo("/api/v1/instances/{instanceId}/revisions/{revision}/diff");
    }

    @Test
    void refusals_are_told_wherever_they_happen() throws JsonProcessingException {
        String instance = admin.newInstance();
        String[] ids = new String[7];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = Api.freshName("request");
        }
        given().header("X-Request-Id", ids[0]).get("/api/v1" + instance).then().statusCode(401);
        Api.with("not.a.token")
                .request()
                .header("X-Request-Id", ids[1])
                .get(instance)
                .then()
                .statusCode(401);
        send("viewer", ids[2]).delete(instance).then().statusCode(403);
        send("admin", ids[3]).body("{").put(instance).then().statusCode(400);
        send("admin", ids[4]).get(instance + "/rules/jr-none").then().statusCode(404);
        send("admin", ids[5]).get("/nothing-of-the-kind").then().statusCode(404);
        send("admin", ids[6]).body(" ".repeat(3 << 20)).put(instance).then().statusCode(413);

        assertRefused(ids[0], "", "getInstance", "UNAUTHENTICATED");
        assertRefused(ids[1], "", "getInstance", "UNAUTHENTICATED");
        assertRefused(ids[2], "tester", "deleteInstance", "FORBIDDEN");
        assertRefused(ids[3], "tester", "replaceInstance", "MALFORMED_JSON");
        assertRefused(ids[4], "tester", "getRule", "NOT_FOUND");
        assertRefused(ids[5], "", "", "NOT_FOUND");
        assertRefused(ids[6], "tester", "replaceInstance", "BODY_TOO_LARGE");
    }

    private void assertRefused(String id, String caller, String operation, String code) throws JsonProcessingException {
        JsonNode entry = entry(id);
        assertThat(List.of(
                        entry.path("outcome").asText(),
                        entry.path("caller").asText(),
                        entry.path("operation").asText(),
                        entry.path("code").asText()))
                .containsExactly("REFUSED", caller, operation, code);
    }

    @Test
    void what_a_client_writes_into_path_and_query_is_not_told() throws JsonProcessingException {
        String id = Api.freshName("request");
        send("admin", id).get("/instances/told-in-path?told-in-query=1").then().statusCode(400);
        assertThat(entry(id).toString()).doesNotContain("told-in-path").doesNotContain("told-in-query");
        String astray = Api.freshName("request");
        send("admin", astray).get("/told-in-path?q=told-in-query").then().statusCode(404);
        assertThat(entry(astray).toString()).doesNotContain("told-in-path").doesNotContain("told-in-query");
    }

    @Test
    void operations_are_measured_by_their_id_and_the_class_of_their_status() {
        admin.newInstance();
        admin.get("/instances/absent").statusCode(404);
        Eventually.await()
                .untilAsserted(
                        () -> assertThat(given().get("/q/metrics").asString().lines())
                                .anyMatch(
                                        line -> line.matches(
                                                "portcullis_api_requests_seconds_count\\{operation=\"createInstance\",status=\"2xx\"} \\S+"))
                                .anyMatch(
                                        line -> line.matches(
                                                "portcullis_api_requests_seconds_sum\\{operation=\"getInstance\",status=\"4xx\"} \\S+")));
    }

    @Test
    void slow_statements_are_logged_without_their_parameters() {
        try (LogCapture slow = LogCapture.of("org.hibernate.SQL_SLOW", Level.INFO)) {
            String name = Api.freshName("told-as-a-parameter");
            QuarkusTransaction.requiringNew()
                    .run(() -> entities.createNativeQuery(
                                    "SELECT CAST(pg_sleep(0.05) AS text), CAST(?1 AS text)", Object[].class)
                            .setParameter(1, name)
                            .getSingleResult());
            assertThat(slow.lines()).anyMatch(line -> line.contains("pg_sleep"));
            assertThat(slow.lines()).noneMatch(line -> line.contains(name));
        }
    }

    private static RequestSpecification send(String role, String requestId) {
        return Api.with(Tokens.of(role)).request().header("X-Request-Id", requestId);
    }

    /** The one line of a request; it is written when the answer has been handed over, which may be after it was read. */
    private JsonNode entry(String requestId) throws JsonProcessingException {
        Eventually.await().until(() -> lines(requestId).size() == 1);
        return JSON.readTree(lines(requestId).getFirst());
    }

    private List<String> lines(String requestId) {
        return log.lines().stream()
                .filter(line -> line.contains("\"" + requestId + "\""))
                .toList();
    }
}
