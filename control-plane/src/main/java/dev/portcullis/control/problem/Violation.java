package dev.portcullis.control.problem;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One fault of a document. */
@Schema(name = "Violation", description = "One fault of a document.")
public record Violation(
        @Schema(description = "Where: the path of the field.", examples = "token.key", required = true)
        String field,

        @Schema(
                description = "What was found, and what was expected.",
                examples = "301 (expected: 0-300)",
                required = true)
        String message) {
    private static final int MAX_FIELD_CHARS = 120;
    /** Of both together. */
    private static final int MAX_CHARS = 299;

    /** Shortened: what somebody sends must not come back longer than it is worth reading. */
    public Violation {
        field = shorten(field, MAX_FIELD_CHARS);
        message = shorten(message, MAX_CHARS - field.length());
    }

    private static String shorten(String text, int maxChars) {
        if (text.length() <= maxChars) {
            return text;
        }
        int end = maxChars - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}
