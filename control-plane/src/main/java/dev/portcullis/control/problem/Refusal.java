package dev.portcullis.control.problem;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A request is refused. It travels as an exception, although it is expected, because it must roll back the transaction in
 * which it was found; {@link ProblemAnswers} turns it into the answer.
 */
public final class Refusal extends RuntimeException {
    /** So many faults are listed; nobody reads more. */
    public static final int MAX_VIOLATIONS = 100;
    /** So many faults of parameters are told in the detail as well. */
    private static final int MAX_TOLD = 5;

    private final ProblemCode code;
    private final transient List<Violation> violations;
    private final int violationCount;

    /** @param detail what was found and what was expected; never a secret */
    public Refusal(ProblemCode code, String detail) {
        this(code, detail, List.of(), 0);
    }

    private Refusal(ProblemCode code, String detail, List<Violation> violations, int violationCount) {
        // Expected, and thrown a lot by clients that err: a stack trace would tell nobody anything.
        super(detail, null, false, false);
        this.code = code;
        this.violations = violations;
        this.violationCount = violationCount;
    }

    /** @param violations all faults, at least one */
    public static Refusal of(List<Violation> violations) {
        return of(violations, violations.size());
    }

    /**
     * @param violations the first faults, at least one
     * @param count of all faults
     */
    public static Refusal of(List<Violation> violations, int count) {
        List<Violation> listed = listed(violations);
        String detail = count == 1 ? "1 field is at fault" : count + " fields are at fault";
        String rest = count > listed.size() ? "; the first " + listed.size() + " are listed" : "";
        return new Refusal(ProblemCode.VALIDATION_FAILED, detail + rest, listed, count);
    }

    /**
     * @param violations the first faults of the parameters, at least one; their fields are the parameters' names
     * @param count of all faults
     */
    public static Refusal ofParameters(List<Violation> violations, int count) {
        String detail = first(
                violations.stream()
                        .limit(MAX_TOLD)
                        .map(violation -> violation.field() + ": " + violation.message())
                        .toList(),
                count,
                "; ");
        return new Refusal(ProblemCode.INVALID_PARAMETER, detail, listed(violations), count);
    }

    /** Enabled rules that a change would delete. */
    public static Refusal ofEnabledRules(String which, List<String> rules, String expected) {
        return new Refusal(
                ProblemCode.RULE_ENABLED,
                which + ": " + first(rules, rules.size(), ", ") + " (expected: " + expected + ")");
    }

    /** The first of many, and how many others there are. */
    private static String first(List<String> some, int count, String separator) {
        String told = some.stream().limit(MAX_TOLD).collect(Collectors.joining(separator));
        return count > MAX_TOLD ? told + "; and " + (count - MAX_TOLD) + " others" : told;
    }

    private static List<Violation> listed(List<Violation> violations) {
        return List.copyOf(violations.subList(0, Math.min(MAX_VIOLATIONS, violations.size())));
    }

    /** @param what the kind of thing, for example {@code rule} */
    public static Refusal notFound(String what, String id) {
        return new Refusal(ProblemCode.NOT_FOUND, what + " " + id + " does not exist");
    }

    public ProblemCode code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    /** At most {@link #MAX_VIOLATIONS}. */
    public List<Violation> violations() {
        return violations;
    }

    /** How many there are, listed or not. */
    public int violationCount() {
        return violationCount;
    }
}
