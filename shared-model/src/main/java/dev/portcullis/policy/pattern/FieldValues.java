package dev.portcullis.policy.pattern;

import java.util.regex.Pattern;

/** Checks the values of header fields that are secrets, and so never quotes one. */
public final class FieldValues {
    /** The longest value, in characters. */
    public static final int MAX_CHARS = 8_192;

    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e\\t]{1," + MAX_CHARS + "}");

    private FieldValues() {}

    /** Printable ASCII, inner spaces and tabs (RFC 9110 section 5.5), at least one character. */
    public static Parsed<String> parseSecret(String value) {
        return VALUE.matcher(value).matches() && value.strip().length() == value.length()
                ? new Parsed.Valid<>(value)
                : new Parsed.Invalid<>("a text of " + value.length() + " characters (expected: 1 to " + MAX_CHARS
                        + " printable ASCII characters, no outer white space)");
    }
}
