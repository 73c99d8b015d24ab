package dev.portcullis.control.precondition;

import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;
import java.util.stream.Stream;

/** What the request at hand expects of the resource that it addresses. */
@RequestScoped
public class Preconditions {
    private static final int MAX_QUOTED_CHARS = 200;

    private final HttpHeaders request;

    Preconditions(HttpHeaders request) {
        this.request = request;
    }

    /**
     * Judges nothing: an expectation that nobody looks at is not taken for one that holds.
     *
     * @throws Refusal with {@link ProblemCode#INVALID_PARAMETER} if the request expects anything
     */
    public void refuse() {
        if (expected().isPresent() || unexpected().isPresent()) {
            throw new Refusal(
                    ProblemCode.INVALID_PARAMETER, "If-Match or If-None-Match (expected: neither, in this operation)");
        }
    }

    /**
     * Judges a resource that is to be changed or created.
     *
     * @param current its tag, or one for each of its forms; none: there is no such resource yet
     * @throws Refusal with {@link ProblemCode#PRECONDITION_FAILED} if it is not as expected
     */
    public void require(EntityTag... current) {
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

    private void requireExpected(EntityTag... current) {
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

    private static boolean matchesStrongly(TagCondition condition, EntityTag... current) {
        return switch (condition) {
            case TagCondition.Anything anything -> current.length > 0;
            case TagCondition.OneOf oneOf ->
                Stream.of(current).anyMatch(tag -> oneOf.tags().stream().anyMatch(tag::equalsStrongly));
        };
    }

    private static boolean matchesWeakly(TagCondition condition, EntityTag... current) {
        return switch (condition) {
            case TagCondition.Anything anything -> current.length > 0;
            case TagCondition.OneOf oneOf ->
                Stream.of(current).anyMatch(tag -> oneOf.tags().stream().anyMatch(tag::equalsWeakly));
        };
    }

    private static Refusal failed(String field, TagCondition condition, EntityTag... current) {
        String text = condition.toString();
        return new Refusal(
                ProblemCode.PRECONDITION_FAILED,
                (current.length == 0 ? "no such resource" : "ETag " + current[0]) + " (expected: " + field + ": "
                        + (text.length() <= MAX_QUOTED_CHARS ? text : text.substring(0, MAX_QUOTED_CHARS) + "…") + ")");
    }
}
