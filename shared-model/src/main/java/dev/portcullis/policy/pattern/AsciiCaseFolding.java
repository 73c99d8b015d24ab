package dev.portcullis.policy.pattern;

/**
 * Rewrites an RE2 expression so that its ASCII letters match in either case. RE2's own flag folds all of Unicode, by which
 * {@code k} would also match the Kelvin sign; conditions promise ASCII letters only.
 *
 * <p>Literal letters become classes, and letters in classes get their other case beside them. Named classes
 * ({@code \pL}, {@code [:alpha:]}), flags, group names and repetition counts stay as they are. What is no valid expression
 * stays none: RE2 judges the outcome.
 */
final class AsciiCaseFolding {
    private final String in;
    private final StringBuilder out;
    private int at;

    private AsciiCaseFolding(String in) {
        this.in = in;
        this.out = new StringBuilder(in.length() * 2);
    }

    static String of(String expression) {
        AsciiCaseFolding folding = new AsciiCaseFolding(expression);
        while (folding.at < expression.length()) {
            folding.step();
        }
        return folding.out.toString();
    }

    private void step() {
        char c = in.charAt(at);
        if (in.startsWith("\\Q", at)) {
            quotation();
        } else if (c == '\\') {
            escape(false);
        } else if (c == '[') {
            characterClass();
        } else if (in.startsWith("(?", at)) {
            // Flags and group names end with one of these; letters among them mean something else.
            int end = at + 2;
            while (end < in.length() && ":)>".indexOf(in.charAt(end)) < 0) {
                end++;
            }
            copyTo(Math.min(end + 1, in.length()));
        } else {
            literal(c);
            at++;
        }
    }

    private void literal(char c) {
        if (isLetter(c)) {
            out.append('[').append(c).append(otherCase(c)).append(']');
        } else {
            out.append(c);
        }
    }

    /** {@code \Q…\E}: everything between is literal. */
    private void quotation() {
        int end = in.indexOf("\\E", at + 2);
        int stop = end < 0 ? in.length() : end;
        for (int i = at + 2; i < stop; i++) {
            char c = in.charAt(i);
            if (isLetter(c)) {
                literal(c);
            } else if (c >= '0' && c <= '9') {
                // By itself it could go on with an escape or a count that stands before the quotation.
                out.append('[').append(c).append(']');
            } else if (c < 0x80 && c > ' ') {
                out.append('\\').append(c);
            } else {
                out.append(c);
            }
        }
        at = end < 0 ? in.length() : end + 2;
    }

    /** Copies an escape; one that stands for an ASCII letter becomes both of its cases. */
    private void escape(boolean inClass) {
        int start = at;
        int letter = codeOfEscape();
        if (letter >= 0 && letter < 0x80 && isLetter((char) letter)) {
            char c = (char) letter;
            out.append(inClass ? "" : "[").append(c).append(otherCase(c)).append(inClass ? "" : "]");
        } else {
            out.append(in, start, at);
        }
    }

    /** Moves past the escape; answers the character that it stands for, or -1 if it stands for something else. */
    private int codeOfEscape() {
        if (at + 1 >= in.length()) {
            at = in.length();
            return -1;
        }
        char kind = in.charAt(at + 1);
        if (kind == 'p' || kind == 'P') {
            int close = in.startsWith("{", at + 2) ? in.indexOf('}', at) : at + 2;
            at = close < 0 ? in.length() : Math.min(close + 1, in.length());
            return -1;
        }
        if (kind == 'x') {
            boolean braced = in.startsWith("{", at + 2);
            int close = braced ? in.indexOf('}', at) : at + 3;
            int start = at + (braced ? 3 : 2);
            at = close < 0 ? in.length() : Math.min(close + 1, in.length());
            return close < 0 ? -1 : parse(in.substring(Math.min(start, at), braced ? at - 1 : at), 16);
        }
        if (kind >= '0' && kind <= '7') {
            int end = at + 1;
            while (end < in.length() && end < at + 4 && in.charAt(end) >= '0' && in.charAt(end) <= '7') {
                end++;
            }
            String digits = in.substring(at + 1, end);
            at = end;
            return parse(digits, 8);
        }
        at += 2;
        int control = "abfnrtv".indexOf(kind);
        boolean alphanumeric = isLetter(kind) || Character.isDigit(kind);
        // \b is a boundary; the others of that row are control characters, and what is no letter stands for itself.
        return alphanumeric ? control < 0 || kind == 'b' ? -1 : "\u0007\b\f\n\r\t\u000b".charAt(control) : kind;
    }

    private static int parse(String digits, int radix) {
        try {
            return Integer.parseInt(digits, radix);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private void characterClass() {
        out.append('[');
        at++;
        if (at < in.length() && in.charAt(at) == '^') {
            out.append('^');
            at++;
        }
        boolean first = true;
        while (at < in.length() && (first || in.charAt(at) != ']')) {
            first = false;
            if (in.startsWith("[:", at) && in.indexOf(":]", at) > 0) {
                copyTo(in.indexOf(":]", at) + 2);
            } else {
                member();
            }
        }
    }

    /** One character or range of a class. */
    private void member() {
        int start = at;
        int low = classCharacter();
        if (low < 0) {
            out.append(in, start, at);
            return;
        }
        int high = low;
        boolean range = at + 1 < in.length() && in.charAt(at) == '-' && in.charAt(at + 1) != ']';
        if (range) {
            at++;
            high = classCharacter();
        }
        out.append(in, start, at);
        addOtherCase(low, high, 'a', 'z');
        addOtherCase(low, high, 'A', 'Z');
    }

    private int classCharacter() {
        if (in.charAt(at) == '\\') {
            return codeOfEscape();
        }
        int c = in.codePointAt(at);
        at += Character.charCount(c);
        return c;
    }

    private void addOtherCase(int low, int high, char first, char last) {
        int from = Math.max(low, first);
        int to = Math.min(high, last);
        if (from <= to) {
            out.append(otherCase((char) from)).append('-').append(otherCase((char) to));
        }
    }

    private void copyTo(int end) {
        out.append(in, at, end);
        at = end;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static char otherCase(char c) {
        return (char) (c ^ 0x20);
    }
}
