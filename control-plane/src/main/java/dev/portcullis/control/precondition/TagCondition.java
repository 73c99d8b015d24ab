package dev.portcullis.control.precondition;

import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The value of {@code If-Match} or {@code If-None-Match} (RFC 9110 sections 13.1.1 and 13.1.2). */
sealed interface TagCondition {

    /** {@code *}: whatever there is. */
    record Anything() implements TagCondition {
        @Override
        public String toString() {
            return "*";
        }
    }

    /** One of these; at least one. */
    record OneOf(List<EntityTag> tags) implements TagCondition {
        public OneOf {
            tags = List.copyOf(tags);
        }

        @Override
        public String toString() {
            return tags.stream().map(EntityTag::toString).collect(Collectors.joining(", "));
        }
    }

    /** {@code etagc} without the octets above ASCII, which we have never put into a tag. */
    Pattern TAG = Pattern.compile("(W/)?\"([\\x21\\x23-\\x7E]*)\"");

    /**
     * Reads a field.
     *
     * @param lines its values, one for each time that it is there; null or empty: it is not
     * @throws Refusal with {@link ProblemCode#INVALID_PARAMETER} if it is malformed
     */
    static Optional<TagCondition> parse(String field, @Nullable List<String> lines) {
        if (lines == null || lines.isEmpty()) {
            return Optional.empty();
        }
        String value = String.join(",", lines).strip();
        if (value.equals("*")) {
            return Optional.of(new Anything());
        }
        List<EntityTag> tags = new ArrayList<>();
        Matcher tag = TAG.matcher(value);
        for (int at = skipSeparators(value, 0, true); at < value.length(); ) {
            if (!tag.find(at) || tag.start() != at) {
                throw malformed(field);
            }
            tags.add(new EntityTag(tag.group(2), tag.group(1) != null));
            at = skipSeparators(value, tag.end(), false);
            if (at < 0) {
                throw malformed(field);
            }
        }
        if (tags.isEmpty()) {
            throw malformed(field);
        }
        return Optional.of(new OneOf(tags));
    }

    /** Where the next element begins, empty ones passed over (RFC 9110 section 5.6.1.2); -1 where a comma is missing. */
    private static int skipSeparators(String value, int from, boolean commaSeen) {
        int at = from;
        boolean seen = commaSeen;
        while (at < value.length() && ", \t".indexOf(value.charAt(at)) >= 0) {
            seen |= value.charAt(at) == ',';
            at++;
        }
        return seen || at == value.length() ? at : -1;
    }

    private static Refusal malformed(String field) {
        return new Refusal(
                ProblemCode.INVALID_PARAMETER, field + ": malformed (expected: *, or quoted entity tags with commas)");
    }
}
