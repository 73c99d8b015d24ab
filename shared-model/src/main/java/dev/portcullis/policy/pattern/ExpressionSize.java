package dev.portcullis.policy.pattern;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How many parts (characters, escapes, classes) an RE2 expression has when its counted repetitions are written out. RE2/J
 * writes them out before it tells how large the program is, and three of a thousand within each other exhaust any memory.
 *
 * <p>What is no valid expression has some size too; RE2 judges it.
 */
final class ExpressionSize {
    private static final Pattern REPETITION = Pattern.compile("\\{([0-9]+)(?:,([0-9]*))?\\}");
    /** More than RE2 takes, and more of them than any size that is let through. */
    private static final long TOO_MANY = 1_000_000;
    /** The product of any two sizes below it fits a long. */
    private static final long LARGEST = Integer.MAX_VALUE;

    private final String in;
    private final Matcher repetition;
    private final Deque<Group> open = new ArrayDeque<>();
    private Group group = new Group();
    private int at;

    /** What is known of a group so far. */
    private static final class Group {
        private long parts;
        /** How many of them belong to what a repetition that comes next would repeat. */
        private long last;

        void add(long size) {
            last = size;
            parts = Math.min(LARGEST, parts + size);
        }

        void repeat(long times) {
            parts = Math.min(LARGEST, parts + last * (times - 1));
            last = Math.min(LARGEST, last * times);
        }
    }

    private ExpressionSize(String in) {
        this.in = in;
        this.repetition = REPETITION.matcher(in);
    }

    static long of(String expression) {
        ExpressionSize size = new ExpressionSize(expression);
        while (size.at < expression.length()) {
            size.step();
        }
        while (!size.open.isEmpty()) {
            size.close();
        }
        return size.group.parts;
    }

    private void step() {
        char c = in.charAt(at);
        if (in.startsWith("\\Q", at)) {
            quotation();
        } else if (c == '\\') {
            escape();
        } else if (c == '[') {
            characterClass();
        } else if (c == '(') {
            open();
        } else if (c == '{' && repetition.region(at, in.length()).lookingAt()) {
            group.repeat(Math.max(1, Math.max(times(repetition.group(1)), times(repetition.group(2)))));
            at = repetition.end();
        } else {
            at++;
            if (c == ')') {
                close();
            } else if (c == '|') {
                group.last = 0;
            } else if (c != '*' && c != '+' && c != '?') {
                group.add(1);
            }
        }
    }

    private static long times(@Nullable String digits) {
        if (digits == null || digits.isEmpty()) {
            return 0;
        }
        return digits.length() > 6 ? TOO_MANY : Long.parseLong(digits);
    }

    private void quotation() {
        int end = in.indexOf("\\E", at + 2);
        int stop = end < 0 ? in.length() : end;
        for (int i = at + 2; i < stop; i++) {
            group.add(1);
        }
        at = end < 0 ? in.length() : end + 2;
    }

    private void escape() {
        boolean named = at + 1 < in.length() && "pPx".indexOf(in.charAt(at + 1)) >= 0 && in.startsWith("{", at + 2);
        int close = named ? in.indexOf('}', at) : at + 1;
        at = close < 0 ? in.length() : close + 1;
        group.add(1);
    }

    private void characterClass() {
        at++;
        if (at < in.length() && in.charAt(at) == '^') {
            at++;
        }
        boolean first = true;
        while (at < in.length() && (first || in.charAt(at) != ']')) {
            first = false;
            int named = in.startsWith("[:", at) ? in.indexOf(":]", at) : -1;
            at = named > 0 ? named + 2 : in.charAt(at) == '\\' ? at + 2 : at + 1;
        }
        at++;
        group.add(1);
    }

    /** A group; flags alone, as in {@code (?i)}, are none, and what stands before them may be repeated after them. */
    private void open() {
        at++;
        if (in.startsWith("?", at)) {
            while (at < in.length() && ":)>".indexOf(in.charAt(at)) < 0) {
                at++;
            }
            boolean flagsAlone = at < in.length() && in.charAt(at) == ')';
            at++;
            if (flagsAlone) {
                return;
            }
        }
        open.push(group);
        group = new Group();
    }

    private void close() {
        if (!open.isEmpty()) {
            long size = Math.max(1, group.parts);
            group = open.pop();
            group.add(size);
        }
    }
}
