package dev.portcullis.policy;

import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query, separated by {@code &} only. Names and values are percent-decoded once, octet by octet: a
 * decoded text has one character for each octet, 00 to FF, and an escape that is none stands for itself.
 */
final class QueryText {
    private QueryText() {}

    /** A text as octets, for comparing it with decoded names. */
    static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Hands over every decoded name and value; a parameter without equals sign has an empty value. */
    static void forEachParameter(String query, BiConsumer<String, String> consumer) {
        int start = 0;
        while (start <= query.length()) {
            int end = end(query, start);
            // Bounded by the end: to search beyond it at every ampersand would take the square of their number.
            int equals = query.indexOf('=', start, end);
            boolean valued = equals >= 0;
            consumer.accept(
                    decode(query.substring(start, valued ? equals : end)),
                    valued ? decode(query.substring(equals + 1, end)) : "");
            start = end + 1;
        }
    }

    /** The query without the parameters of some decoded names, all others byte for byte; null if none is left. */
    static @Nullable String without(String query, Predicate<String> names) {
        StringBuilder out = new StringBuilder(query.length());
        boolean any = false;
        int start = 0;
        while (start <= query.length()) {
            int end = end(query, start);
            int equals = query.indexOf('=', start, end);
            String name = query.substring(start, equals >= 0 ? equals : end);
            if (!names.test(decode(name))) {
                out.append(any ? "&" : "").append(query, start, end);
                any = true;
            }
            start = end + 1;
        }
        return any ? out.toString() : null;
    }

    private static int end(String query, int start) {
        int ampersand = query.indexOf('&', start);
        return ampersand < 0 ? query.length() : ampersand;
    }

    private static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high >= 0 ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (low >= 0) {
                out.append((char) (high << 4 | low));
                i += 2;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
