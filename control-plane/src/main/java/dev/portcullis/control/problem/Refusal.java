package dev.portcullis.control.problem;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A request is refused. It travels as an exception, although it is expected, because it must roll back the transaction in
 * which it was found; {@link ProblemAnswers} turns it into the answer.
 */
public final class Refusal extends RuntimeException {
    private final ProblemCode code;
    private final transient List<Violation> violations;

    /** @param detail what was found and what was expected; never a secret */
    public Refusal(ProblemCode code, String detail) {
        this(code, detail, List.of());
    }

    private Refusal(ProblemCode code, String detail, List<Violation> violations) {
        // Expected, and thrown a lot by clients that err: a stack trace would tell nobody anything.
        super(detail, null, false, false);
        this.code = code;
        this.violations = violations;
    }

    /** @param violations all faults, at least one */
    public static Refusal of(List<Violation> violations) {
        String detail = violations.size() == 1 ? "1 field is at fault" : violations.size() + " fields are at fault";
        return new Refusal(ProblemCode.VALIDATION_FAILED, detail, List.copyOf(violations));
    }

    /** @param violations all faults of the parameters, at least one; their fields are the parameters' names */
    public static Refusal ofParameters(List<Violation> violations) {
        String detail = violations.stream()
                .map(violation -> violation.field() + ": " + violation.message())
                .collect(Collectors.joining("; "));
        return new Refusal(ProblemCode.INVALID_PARAMETER, detail, List.copyOf(violations));
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

    public List<Violation> violations() {
        return violations;
    }
}
