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
    /** Up to so many digits an integer is a double exactly. */
    private static final int MAX_EXACT_DIGITS = 15;

    static boolean isFinite(String text) {
        return (text.length() <= MAX_LONG_CHARS && text.indexOf('e') < 0 && text.indexOf('E') < 0)
                || !Double.isInfinite(Double.parseDouble(text));
    }

    /** The nearest double; exact for integers up to 2^53. */
    public double toDouble() {
        // Times are naturals of ten digits.
        long natural = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (i == MAX_EXACT_DIGITS || digit < 0 || digit > 9) {
                return Double.parseDouble(text);
            }
            natural = 10 * natural + digit;
        }
        return natural;
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
