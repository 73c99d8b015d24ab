package dev.portcullis.policy.pattern;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A regular expression over whole decoded paths, in RE2 syntax: matching takes time in proportion to path length times
 * program size, whatever the expression. Immutable and thread-safe.
 */
public final class PathRegex {
    /** The longest expression, in characters. */
    public static final int MAX_CHARS = 1_000;
    /** The largest program, in RE2 instructions. */
    public static final int MAX_PROGRAM = 2_000;
    /** The most parts, with counted repetitions written out. A program within its own limit has seldom a tenth of it. */
    static final int MAX_PARTS = 10 * MAX_PROGRAM;
    /** As many in one instance. */
    public static final int MAX_PER_INSTANCE = 1_000;

    private final Pattern pattern;

    private PathRegex(Pattern pattern) {
        this.pattern = pattern;
    }

    /** Whether the whole path matches. */
    public boolean matches(String path) {
        return pattern.matches(path);
    }

    /** Compiles, or says what stands against it. */
    public static Parsed<PathRegex> parse(String expression, boolean ignoreCase) {
        if (expression.isEmpty() || expression.length() > MAX_CHARS) {
            return new Parsed.Invalid<>(expression.length() + " characters (expected: 1 to " + MAX_CHARS + ")");
        }
        long parts = ExpressionSize.of(expression);
        if (parts > MAX_PARTS) {
            return Parsed.invalid(
                    expression, "at most " + MAX_PARTS + " parts with repetitions written out, not " + parts);
        }
        try {
            Pattern written = Pattern.compile(expression);
            Pattern pattern = ignoreCase ? Pattern.compile(AsciiCaseFolding.of(expression)) : written;
            return pattern.programSize() > MAX_PROGRAM
                    ? Parsed.invalid(
                            expression,
                            "a program of at most " + MAX_PROGRAM + " instructions, not " + pattern.programSize())
                    : new Parsed.Valid<>(new PathRegex(pattern));
        } catch (PatternSyntaxException e) {
            return Parsed.invalid(expression, "RE2 syntax; " + e.getDescription());
        }
    }
}
