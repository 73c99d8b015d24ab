package dev.portcullis.policy;

import dev.portcullis.policy.token.JsonNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values in sentences for people, shortened. Only for those who may see them: of claims, their bearer. */
final class Shown {
    private static final int MAX_CHARS = 80;
    private static final int MAX_ELEMENTS = 5;

    private Shown() {}

    static String text(String text) {
        return "\"" + shorten(text) + "\"";
    }

    /** Texts as they are, without quotes. */
    static String list(List<String> texts) {
        List<String> shown = new ArrayList<>(
                texts.stream().limit(MAX_ELEMENTS).map(Shown::shorten).toList());
        if (texts.size() > MAX_ELEMENTS) {
            shown.add(texts.size() - MAX_ELEMENTS + " others");
        }
        return shown.isEmpty() ? "none" : String.join(", ", shown);
    }

    static String values(List<?> values) {
        return list(values.stream().map(Shown::value).toList());
    }

    /** A name, or a list of names as it is written in a rule. */
    static String path(List<String> path) {
        return path.size() == 1 ? shorten(path.getFirst()) : "[" + values(path) + "]";
    }

    /** A value of JSON; of objects and lists, what they are. */
    static String value(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case String text -> text(text);
            case JsonNumber number -> shorten(number.text());
            case List<?> list -> list.isEmpty() ? "an empty list" : "a list of " + values(list);
            case Map<?, ?> ignored -> "an object";
            default -> shorten(value.toString());
        };
    }

    private static String shorten(String text) {
        return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "…";
    }
}
