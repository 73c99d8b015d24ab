package dev.portcullis.control.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.control.access.AccessTable.Caller;
import dev.portcullis.control.access.AccessTable.Entry;
import dev.portcullis.control.access.AccessTable.Operation;
import dev.portcullis.control.access.AccessTable.Row;
import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import dev.portcullis.control.testing.Tokens;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sends each operation of the contract as each kind of caller. */
@ControlPlaneTest
class AccessTableTest {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");
    /** Answers that would say that the address is that of no operation. */
    private static final Set<Integer> ASTRAY = Set.of(405, 415);

    private final Api admin = Api.admin();

    @Test
    void the_table_has_a_row_for_each_operation_of_the_contract_and_no_other() {
        Map<String, Map<String, Object>> paths = given().accept(ContentType.JSON)
                .queryParam("format", "json")
                .get("/openapi")
                .then()
                .statusCode(200)
                .extract()
                .path("paths");
        List<Operation> contract = new ArrayList<>();
        paths.forEach((path, item) -> item.forEach((method, operation) -> {
            if (METHODS.contains(method)) {
                Object id = ((Map<?, ?>) operation).get("operationId");
                contract.add(new Operation(String.valueOf(id), method.toUpperCase(Locale.ROOT), path));
            }
        }));
        assertThat(AccessTable.rows().stream().map(Row::operation))
                .as("src/test/resources/access/operations.txt; a new operation needs a row there")
                .containsExactlyInAnyOrderElementsOf(contract);
    }

    static Stream<Row> rows() {
        return AccessTable.rows().stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void each_caller_gets_what_the_table_says(Row row) {
        String instance = admin.newInstance();
        String path = fill(row.operation().path(), newPlaces(instance));
        SoftAssertions cells = new SoftAssertions();
        // Those who are refused come first, for what is let in may delete what the path names.
        Stream.of(Entry.UNAUTHENTICATED, Entry.FORBIDDEN, Entry.IN)
                .flatMap(entry -> Stream.of(Caller.values()).filter(caller -> row.of(caller) == entry))
                .forEach(caller -> {
                    int status = send(row.operation(), path, caller, id(instance));
                    var cell = cells.assertThat(status).as("%s as %s", row.operation(), caller);
                    switch (row.of(caller)) {
                        case UNAUTHENTICATED -> cell.isEqualTo(401);
                        case FORBIDDEN -> cell.isEqualTo(403);
                        case IN -> cell.isLessThan(500).isNotIn(401, 403).isNotIn(ASTRAY);
                    }
                });
        cells.assertAll();
    }

    private static int send(Operation operation, String path, Caller caller, String instance) {
        RequestSpecification request = given().urlEncodingEnabled(false);
        String token = switch (caller) {
            case VIEWER -> Tokens.of("viewer");
            case EDITOR -> Tokens.of("editor");
            case ADMIN -> Tokens.of("admin");
            case NO_TOKEN -> null;
            case UNKNOWN_ROLE -> Tokens.of("root");
            case CONFINED_HERE -> Tokens.of("admin", instance);
            case CONFINED_ELSEWHERE -> Tokens.of("admin", "elsewhere");
        };
        if (token != null) {
            request.auth().oauth2(token);
        }
        if (Set.of("POST", "PUT", "PATCH").contains(operation.method())) {
            request.contentType(ContentType.JSON).body(body(operation, instance));
        }
        return request.request(operation.method(), path).statusCode();
    }

    private static Map<String, Object> body(Operation operation, String instance) {
        return operation.id().equals("createInstance")
                ? Map.of("id", instance, "name", Api.freshName("access"))
                : Map.of();
    }

    /** One of each kind of thing, new in an instance: what the parameters of paths stand for. */
    private Map<String, String> newPlaces(String instance) {
        String rule = admin.newRule(instance);
        Map<String, String> places = new HashMap<>();
        places.put("instanceId", id(instance));
        places.put("ruleId", id(rule));
        places.put("routeId", made(instance + "/routes", Api.route()));
        places.put("authorizationId", made(rule + "/authorizations", Api.authorization("/public")));
        places.put("nodeId", "nobody");
        places.put("revision", "1");
        return places;
    }

    private String made(String list, Map<String, Object> body) {
        return admin.post(list, body).statusCode(201).extract().path("id");
    }

    private static String id(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String fill(String template, Map<String, String> places) {
        String path = template;
        for (Map.Entry<String, String> place : places.entrySet()) {
            path = path.replace("{" + place.getKey() + "}", place.getValue());
        }
        assertThat(path).as("a parameter that this test does not know").doesNotContain("{");
        return path;
    }
}
