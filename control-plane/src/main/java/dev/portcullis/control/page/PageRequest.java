package dev.portcullis.control.page;

import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list is asked for.
 *
 * @param size 1–{@value #MAX_SIZE}
 * @param after the id after which the page starts, in the order of ids; null: the first page
 */
public record PageRequest(int size, @Nullable String after) {
    public static final int DEFAULT_SIZE = 50;
    public static final int MAX_SIZE = 500;

    /**
     * Reads the query parameters of a list.
     *
     * @param list names the list, so that a token of one list is refused by another
     */
    public static PageRequest of(String list, @Nullable String pageSize, @Nullable String pageToken) {
        return new PageRequest(
                pageSize == null ? DEFAULT_SIZE : size(pageSize),
                pageToken == null || pageToken.isEmpty() ? null : PageToken.open(list, pageToken));
    }

    private static int size(String text) {
        if (text.matches("[0-9]{1,4}")) {
            int size = Integer.parseInt(text);
            if (size >= 1 && size <= MAX_SIZE) {
                return size;
            }
        }
        String found = text.length() > 20 ? text.substring(0, 20) + "…" : text;
        throw new Refusal(ProblemCode.INVALID_PARAMETER, "pageSize: \"" + found + "\" (expected: 1-" + MAX_SIZE + ")");
    }
}
