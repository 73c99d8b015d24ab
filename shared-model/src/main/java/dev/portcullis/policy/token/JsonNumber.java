package dev.portcullis.policy.token;

import java.math.BigDecimal;

/**
 * A JSON number as it was written; within the range of a double.
 *
 * @param text of RFC 8259 section 6
 */
public record JsonNumber(String text) {
    /** Up to this length an integer fits a long. */
    private static final int MAX_LONG_CHARS = 18;

    static boolean isFinite(String text) {
        return (text.length() <= MAX_LONG_CHARS && text.indexOf('e') < 0 && text.indexOf('E') < 0)
                || !Double.isInfinite(Double.parseDouble(text));
    }

    /** The nearest double; exact for integers up to 2^53. */
    public double toDouble() {
        return Double.parseDouble(text);
    }

    /** Whether both are the same number, however written. */
    public boolean sameAs(String other) {
        if (text.equals(other)) {
            return true;
        }
        try {
            return new BigDecimal(text).compareTo(new BigDecimal(other)) == 0;
        } catch (NumberFormatException e) {
            // An exponent of ten digits or more (1e-9999999999): nobody who asks for a number writes it so.
            return false;
        }
    }
}
