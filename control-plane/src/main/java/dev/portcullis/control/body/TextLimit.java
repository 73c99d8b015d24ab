package dev.portcullis.control.body;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a text may be.
 *
 * @param minChars 0 or more, in Unicode code points
 * @param maxChars in Unicode code points
 * @param form which whole texts are allowed; null: every one without control characters
 * @param formWords the form in words
 */
public record TextLimit(
        int minChars, int maxChars, @Nullable Pattern form, String formWords) {

    /** A name: free text of 1–64 characters. */
    public static final TextLimit NAME = of(1, 64);

    /** Free text of several lines. */
    public static TextLimit prose(int maxChars) {
        return new TextLimit(
                0,
                maxChars,
                Pattern.compile("(?:[^\\p{Cc}\\p{Cs}]|[\\n\\r\\t])*+"),
                "no control characters but line breaks and tabs");
    }

    public static TextLimit of(int minChars, int maxChars) {
        return new TextLimit(minChars, maxChars, null, "no control characters");
    }

    String describe() {
        return "text of " + minChars + " to " + maxChars + " characters, " + formWords;
    }

    /** The text, or null with a fault noted. */
    public @Nullable String read(JsonNode value, String at, Faults faults) {
        if (!value.isTextual()) {
            faults.add(at, FieldReader.describe(value) + " (expected: " + describe() + ")");
            return null;
        }
        return check(value.textValue(), at, faults);
    }

    @Nullable
    String check(String text, String at, Faults faults) {
        int chars = text.codePointCount(0, text.length());
        if (chars < minChars || chars > maxChars) {
            faults.add(at, chars + " characters (expected: " + describe() + ")");
            return null;
        }
        boolean allowed = form == null ? isPlain(text) : form.matcher(text).matches();
        if (!allowed) {
            faults.add(at, "a character that is not allowed (expected: " + describe() + ")");
            return null;
        }
        return text;
    }

    /** Free of control characters, which JSON can smuggle in, and of halves of surrogate pairs, which UTF-8 cannot carry. */
    private static boolean isPlain(String text) {
        return text.codePoints()
                .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }
}
