package dev.portcullis.policy;

import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** The cookies of a Cookie field (RFC 6265 section 4.2.1). */
final class CookieText {
    private CookieText() {}

    /** Hands over every name and value, outer white space removed; what has no equals sign is no cookie. */
    static void forEachCookie(String field, BiConsumer<String, String> consumer) {
        int start = 0;
        while (start <= field.length()) {
            int end = end(field, start);
            // Bounded by the end: to search beyond it at every semicolon would take the square of their number.
            int equals = field.indexOf('=', start, end);
            if (equals >= 0) {
                consumer.accept(
                        field.substring(start, equals).strip(),
                        field.substring(equals + 1, end).strip());
            }
            start = end + 1;
        }
    }

    /** The field without the cookies of some names, all others byte for byte; empty if none is left. */
    static String without(String field, Predicate<String> names) {
        StringBuilder out = new StringBuilder(field.length());
        int start = 0;
        while (start <= field.length()) {
            int end = end(field, start);
            int equals = field.indexOf('=', start, end);
            boolean removed =
                    equals >= 0 && names.test(field.substring(start, equals).strip());
            if (!removed) {
                out.append(out.isEmpty() ? "" : ";")
                        .append(
                                out.isEmpty()
                                        ? field.substring(start, end).stripLeading()
                                        : field.substring(start, end));
            }
            start = end + 1;
        }
        return out.toString();
    }

    private static int end(String field, int start) {
        int semicolon = field.indexOf(';', start);
        return semicolon < 0 ? field.length() : semicolon;
    }
}
