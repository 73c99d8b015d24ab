package dev.portcullis.control.promise;

import static dev.portcullis.control.promise.Reading.choice;
import static dev.portcullis.control.promise.Reading.distinct;
import static dev.portcullis.control.promise.Reading.flag;
import static dev.portcullis.control.promise.Reading.list;
import static dev.portcullis.control.promise.Reading.object;
import static dev.portcullis.control.promise.Reading.required;
import static dev.portcullis.control.promise.Reading.text;
import static dev.portcullis.control.promise.Reading.value;
import static dev.portcullis.control.promise.Reading.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a document of each kind may say, and what it means: of all that the API knows, the part that sequences use. */
final class Shapes {
    /** Made by the server: never part of what a resource is. */
    static final List<String> SERVER_FIELDS = List.of("id", "keys", "createdAt", "updatedAt", "revision", "warnings");

    private static final Reading METHODS = distinct(required(choice(null, "GET", "HEAD", "POST", "PUT", "DELETE")));

    private static final Reading POLICY = object(
            Map.of("allowEncodedSlash", flag(false), "allowSemicolon", flag(false), "allowEmptySegments", flag(false)));

    private Shapes() {}

    /**
     * Reads what a resource shall be.
     *
     * @param instance says what paths may have; of no account for an instance
     * @param at its path in the document
     * @return every default written out; worth nothing if faults were found
     */
    static ObjectNode read(Kind kind, JsonNode given, JsonNode instance, String at, List<String> faults) {
        boolean semicolons =
                instance.path("requestPolicy").path("allowSemicolon").asBoolean();
        Reading shape = switch (kind) {
            case INSTANCE -> instance();
            case ROUTE -> route(semicolons);
            case RULE -> rule();
            case AUTHORIZATION -> authorization(semicolons);
        };
        JsonNode read = shape.read(given, at, faults);
        return read instanceof ObjectNode node ? node : Json.object();
    }

    private static Reading instance() {
        Map<String, Reading> fields = new LinkedHashMap<>();
        fields.put("name", required(text(1, 64)));
        fields.put("description", text(0, 1_024));
        fields.put("region", text(1, 64));
        fields.put("labels", Shapes::labels);
        fields.put("requestPolicy", POLICY);
        return object(fields);
    }

    private static JsonNode labels(@Nullable JsonNode given, String at, List<String> faults) {
        ObjectNode labels = Json.object();
        if (given != null) {
            given.properties().forEach(label -> {
                if (label.getValue().isTextual()) {
                    labels.set(label.getKey(), label.getValue());
                } else if (!label.getValue().isNull()) {
                    faults.add(at + "." + label.getKey());
                }
            });
        }
        return labels;
    }

    private static Reading route(boolean semicolons) {
        Map<String, Reading> target = Map.of(
                "url",
                required(value(null, given -> given.asText().startsWith("http://"))),
                "weight",
                whole(IntNode.valueOf(1), 1, 1_000));
        Map<String, Reading> upstream = Map.of(
                "targets", required(list(object(target))), "preserveHost", flag(false), "stripPrefix", flag(false));
        Map<String, Reading> fields = new LinkedHashMap<>();
        fields.put("name", required(text(1, 64)));
        fields.put("hosts", orElse("[\"*\"]", onceEach(list(Shapes::host))));
        fields.put(
                "paths", orElse("[{\"match\":\"PREFIX\",\"value\":\"/\"}]", onceEach(list(path(semicolons, false)))));
        fields.put("methods", METHODS);
        fields.put("upstream", required(object(upstream)));
        return object(fields);
    }

    private static Reading rule() {
        Map<String, Reading> fields = new LinkedHashMap<>();
        fields.put("name", required(text(1, 64)));
        fields.put("enabled", flag(false));
        fields.put("type", choice(TextNode.valueOf("JWT"), "JWT"));
        fields.put("issuer", required(text(1, 2_048)));
        fields.put("sub", text(1, 1_024));
        fields.put("audiences", distinct(text(1, 1_024)));
        fields.put("enforcement", choice(TextNode.valueOf("ENFORCE"), "ENFORCE", "SHADOW"));
        fields.put("jwks", value(null, JsonNode::isObject));
        fields.put("token", Shapes::token);
        fields.put("authorizationMode", required(choice(null, "WHITELIST", "BLACKLIST")));
        fields.put("clockSkew", whole(IntNode.valueOf(60), 0, 300));
        fields.put("requireExpiration", flag(true));
        fields.put("maxTokenLifetime", whole(null, 1, 3_153_600_000L));
        return object(fields);
    }

    /** What a part of it means depends on the others. */
    private static @Nullable JsonNode token(@Nullable JsonNode given, String at, List<String> faults) {
        JsonNode read = object(Map.of(
                        "type", choice(TextNode.valueOf("HEADER"), "HEADER", "QUERY", "COOKIE"),
                        "key", text(1, 128),
                        "prefix", text(0, 64),
                        "passthrough", flag(false)))
                .read(given, at, faults);
        if (!(read instanceof ObjectNode token)) {
            return null;
        }
        boolean isHeader = token.path("type").asText().equals("HEADER");
        if (!token.has("key")) {
            token.put("key", isHeader ? "Authorization" : "access_token");
        }
        if (isHeader && !token.has("prefix")) {
            token.put("prefix", token.path("key").asText().equals("Authorization") ? "Bearer" : "");
        }
        if (!isHeader && !token.path("prefix").asText().isEmpty()) {
            faults.add(at + ".prefix");
        }
        return isHeader ? token : token.without("prefix");
    }

    private static Reading authorization(boolean semicolons) {
        Map<String, Reading> fields = new LinkedHashMap<>();
        fields.put("host", orElse("\"*\"", Shapes::host));
        fields.put("path", required(path(semicolons, true)));
        fields.put("ignoreCase", flag(false));
        fields.put("methods", METHODS);
        return object(fields);
    }

    private static @Nullable JsonNode host(@Nullable JsonNode given, String at, List<String> faults) {
        if (given == null) {
            return null;
        }
        if (given.asText().contains("..")) {
            faults.add(at);
        }
        return TextNode.valueOf(given.asText().toLowerCase(Locale.ROOT));
    }

    private static Reading path(boolean semicolons, boolean expressions) {
        return (given, at, faults) -> {
            int before = faults.size();
            JsonNode read = object(Map.of(
                            "match",
                            required(choice(null, "EXACT", "PREFIX", "REGEX")),
                            "value",
                            required(text(1, 4_096))))
                    .read(given, at, faults);
            if (faults.size() == before && read != null) {
                String text = read.path("value").asText();
                boolean isExpression = read.path("match").asText().equals("REGEX");
                boolean isValid = isExpression
                        ? expressions && !text.equals("(")
                        : text.startsWith("/") && !text.contains("//") && (semicolons || !text.contains(";"));
                if (!isValid) {
                    faults.add(at + ".value");
                }
            }
            return read;
        };
    }

    private static Reading orElse(String otherwise, Reading reading) {
        return (given, at, faults) -> given == null ? Json.of(otherwise) : reading.read(given, at, faults);
    }

    /** What is there twice counts once. */
    private static Reading onceEach(Reading list) {
        return (given, at, faults) -> {
            JsonNode read = list.read(given, at, faults);
            ArrayNode once = Json.object().arrayNode();
            if (read != null) {
                read.valueStream().distinct().forEach(once::add);
            }
            return once;
        };
    }
}
