package dev.portcullis.control.precondition;

import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the request at hand expects of the resource that it addresses. */
@RequestScoped
public class Preconditions {
    private static final int MAX_QUOTED_CHARS = 200;

    private final HttpHeaders request;

    Preconditions(HttpHeaders request) {
        this.request = request;
    }

    /** Whether the request expects anything. */
    public boolean areGiven() {
        return expected().isPresent() || unexpected().isPresent();
    }

    /**
     * Judges a resource that is to be changed or created.
     *
     * @param current null: there is none yet
     * @throws Refusal with {@link ProblemCode#PRECONDITION_FAILED} if it is not as expected
     */
    public void require(@Nullable EntityTag current) {
        requireExpected(current);
        unexpected().ifPresent(condition -> {
            if (matchesWeakly(condition, current)) {
                throw failed(HttpHeaders.IF_NONE_MATCH, condition, current);
            }
        });
    }

    /**
     * Judges a resource that is read.
     *
     * @return whether the client has this very state already
     * @throws Refusal with {@link ProblemCode#PRECONDITION_FAILED} if it is not as expected
     */
    public boolean isKnown(EntityTag current) {
        requireExpected(current);
        return unexpected()
                .filter(condition -> matchesWeakly(condition, current))
                .isPresent();
    }

    private void requireExpected(@Nullable EntityTag current) {
        expected().ifPresent(condition -> {
            if (!matchesStrongly(condition, current)) {
                throw failed(HttpHeaders.IF_MATCH, condition, current);
            }
        });
    }

    private Optional<TagCondition> expected() {
        return TagCondition.parse(HttpHeaders.IF_MATCH, request.getRequestHeader(HttpHeaders.IF_MATCH));
    }

    private Optional<TagCondition> unexpected() {
        return TagCondition.parse(HttpHeaders.IF_NONE_MATCH, request.getRequestHeader(HttpHeaders.IF_NONE_MATCH));
    }

    private static boolean matchesStrongly(TagCondition condition, @Nullable EntityTag current) {
        return current != null
                && switch (condition) {
                    case TagCondition.Anything anything -> true;
                    case TagCondition.OneOf oneOf -> oneOf.tags().stream().anyMatch(current::equalsStrongly);
                };
    }

    private static boolean matchesWeakly(TagCondition condition, @Nullable EntityTag current) {
        return current != null
                && switch (condition) {
                    case TagCondition.Anything anything -> true;
                    case TagCondition.OneOf oneOf -> oneOf.tags().stream().anyMatch(current::equalsWeakly);
                };
    }

    private static Refusal failed(String field, TagCondition condition, @Nullable EntityTag current) {
        String text = condition.toString();
        return new Refusal(
                ProblemCode.PRECONDITION_FAILED,
                (current == null ? "no such resource" : "ETag " + current) + " (expected: " + field + ": "
                        + (text.length() <= MAX_QUOTED_CHARS ? text : text.substring(0, MAX_QUOTED_CHARS) + "…") + ")");
    }
}
