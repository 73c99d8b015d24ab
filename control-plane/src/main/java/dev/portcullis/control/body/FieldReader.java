package dev.portcullis.control.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one JSON object. A fault is noted and reading goes on with a stand-in, so that one pass finds every
 * fault; nothing read may be used before {@link Faults#refuseIfAny}. A field that is null counts as absent. Not thread-safe.
 */
public final class FieldReader {
    private final ObjectNode node;
    private final String path;
    private final Faults faults;
    private final Set<String> known = new LinkedHashSet<>();

    FieldReader(ObjectNode node, String path, Faults faults) {
        this.node = node;
        this.path = path;
        this.faults = faults;
    }

    /** The path of a field of this object, as faults name it. */
    public String pathOf(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** Where faults go. */
    public Faults faults() {
        return faults;
    }

    /** The value of a field as it stands there; null if absent or null. */
    public @Nullable JsonNode raw(String name) {
        known.add(name);
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : value;
    }

    /** Lets a field be there, whatever it says: answers to writes carry it, and they may be written back. */
    public void pass(String name) {
        known.add(name);
    }

    /** A text that must be there. */
    public String requiredText(String name, TextLimit limit) {
        String text = text(name, limit);
        if (text == null && raw(name) == null) {
            faults.add(pathOf(name), "missing (expected: " + limit.describe() + ")");
        }
        return text == null ? "" : text;
    }

    public @Nullable String text(String name, TextLimit limit) {
        JsonNode value = raw(name);
        return value == null ? null : limit.read(value, pathOf(name), faults);
    }

    public boolean flag(String name, boolean otherwise) {
        JsonNode value = raw(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            faults.add(pathOf(name), describe(value) + " (expected: true or false)");
        }
        return value.asBoolean();
    }

    /** A whole number within both bounds; null if absent. */
    public @Nullable Long whole(String name, long min, long max) {
        JsonNode value = raw(name);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < min
                || value.longValue() > max) {
            faults.add(pathOf(name), describe(value) + " (expected: a whole number, " + min + "-" + max + ")");
            return min;
        }
        return value.longValue();
    }

    public int whole(String name, int min, int max, int otherwise) {
        Long value = whole(name, min, max);
        return value == null ? otherwise : Math.toIntExact(value);
    }

    /** One of the constants, by name; null if absent. */
    public <E extends Enum<E>> @Nullable E choice(String name, Class<E> type) {
        JsonNode value = raw(name);
        if (value == null) {
            return null;
        }
        E[] constants = type.getEnumConstants();
        for (E constant : constants) {
            if (value.isTextual() && constant.name().equals(value.textValue())) {
                return constant;
            }
        }
        faults.add(pathOf(name), describe(value) + " (expected: " + names(constants) + ")");
        return constants[0];
    }

    /** One of the constants, which must be there. */
    public <E extends Enum<E>> E requiredChoice(String name, Class<E> type) {
        E choice = choice(name, type);
        if (choice == null) {
            faults.add(pathOf(name), "missing (expected: " + names(type.getEnumConstants()) + ")");
            return type.getEnumConstants()[0];
        }
        return choice;
    }

    /**
     * A list; null if absent. A list that is given may not be empty.
     *
     * @param read from element and path to a value; null if it noted a fault
     */
    public <T> @Nullable List<T> list(String name, int maxElements, BiFunction<JsonNode, String, @Nullable T> read) {
        JsonNode value = raw(name);
        if (value == null) {
            return null;
        }
        return elements(name, value, 1, maxElements, read);
    }

    /**
     * A list of resources, in which none is as good a number as any; empty if absent.
     *
     * @param read from element and path to a value; null if it noted a fault
     */
    public <T> List<T> resources(String name, int maxElements, BiFunction<JsonNode, String, @Nullable T> read) {
        JsonNode value = raw(name);
        return value == null ? List.of() : elements(name, value, 0, maxElements, read);
    }

    private <T> List<T> elements(
            String name, JsonNode value, int min, int max, BiFunction<JsonNode, String, @Nullable T> read) {
        if (!value.isArray() || value.size() < min || value.size() > max) {
            String found = value.isArray() ? value.size() + " elements" : kind(value);
            faults.add(pathOf(name), found + " (expected: a list of " + min + " to " + max + " elements)");
            return List.of();
        }
        List<T> elements = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            T element = read.apply(value.get(i), pathOf(name) + "[" + i + "]");
            if (element != null) {
                elements.add(element);
            }
        }
        return elements;
    }

    /** A list of different texts; null if absent. */
    public @Nullable List<String> texts(String name, int maxElements, TextLimit limit) {
        Set<String> seen = new LinkedHashSet<>();
        return list(name, maxElements, (element, at) -> {
            String text = limit.read(element, at, faults);
            if (text != null && !seen.add(text)) {
                faults.add(at, "there twice (expected: each once)");
            }
            return text;
        });
    }

    /** A list of different texts out of a few; null if absent. */
    public @Nullable List<String> constants(String name, List<String> constants) {
        Set<String> seen = new LinkedHashSet<>();
        return list(name, constants.size(), (element, at) -> {
            if (!element.isTextual() || !constants.contains(element.textValue())) {
                faults.add(at, describe(element) + " (expected: " + String.join(", ", constants) + ")");
                return null;
            }
            if (!seen.add(element.textValue())) {
                faults.add(at, "there twice (expected: each once)");
            }
            return element.textValue();
        });
    }

    /** A map of texts; empty if absent. An entry that is null counts as absent, too. */
    public Map<String, String> textMap(String name, int maxEntries, TextLimit keys, TextLimit values) {
        JsonNode value = raw(name);
        Map<String, String> map = new LinkedHashMap<>();
        if (value == null) {
            return map;
        }
        if (!value.isObject() || value.size() > maxEntries) {
            String found = value.isObject() ? value.size() + " entries" : kind(value);
            faults.add(pathOf(name), found + " (expected: an object of at most " + maxEntries + " texts)");
            return map;
        }
        value.properties().stream().filter(entry -> !entry.getValue().isNull()).forEach(entry -> {
            String at = pathOf(name) + "." + entry.getKey();
            String key = keys.check(entry.getKey(), at + " (the name)", faults);
            String text = values.read(entry.getValue(), at, faults);
            if (key != null && text != null) {
                map.put(key, text);
            }
        });
        return map;
    }

    /** An object inside this one; null if absent. */
    public @Nullable FieldReader object(String name) {
        JsonNode value = raw(name);
        return value == null ? null : objectAt(value, pathOf(name));
    }

    /** An object that must be there. */
    public @Nullable FieldReader requiredObject(String name, String expected) {
        if (raw(name) == null) {
            faults.add(pathOf(name), "missing (expected: " + expected + ")");
        }
        return object(name);
    }

    /** An element of a list, as an object; null if it is none. */
    public @Nullable FieldReader objectAt(JsonNode value, String at) {
        if (value instanceof ObjectNode object) {
            return new FieldReader(object, at, faults);
        }
        faults.add(at, kind(value) + " (expected: an object)");
        return null;
    }

    /** Notes every field that nobody has asked for. */
    public void refuseUnknown() {
        String expected = "unknown field (expected: " + String.join(", ", known) + ")";
        for (String name : (Iterable<String>) node::fieldNames) {
            if (!known.contains(name)) {
                faults.add(pathOf(shorten(name)), expected);
            }
        }
    }

    private static String names(Enum<?>[] constants) {
        return Arrays.stream(constants).map(Enum::name).collect(Collectors.joining(" or "));
    }

    /** What a value is: in its own words if they are few, else its kind. Not for places in which a secret may stand. */
    static String describe(JsonNode value) {
        return switch (value.getNodeType()) {
            case NUMBER, BOOLEAN -> shorten(value.asText());
            case STRING -> "\"" + shorten(value.textValue()) + "\"";
            case ARRAY, OBJECT, POJO, NULL, MISSING, BINARY -> kind(value);
        };
    }

    /** What kind of value it is. Where an object or a list is expected, a secret that belongs into it may stand instead. */
    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case STRING -> "a text";
            case ARRAY -> "a list";
            case OBJECT, POJO -> "an object";
            case NULL, MISSING -> "null";
            case BINARY -> "binary";
        };
    }

    static String shorten(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
