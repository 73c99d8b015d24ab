package dev.portcullis.control.body;

import dev.portcullis.control.problem.Refusal;
import dev.portcullis.control.problem.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Collects what is wrong with one document, or with the parameters of one request. Not thread-safe. */
public final class Faults {
    private final List<Violation> violations = new ArrayList<>();

    /** @param message what was found, and in parentheses what was expected */
    public void add(String field, String message) {
        violations.add(new Violation(field, message));
    }

    /** In the order in which they were added. */
    public void each(Consumer<Violation> action) {
        violations.forEach(action);
    }

    public boolean isEmpty() {
        return violations.isEmpty();
    }

    /** @throws Refusal with all faults, if there are any */
    public void refuseIfAny() {
        if (!violations.isEmpty()) {
            throw Refusal.of(violations);
        }
    }

    /** @throws Refusal with all faults, if there are any, of the parameters of a request */
    public void refuseParametersIfAny() {
        if (!violations.isEmpty()) {
            throw Refusal.ofParameters(violations);
        }
    }
}
