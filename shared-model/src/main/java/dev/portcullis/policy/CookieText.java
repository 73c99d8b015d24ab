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
            int equals = field.indexOf('=', start);
            if (equals >= 0 && equals < end) {
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
            int equals = field.indexOf('=', start);
            boolean removed = equals >= 0
                    && equals < end
                    && names.test(field.substring(start, equals).strip());
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
