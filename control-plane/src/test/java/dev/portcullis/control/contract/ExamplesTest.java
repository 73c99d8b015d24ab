package dev.portcullis.control.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.Contract;
import dev.portcullis.control.testing.Contract.Operation;
import dev.portcullis.control.testing.ControlPlaneTest;
import dev.portcullis.control.testing.Database;
import dev.portcullis.control.testing.Eventually;
import dev.portcullis.control.testing.FakeNode;
import dev.portcullis.control.testing.KeySourceId;
import dev.portcullis.control.testing.Tokens;
import dev.portcullis.model.KeyReport;
import dev.portcullis.model.KeyReport.ReportedKey;
import dev.portcullis.model.Report;
import dev.portcullis.secret.SecretKeyRing;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hamcrest.Matchers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tells the story of the contract's examples to the API: each body is sent as it stands there, and each answer has exactly the
 * fields, of the same types, as the example of it. Ids in the examples stand for those that the server makes.
 */
@ControlPlaneTest
class ExamplesTest {
    private static final String PUBLISHED = "jr-2n98v7ey003";
    private static final String SECOND = "az-2n98v7ey005";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Contract contract;
    private final Api api = Api.with(Tokens.of("admin", "shop"));
    private final Map<String, String> ids = new HashMap<>();
    private final Set<String> told = new HashSet<>();

    @Inject
    @Identifier("default-kafka-broker")
    Map<String, Object> kafka;

    @Inject
    SecretKeyRing secrets;

    @Inject
    Database database;

    @BeforeEach
    void read() {
        contract = Contract.offered();
    }

    @Test
    void the_examples_are_what_the_api_takes_and_answers() {
        tell("createInstance");
        tell("getInstance");
        tell("listInstances");
        tell("replaceInstance");
        tell("patchInstance");
        learn("rt-2n98v7ey001", tell("createRoute"));
        tell("getRoute");
        tell("listRoutes");
        tell("replaceRoute");
        tell("patchRoute");
        learn("jr-2n98v7ey002", tell("createRule"));
        learn(PUBLISHED, tell("createRule", "RuleWriteWithPublishedKeys", Map.of()));
        tell("getRule");
        tell("listRules");
        tell("replaceRule");
        tell("replaceRule", "RuleWriteWithPublishedKeys", Map.of("ruleId", PUBLISHED));
        tell("patchRule");
        tell("disableRule");
        tell("enableRule");
        learn("az-2n98v7ey004", tell("createAuthorization"));
        learn(SECOND, tell("createAuthorization"));
        tell("getAuthorization");
        tell("listAuthorizations");
        tell("replaceAuthorization");
        tell("patchAuthorization");
        tell("batchAuthorizations");
        tell("explain");
        tell("exportInstance");
        tell("applyDocument");
        tellOfNodes();
        tell("patchRule");
        tell("listRevisions");
        tell("getRevision");
        Map<String, String> beforeThat = Map.of("revision", Long.toString(newestRevision() - 1));
        tell("diffRevisions", null, beforeThat);
        tell("rollbackToRevision", null, beforeThat);
        tell("republishInstance");
        tell("deleteAuthorization");
        tell("deleteRoute");
        tell("disableRule");
        tell("deleteRule");
        tell("deleteRule", null, Map.of("ruleId", PUBLISHED));
        tell("deleteInstance");

        assertThat(told).isEqualTo(examplesOfTheContract());
    }

    private void tellOfNodes() {
        tell("refreshRuleKeys", null, Map.of("ruleId", PUBLISHED));
        try (FakeNode node = new FakeNode(kafka, "shop", "node-1")) {
            node.keys(new KeyReport(
                    Report.FORMAT,
                    "shop",
                    "node-1",
                    KeySourceId.of(
                            secrets, "https://partners.example/jwks.json", "X-Api-Key", "an-example-not-a-secret"),
                    "https://partners.example/jwks.json",
                    KeyReport.State.FRESH,
                    List.of(new ReportedKey(Api.publicKey(), List.of("ES256"), null)),
                    1_000L,
                    2_000L,
                    null,
                    null,
                    0,
                    FakeNode.UNSTAMPED));
            node.applied(
                    database.column("SELECT epoch FROM instance WHERE id = 'shop'")
                            .getFirst(),
                    newestRevision());
            Eventually.await()
                    .untilAsserted(() -> assertThat(api.get("/instances/shop/rules/" + real(PUBLISHED) + "/keys")
                                    .extract()
                                    .jsonPath()
                                    .getMap("nodes[0]"))
                            .containsEntry("state", "FRESH")
                            .containsEntry("refreshCounter", 1));
            tell("getRuleKeys", null, Map.of("ruleId", PUBLISHED));
            Eventually.await("enough reports to know the clock by")
                    .untilAsserted(() ->
                            api.get("/instances/shop/nodes").body("items[0].clockSkewMillis", Matchers.notNullValue()));
            tell("listNodes");
            tell("getPropagation");
            node.fallSilent();
            tell("deregisterNode");
        }
    }

    private JsonNode tell(String operationId) {
        Map<String, JsonNode> bodies = bodies(contract.operation(operationId));
        return tell(operationId, bodies.isEmpty() ? null : first(bodies), Map.of());
    }

    /** The example that is named after the schema comes first. */
    private static String first(Map<String, JsonNode> bodies) {
        return new TreeSet<>(bodies.keySet()).first();
    }

    private JsonNode tell(String operationId, @Nullable String example, Map<String, String> segments) {
        Operation operation = contract.operation(operationId);
        RequestSpecification request = api.request().basePath("").urlEncodingEnabled(false);
        if (example != null) {
            request.body(real(String.valueOf(bodies(operation).get(example))));
        }
        Response answer = request.request(operation.method(), address(operation, segments));
        assertThat(answer.statusCode())
                .as("%s: %s", operation, answer.asString())
                .isBetween(200, 299);
        told.add(operationId + " takes " + example);
        if (answer.statusCode() == 204) {
            return JSON.nullNode();
        }
        JsonNode body = json(answer.asString());
        Map<String, JsonNode> shown = contract.examples(
                contract.response(operation, answer.statusCode()).path("content"));
        Set<String> alike = new TreeSet<>();
        shown.forEach((name, value) -> {
            if (shape(value).equals(shape(body))) {
                alike.add(name);
            }
        });
        assertThat(alike)
                .as("examples like the answer of %s, which is: %s", operation, body)
                .isNotEmpty();
        alike.forEach(name -> told.add(operationId + " answers " + name));
        return body;
    }

    private Map<String, JsonNode> bodies(Operation operation) {
        return contract.examples(operation.node().path("requestBody").path("content"));
    }

    /** With the examples of the parameters in it, or what stands in for them. */
    private String address(Operation operation, Map<String, String> segments) {
        Matcher names = Pattern.compile("\\{([^}]+)}").matcher(operation.path());
        return real(names.replaceAll(found -> segments.getOrDefault(
                found.group(1),
                contract.parameter(operation, found.group(1)).path("example").asText())));
    }

    private long newestRevision() {
        return api.get("/instances/shop/propagation").extract().jsonPath().getLong("revision");
    }

    private void learn(String shown, JsonNode made) {
        ids.put(shown, made.path("id").textValue());
    }

    private String real(String text) {
        String real = text;
        for (Map.Entry<String, String> id : ids.entrySet()) {
            real = real.replace(id.getKey(), id.getValue());
        }
        return real;
    }

    private Set<String> examplesOfTheContract() {
        Set<String> all = new HashSet<>();
        for (Operation operation : contract.operations()) {
            Map<String, JsonNode> bodies = bodies(operation);
            if (bodies.isEmpty()) {
                all.add(operation + " takes null");
            }
            bodies.keySet().forEach(name -> all.add(operation + " takes " + name));
            contract.statuses(operation).stream()
                    .filter(status -> status < 300)
                    .flatMap(status ->
                            contract
                                    .examples(
                                            contract.response(operation, status).path("content"))
                                    .keySet()
                                    .stream())
                    .forEach(name -> all.add(operation + " answers " + name));
        }
        return all;
    }

    /** The fields, each with the type of its value. */
    private static Set<String> shape(JsonNode node) {
        Set<String> shape = new TreeSet<>();
        collect("", node, shape);
        return shape;
    }

    private static void collect(String path, JsonNode node, Set<String> shape) {
        shape.add(path + ": " + node.getNodeType());
        node.properties().forEach(field -> collect(path + "." + field.getKey(), field.getValue(), shape));
        if (node.isArray()) {
            node.forEach(element -> collect(path + "[]", element, shape));
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
