package dev.portcullis.control.promise;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** JSON in tests. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static JsonNode of(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }

    static ObjectNode object(String text) {
        return (ObjectNode) of(text);
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ObjectNode of(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** Without some fields. */
    static ObjectNode without(JsonNode object, List<String> names) {
        return ((ObjectNode) object.deepCopy()).remove(names);
    }

    /** RFC 7396, but a null for what is not there stays: it counts as absent, and its name is judged. */
    static ObjectNode merge(ObjectNode target, JsonNode patch) {
        ObjectNode merged = target.deepCopy();
        patch.properties().forEach(member -> {
            String name = member.getKey();
            JsonNode before = merged.get(name);
            if (member.getValue().isNull() && before != null) {
                merged.remove(name);
            } else if (member.getValue().isObject() && before instanceof ObjectNode part) {
                merged.set(name, merge(part, member.getValue()));
            } else {
                merged.set(name, member.getValue());
            }
        });
        return merged;
    }
}
