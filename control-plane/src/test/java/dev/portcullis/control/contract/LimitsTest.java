package dev.portcullis.control.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.Contract;
import dev.portcullis.control.testing.ControlPlaneTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The limits in the contract are those of the API: each is met and exceeded by one, and no text is limited without one. */
@ControlPlaneTest
class LimitsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LONG_TEXT = "x".repeat(200_000);
    private static final String LENGTH = " characters ";
    private static final String ANY = "";

    private Contract contract;
    private final Api api = Api.admin();
    private final List<DynamicTest> tests = new ArrayList<>();

    @BeforeEach
    void read() {
        contract = Contract.offered();
    }

    @TestFactory
    Stream<DynamicTest> limits_are_kept_to() {
        String instance = api.newInstance();
        String rule = api.newRule(instance);
        of("/instances", "InstanceWrite", "InstanceWrite", "");
        of(instance + "/routes", "RouteWrite", "RouteWrite", "");
        // What belongs to the other source of keys is not read.
        of(instance + "/rules", "RuleWrite", "RuleWrite", "keyFetch");
        of(instance + "/rules", "RuleWrite", "RuleWriteWithPublishedKeys", "jwks");
        of(rule + "/authorizations", "AuthorizationWrite", "AuthorizationWrite", "");
        of(rule + "/authorizations:batch", "AuthorizationBatch", "AuthorizationBatch", "");
        of(instance + ":explain", "ExplainQuestion", "ExplainQuestion", "");
        return tests.stream();
    }

    /** A place in a body. */
    private record Place(String address, String example, JsonNode base, List<Object> path) {
        Place to(Object step) {
            List<Object> longer = new ArrayList<>(path);
            longer.add(step);
            return new Place(address, example, base, longer);
        }

        /** As violations name it. */
        String field() {
            StringBuilder field = new StringBuilder();
            for (Object step : path) {
                field.append(step instanceof Integer ? "[" + step + "]" : field.isEmpty() ? step : "." + step);
            }
            return field.toString();
        }
    }

    private void of(String address, String schema, String example, String except) {
        JsonNode base = contract.document().at("/components/examples/" + example + "/value");
        contract.document().at("/components/schemas/" + schema + "/properties").properties().stream()
                .filter(property -> !property.getKey().equals(except))
                .forEach(property ->
                        visit(new Place(address, example, base, List.of(property.getKey())), property.getValue()));
    }

    private void visit(Place place, JsonNode given) {
        JsonNode schema = contract.resolved(given);
        schema.path("properties")
                .properties()
                .forEach(property -> visit(place.to(property.getKey()), property.getValue()));
        if (schema.has("items")) {
            visit(place.to(0), schema.path("items"));
            ofList(place, schema);
        }
        switch (schema.path("type").asText()) {
            case "string" -> ofText(place, schema);
            case "integer" -> ofNumber(place, schema);
            default -> {}
        }
    }

    private void ofText(Place place, JsonNode schema) {
        if (schema.has("enum")) {
            expect(place, TextNode.valueOf("NO_SUCH_CONSTANT"), ANY, true);
            return;
        }
        if (schema.path("readOnly").asBoolean()) {
            return;
        }
        if (schema.has("maxLength")) {
            int most = schema.path("maxLength").intValue();
            expect(place, TextNode.valueOf("x".repeat(most + 1)), LENGTH, true);
            expect(place, TextNode.valueOf("x".repeat(most)), LENGTH, false);
        } else if (!schema.has("pattern")) {
            expect(place, TextNode.valueOf(LONG_TEXT), LENGTH, false);
        }
        expect(place, TextNode.valueOf(""), LENGTH, schema.path("minLength").intValue() > 0 || schema.has("pattern"));
    }

    private void ofNumber(Place place, JsonNode schema) {
        for (String bound : List.of("minimum", "maximum")) {
            assertThat(schema.has(bound)).as("%s of %s", bound, place.field()).isTrue();
            long value = schema.path(bound).longValue();
            expect(place, LongNode.valueOf(value), ANY, false);
            long beyond = bound.equals("minimum") ? value - 1 : value + 1;
            expect(place, LongNode.valueOf(beyond), ANY, true);
        }
    }

    private void ofList(Place place, JsonNode schema) {
        assertThat(schema.has("maxItems")).as("maxItems of %s", place.field()).isTrue();
        int most = schema.path("maxItems").intValue();
        expect(place, list(most + 1), ANY, true);
        expect(place, list(most), ANY, false);
        expect(place, list(0), ANY, schema.path("minItems").intValue() > 0);
    }

    private static ArrayNode list(int size) {
        ArrayNode list = JSON.createArrayNode();
        for (int i = 0; i < size; i++) {
            list.add(IntNode.valueOf(i));
        }
        return list;
    }

    private void expect(Place place, JsonNode value, String fault, boolean isExpected) {
        String size = value.isTextual()
                ? value.textValue().length() + " chars"
                : value.isArray() ? value.size() + " elements" : value.asText();
        tests.add(dynamicTest(place.example() + " " + place.field() + " " + size, () -> {
            String found = violation(place, value);
            assertThat(found != null && found.contains(fault))
                    .as("fault of %s: %s", place.field(), found)
                    .isEqualTo(isExpected);
        }));
    }

    private @Nullable String violation(Place place, JsonNode value) {
        ObjectNode body = place.base().deepCopy();
        put(body, place.path(), value);
        // The one field that makes every body refused, so that nothing is created.
        body.put("noSuchField", 1);
        Response answer =
                api.request().urlEncodingEnabled(false).body(body.toString()).post(place.address());
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(422);
        List<Map<String, String>> violations = answer.jsonPath().getList("violations");
        return violations.stream()
                .filter(violation -> place.field().equals(violation.get("field")))
                .map(violation -> violation.get("message"))
                .findFirst()
                .orElse(null);
    }

    private static void put(JsonNode node, List<Object> path, JsonNode value) {
        Object step = path.getFirst();
        if (path.size() == 1) {
            set(node, step, value);
            return;
        }
        JsonNode next = step instanceof Integer index ? node.get(index) : node.get((String) step);
        if (next == null || !next.isContainerNode()) {
            next = path.get(1) instanceof Integer ? JSON.createArrayNode() : JSON.createObjectNode();
            set(node, step, next);
        }
        put(next, path.subList(1, path.size()), value);
    }

    private static void set(JsonNode node, Object step, JsonNode value) {
        if (step instanceof Integer index) {
            ArrayNode array = (ArrayNode) node;
            if (array.size() > index) {
                array.set(index, value);
            } else {
                array.add(value);
            }
        } else {
            ((ObjectNode) node).set((String) step, value);
        }
    }
}
