package dev.portcullis.control.testing;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The contract, as the control plane offers it. */
public final class Contract {
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    private final JsonNode document;
    private final List<Operation> operations = new ArrayList<>();

    private Contract(JsonNode document) {
        this.document = document;
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(member -> METHODS.contains(member.getKey()))
                        .forEach(member -> operations.add(new Operation(
                                member.getValue().path("operationId").textValue(),
                                member.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                member.getValue()))));
    }

    public static Contract offered() {
        try {
            return new Contract(new ObjectMapper()
                    .readTree(
                            given().queryParam("format", "json").get("/openapi").asString()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An operation of it. */
    public record Operation(String id, String method, String path, JsonNode node) {
        private boolean answers(String method, String address) {
            String pattern = "\\Q" + path.replaceAll("\\{[^}]+}", "\\\\E[^/]+\\\\Q") + "\\E";
            return this.method.equals(method) && address.matches(pattern);
        }

        public boolean hasBody() {
            return node.has("requestBody");
        }

        @Override
        public String toString() {
            return id;
        }
    }

    public List<Operation> operations() {
        return List.copyOf(operations);
    }

    public Operation operation(String id) {
        return operations.stream()
                .filter(operation -> operation.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** The operation that a request is for: the one whose address says most of it. */
    public Optional<Operation> of(String method, String address) {
        return operations.stream()
                .filter(operation -> operation.answers(method, address))
                .max(Comparator.comparing(operation -> operation.path().length()));
    }

    /** What a reference leads to; other nodes as they are. */
    public JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").textValue().substring(1)) : node;
    }

    public boolean has(Operation operation, String parameter) {
        return !parameter(operation, parameter).isMissingNode();
    }

    /** A parameter by its name; a missing node if there is none. */
    public JsonNode parameter(Operation operation, String name) {
        for (JsonNode parameter : operation.node().path("parameters")) {
            if (resolved(parameter).path("name").asText().equals(name)) {
                return resolved(parameter);
            }
        }
        return MissingNode.getInstance();
    }

    /** The statuses that are promised. */
    public Set<Integer> statuses(Operation operation) {
        Set<Integer> statuses = new HashSet<>();
        operation
                .node()
                .path("responses")
                .fieldNames()
                .forEachRemaining(status -> statuses.add(Integer.valueOf(status)));
        return statuses;
    }

    public JsonNode response(Operation operation, int status) {
        return resolved(operation.node().path("responses").path(Integer.toString(status)));
    }

    /** The codes that come with a status; empty if none is promised. */
    public Set<String> codes(Operation operation, int status) {
        Set<String> codes = new HashSet<>();
        response(operation, status)
                .path("content")
                .path("application/problem+json")
                .path("examples")
                .fieldNames()
                .forEachRemaining(codes::add);
        return codes;
    }

    /** The examples under a {@code content}, of its JSON type. */
    public Map<String, JsonNode> examples(JsonNode content) {
        Map<String, JsonNode> examples = new HashMap<>();
        content.properties().stream()
                .filter(type -> type.getKey().endsWith("json"))
                .flatMap(type -> type.getValue().path("examples").properties().stream())
                .forEach(example -> examples.put(
                        example.getKey(), resolved(example.getValue()).path("value")));
        return examples;
    }

    public JsonNode document() {
        return document;
    }
}
