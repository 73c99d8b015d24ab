package dev.portcullis.control.body;

import dev.portcullis.control.problem.Refusal;
import dev.portcullis.control.problem.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Collects what is wrong with one document, or with the parameters of one request. Keeps no more than are answered, and
 * counts the rest. Not thread-safe.
 */
public final class Faults {
    /** The first of them. */
    private final List<Violation> violations = new ArrayList<>();

    private int count;

    /** @param message what was found, and in parentheses what was expected */
    public void add(String field, String message) {
        count++;
        if (violations.size() < Refusal.MAX_VIOLATIONS) {
            violations.add(new Violation(field, message));
        }
    }

    /** Those that are kept, in the order in which they were added. */
    public void each(Consumer<Violation> action) {
        violations.forEach(action);
    }

    public boolean isEmpty() {
        return violations.isEmpty();
    }

    /** @throws Refusal with all faults, if there are any */
    public void refuseIfAny() {
        if (!violations.isEmpty()) {
            throw Refusal.of(violations, count);
        }
    }

    /** @throws Refusal with all faults, if there are any, of the parameters of a request */
    public void refuseParametersIfAny() {
        if (!violations.isEmpty()) {
            throw Refusal.ofParameters(violations, count);
        }
    }
}
