package dev.portcullis.control.parameter;

import dev.portcullis.control.body.Faults;
import dev.portcullis.control.problem.Refusal;
import dev.portcullis.control.problem.Violation;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A query, and what is wrong with it: repetitions, and names that the operation does not know. */
public final class QueryParameters {
    private static final int MOST_QUOTED_CHARS = 40;

    private final MultivaluedMap<String, String> query;
    private final Faults faults;

    public QueryParameters(MultivaluedMap<String, String> query, Faults faults) {
        this.query = query;
        this.faults = faults;
    }

    /** The value; null if absent, or with a fault noted if it is there more than once. */
    public @Nullable String once(String name) {
        List<String> given = query.get(name);
        if (given == null || given.isEmpty()) {
            return null;
        }
        if (given.size() > 1) {
            faults.add(name, "given " + given.size() + " times (expected: once)");
            return null;
        }
        return given.getFirst();
    }

    /** Notes a fault if it is there more than once, or without a value, which JAX-RS takes for its absence. */
    void requireValue(String name) {
        String value = once(name);
        if (value != null && value.isEmpty()) {
            faults.add(name, "empty (expected: a value)");
        }
    }

    /** Notes a fault for each parameter that is none of these. */
    public void refuseUnknown(List<String> known) {
        String expected = switch (known.size()) {
            case 0 -> "none";
            case 1 -> known.getFirst();
            default -> "one of " + String.join(", ", known);
        };
        query.keySet().stream()
                .filter(name -> !known.contains(name))
                .sorted()
                .forEach(name -> faults.add(shortened(name), "unknown parameter (expected: " + expected + ")"));
    }

    /**
     * Reads a boolean; absent, it is false.
     *
     * @throws Refusal if it is anything else than {@code true} or {@code false}
     */
    public static boolean flag(String name, @Nullable String text) {
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw Refusal.ofParameters(List.of(new Violation(name, quoted(text) + " (expected: true or false)")), 1);
        }
        return "true".equals(text);
    }

    /** A text out of a query, as a fault shows it. */
    public static String quoted(String text) {
        return '"' + shortened(text) + '"';
    }

    private static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= MOST_QUOTED_CHARS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MOST_QUOTED_CHARS)) + "…";
    }
}
