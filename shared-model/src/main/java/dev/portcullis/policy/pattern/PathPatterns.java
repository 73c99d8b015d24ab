package dev.portcullis.policy.pattern;

import dev.portcullis.model.PathPattern;
import dev.portcullis.model.RequestPolicy;
import java.util.List;

/** Checks the path patterns of conditions and routes when they are written. */
public final class PathPatterns {
    /** The longest value of an EXACT or PREFIX pattern, in characters. */
    public static final int MAX_CHARS = 4_096;

    private PathPatterns() {}

    /** How a path is matched that holds a question mark or number sign of its own, percent-encoded. */
    private enum EncodedMark {
        BY_REGEX(" is matched by REGEX"),
        BY_PREFIX(" is matched by a PREFIX that ends before it");

        private final String words;

        EncodedMark(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** Checks the pattern of a condition: any match, a value that some canonical path can match. */
    public static Parsed<PathPattern> parseCondition(PathPattern pattern, boolean ignoreCase, RequestPolicy policy) {
        return switch (pattern.match()) {
            case EXACT, PREFIX -> parseLiteral(pattern, policy, EncodedMark.BY_REGEX);
            case REGEX ->
                switch (PathRegex.parse(pattern.value(), ignoreCase)) {
                    case Parsed.Valid<PathRegex> ignored -> new Parsed.Valid<>(pattern);
                    case Parsed.Invalid<PathRegex> invalid -> new Parsed.Invalid<>(invalid.message());
                };
        };
    }

    /** Checks the pattern of a route, which knows EXACT and PREFIX only. */
    public static Parsed<PathPattern> parseRoute(PathPattern pattern, RequestPolicy policy) {
        return switch (pattern.match()) {
            case EXACT, PREFIX -> parseLiteral(pattern, policy, EncodedMark.BY_PREFIX);
            case REGEX -> new Parsed.Invalid<>("REGEX (expected: EXACT or PREFIX)");
        };
    }

    private static Parsed<PathPattern> parseLiteral(PathPattern pattern, RequestPolicy policy, EncodedMark escape) {
        String value = pattern.value();
        if (!value.startsWith("/")) {
            return Parsed.invalid(value, "a path that starts with /");
        }
        if (value.length() > MAX_CHARS) {
            return new Parsed.Invalid<>(value.length() + " characters (expected: at most " + MAX_CHARS + ")");
        }
        for (int i = 0; i < value.length(); i++) {
            String fault = characterFault(value, i, policy, escape);
            if (!fault.isEmpty()) {
                return Parsed.invalid(value, fault);
            }
        }
        List<String> segments = List.of(value.substring(1).split("/", -1));
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            if (segment.isEmpty() && i < segments.size() - 1 && !policy.allowEmptySegments()) {
                return Parsed.invalid(value, "no empty segment (//): no canonical path has one");
            }
            if (segment.equals(".") || segment.equals("..")) {
                return Parsed.invalid(value, "no dot segment: canonical paths have them resolved");
            }
        }
        return new Parsed.Valid<>(pattern);
    }

    /** What is wrong with the character at that index; empty if nothing is. */
    private static String characterFault(String value, int index, RequestPolicy policy, EncodedMark escape) {
        char c = value.charAt(index);
        if (c == '?' || c == '#') {
            return "no " + c + ": the query takes no part; a path that holds " + (c == '?' ? "%3F" : "%23")
                    + escape.words();
        }
        if (c == '\\') {
            return "no \\: requests with one are refused";
        }
        if (c == ';' && !policy.allowSemicolon()) {
            return "no ;: requests with one are refused here";
        }
        if (Character.isISOControl(c)) {
            return "no control characters";
        }
        if (c == '%' && isHex(value, index + 1) && isHex(value, index + 2)) {
            boolean encodedSlash = value.startsWith("%2F", index);
            return encodedSlash && policy.allowEncodedSlash() ? "" : "the path as it reads after percent-decoding";
        }
        boolean paired = Character.isHighSurrogate(c)
                ? index + 1 < value.length() && Character.isLowSurrogate(value.charAt(index + 1))
                : !Character.isLowSurrogate(c) || (index > 0 && Character.isHighSurrogate(value.charAt(index - 1)));
        return paired ? "" : "whole characters, not half of a surrogate pair";
    }

    private static boolean isHex(String value, int index) {
        return index < value.length() && value.charAt(index) < 0x80 && Character.digit(value.charAt(index), 16) >= 0;
    }
}
