package dev.portcullis.control.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.oneOf;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.Contract;
import dev.portcullis.control.testing.Contract.Operation;
import dev.portcullis.control.testing.ControlPlaneTest;
import dev.portcullis.control.testing.Tokens;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Provokes every operation in every way in which one can be provoked: where the contract promises the code, that is the
 * answer; where it does not, no such answer comes.
 */
@ControlPlaneTest
class RefusalsTest {
    private static final String BEYOND_2_MIB = "{\"name\":\"" + "x".repeat(2 * 1024 * 1024) + "\"}";
    /** They take 64 MiB; their own tests go beyond that. */
    private static final Set<String> WITH_LARGE_BODIES = Set.of("batchAuthorizations", "applyDocument");

    private final Map<String, String> shared = new HashMap<>();
    private Contract contract;

    /** A way to provoke a code, of operations that have what it takes. */
    private record Provocation(
            String code, int status, String needs, UnaryOperator<RequestSpecification> spoil, boolean elsewhere) {}

    private static Provocation provocation(
            String code, int status, String needs, UnaryOperator<RequestSpecification> spoil) {
        return new Provocation(code, status, needs, spoil, false);
    }

    private static final List<Provocation> PROVOCATIONS = List.of(
            provocation("UNAUTHENTICATED", 401, "", request -> request.auth().oauth2("no.token.atall")),
            provocation("FORBIDDEN", 403, "", request -> request.auth().oauth2(Tokens.of("nobody"))),
            provocation("NOT_ACCEPTABLE", 406, "", request -> request.accept("text/html")),
            new Provocation("NOT_FOUND", 404, "", request -> request, true),
            provocation("INVALID_PARAMETER", 400, "", request -> request.queryParam("noSuchParameter", "1")),
            provocation("INVALID_PARAMETER", 400, "If-Match", request -> request.header("If-Match", "unquoted")),
            provocation("PRECONDITION_FAILED", 412, "", request -> request.header("If-Match", "\"of.another.state\"")),
            provocation(
                    "INVALID_PARAMETER", 400, "Idempotency-Key", request -> request.header("Idempotency-Key", "a b")),
            provocation("INVALID_PARAMETER", 400, "pageSize", request -> request.queryParam("pageSize", "0")),
            provocation("MALFORMED_JSON", 400, "body", request -> request.body("{")),
            provocation("VALIDATION_FAILED", 422, "body", request -> request.body("{\"noSuchField\":1}")),
            provocation("BODY_TOO_LARGE", 413, "body", request -> request.body(BEYOND_2_MIB)),
            provocation(
                    "UNSUPPORTED_MEDIA_TYPE",
                    415,
                    "",
                    request -> request.contentType("text/plain").body("text")));

    @BeforeEach
    void read() {
        contract = Contract.offered();
    }

    @TestFactory
    Stream<DynamicTest> what_is_promised_comes_and_nothing_else() {
        return contract.operations().stream()
                .flatMap(operation -> PROVOCATIONS.stream()
                        .filter(provocation -> isApt(operation, provocation))
                        .map(provocation -> dynamicTest(
                                operation + " " + provocation.code() + " " + provocation.needs(),
                                () -> provoke(operation, provocation))));
    }

    /** As generated clients do where success has no content. */
    @TestFactory
    Stream<DynamicTest> whoever_accepts_problems_only_may_delete() {
        List<Operation> deletions = contract.operations().stream()
                .filter(operation -> operation.method().equals("DELETE"))
                .toList();
        assertThat(deletions).isNotEmpty();
        return deletions.stream()
                .map(operation -> dynamicTest(
                        operation.id(),
                        // Of what is there now the instance still holds something, and a node there is none.
                        () -> Api.admin()
                                .request()
                                .basePath("")
                                .accept("application/problem+json")
                                .delete(address(operation, newlyPresent()))
                                .then()
                                .statusCode(is(oneOf(204, 404, 409)))));
    }

    private boolean isApt(Operation operation, Provocation provocation) {
        return switch (provocation.needs()) {
            case "" -> !provocation.elsewhere() || operation.path().contains("{");
            case "body" ->
                operation.hasBody() && !(provocation.status() == 413 && WITH_LARGE_BODIES.contains(operation.id()));
            default -> contract.has(operation, provocation.needs());
        };
    }

    private void provoke(Operation operation, Provocation provocation) {
        RequestSpecification request = Api.admin().request().basePath("").urlEncodingEnabled(false);
        if (operation.hasBody()) {
            request.body(contract.examples(operation.node().path("requestBody").path("content"))
                    .values()
                    .iterator()
                    .next()
                    .toString());
        }
        Map<String, String> present = provocation.elsewhere() ? Map.of() : present(operation);
        Response answer = provocation.spoil().apply(request).request(operation.method(), address(operation, present));
        // What the answer is at all, the caller holds to the contract.
        if (contract.codes(operation, provocation.status()).contains(provocation.code())) {
            assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(provocation.status());
            assertThat(answer.jsonPath().getString("code")).isEqualTo(provocation.code());
        }
    }

    private static String address(Operation operation, Map<String, String> present) {
        String address = operation.path();
        for (String name : List.of("instanceId", "routeId", "ruleId", "authorizationId", "nodeId")) {
            address = address.replace("{" + name + "}", present.getOrDefault(name, "absent"));
        }
        return address.replace("{revision}", "1");
    }

    /** What a provocation that comes to nothing may delete is there for it only. */
    private Map<String, String> present(Operation operation) {
        if (!List.of("GET", "PUT", "PATCH").contains(operation.method())) {
            return newlyPresent();
        }
        if (shared.isEmpty()) {
            shared.putAll(newlyPresent());
        }
        return shared;
    }

    private static Map<String, String> newlyPresent() {
        Api api = Api.admin();
        String instance = api.newInstance();
        String rule = api.newRule(instance);
        BiFunction<String, Object, String> id =
                (path, body) -> api.post(path, body).statusCode(201).extract().path("id");
        Map<String, String> present = new HashMap<>();
        present.put("instanceId", last(instance));
        present.put("ruleId", last(rule));
        present.put("routeId", id.apply(instance + "/routes", Api.route()));
        present.put("authorizationId", id.apply(rule + "/authorizations", Api.authorization("/public")));
        return present;
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
