package dev.portcullis.policy.pattern;

/**
 * What became of a text that someone wrote: a value, or what was found and what was expected.
 *
 * @param <T> what the text stands for
 */
public sealed interface Parsed<T> {
    /** The text was understood. */
    record Valid<T>(T value) implements Parsed<T> {}

    /** @param message {@code what was found (expected: …)}, for the one who wrote it */
    record Invalid<T>(String message) implements Parsed<T> {}

    /** A refusal of a text, which is quoted in part. */
    static <T> Parsed<T> invalid(String found, String expected) {
        int maxChars = 80;
        String shown = found.length() <= maxChars ? found : found.substring(0, maxChars) + "…";
        return new Invalid<>("\"" + shown + "\" (expected: " + expected + ")");
    }
}
