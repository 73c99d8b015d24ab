package dev.portcullis.control.promise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** How a part of a document is read: what it says when it says nothing, and what is a fault. */
@FunctionalInterface
interface Reading {
    /**
     * @param given null: absent
     * @param at its path
     * @param faults takes the paths of what is at fault
     * @return what it means; null: nothing
     */
    @Nullable
    JsonNode read(@Nullable JsonNode given, String at, List<String> faults);

    /** A value that may be absent, or must be as it is tested to be. */
    static Reading value(@Nullable JsonNode otherwise, Predicate<JsonNode> valid) {
        return (given, at, faults) -> {
            if (given == null) {
                return otherwise;
            }
            if (!valid.test(given)) {
                faults.add(at);
            }
            return given;
        };
    }

    /** That must be there. */
    static Reading required(Reading reading) {
        return (given, at, faults) -> {
            if (given == null) {
                faults.add(at);
                return null;
            }
            return reading.read(given, at, faults);
        };
    }

    static Reading text(int minChars, int maxChars) {
        return value(
                null,
                given -> given.isTextual()
                        && given.textValue().length() >= minChars
                        && given.textValue().length() <= maxChars);
    }

    static Reading flag(boolean otherwise) {
        return value(BooleanNode.valueOf(otherwise), JsonNode::isBoolean);
    }

    static Reading whole(@Nullable JsonNode otherwise, long min, long max) {
        return value(
                otherwise, given -> given.isIntegralNumber() && given.longValue() >= min && given.longValue() <= max);
    }

    static Reading choice(@Nullable JsonNode otherwise, String... constants) {
        return value(otherwise, given -> given.isTextual() && List.of(constants).contains(given.textValue()));
    }

    /** A list that is not empty, whose elements differ. */
    static Reading distinct(Reading element) {
        return (given, at, faults) -> {
            JsonNode list = list(element).read(given, at, faults);
            for (int i = 0; list != null && i < list.size(); i++) {
                for (int j = 0; j < i; j++) {
                    if (list.get(i).equals(list.get(j))) {
                        faults.add(at + "[" + i + "]");
                    }
                }
            }
            return list;
        };
    }

    static Reading list(Reading element) {
        return (given, at, faults) -> {
            if (given == null) {
                return null;
            }
            if (!given.isArray() || given.isEmpty()) {
                faults.add(at);
                return null;
            }
            ArrayNode read = Json.object().arrayNode();
            for (int i = 0; i < given.size(); i++) {
                read.add(element.read(given.get(i), at + "[" + i + "]", faults));
            }
            return read;
        };
    }

    /** An object of known fields; one that is absent is an empty one. */
    static Reading object(Map<String, Reading> fields) {
        return (given, at, faults) -> {
            if (given != null && !given.isObject()) {
                faults.add(at);
                return null;
            }
            ObjectNode read = Json.object();
            String inside = at.isEmpty() ? "" : at + ".";
            fields.forEach((name, reading) -> {
                JsonNode value = given == null || !given.hasNonNull(name) ? null : given.get(name);
                JsonNode meant = reading.read(value, inside + name, faults);
                if (meant != null) {
                    read.set(name, meant);
                }
            });
            if (given != null) {
                given.properties().stream()
                        .map(Map.Entry::getKey)
                        .filter(name -> !fields.containsKey(name))
                        .forEach(name -> faults.add(inside + name));
            }
            return read;
        };
    }
}
