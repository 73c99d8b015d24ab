package dev.portcullis.control.page;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.portcullis.control.body.Faults;
import dev.portcullis.control.body.Patterns;
import dev.portcullis.control.body.TextLimit;
import dev.portcullis.control.parameter.QueryParameters;
import dev.portcullis.model.AuthorizationMode;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What a list can be confined by; each list names those that have a meaning for it. */
public enum Filter {
    /** The whole name, as it is written. */
    NAME("name"),
    ENABLED("enabled"),
    /** The whole issuer, byte for byte. */
    ISSUER("issuer"),
    AUTHORIZATION_MODE("authorizationMode"),
    /** A host pattern, compared with patterns: {@code *.example.com} finds itself, and not what it matches. */
    HOST("host"),
    /** A part of the texts for people, without regard to case. */
    Q("q");

    private static final TextLimit ISSUER_TEXT = TextLimit.of(1, 2_048);
    private static final TextLimit SEARCHED = TextLimit.of(1, 256);

    private final String parameter;

    Filter(String parameter) {
        this.parameter = parameter;
    }

    /** The name of the query parameter. */
    public String parameter() {
        return parameter;
    }

    /** The values that it can have; empty: texts. */
    public List<String> choices() {
        return switch (this) {
            case ENABLED -> List.of("true", "false");
            case AUTHORIZATION_MODE ->
                Arrays.stream(AuthorizationMode.values()).map(Enum::name).toList();
            case NAME, ISSUER, HOST, Q -> List.of();
        };
    }

    /** How long its texts may be; empty where there are choices. */
    public OptionalInt mostChars() {
        return switch (this) {
            case NAME -> OptionalInt.of(TextLimit.NAME.maxChars());
            case ISSUER -> OptionalInt.of(ISSUER_TEXT.maxChars());
            case HOST -> OptionalInt.of(Patterns.MAX_HOST_CHARS);
            case Q -> OptionalInt.of(SEARCHED.maxChars());
            case ENABLED, AUTHORIZATION_MODE -> OptionalInt.empty();
        };
    }

    /** The condition of {@link #Q} on a column of folded text. */
    public static String isPart(String column) {
        return column + " LIKE (lower(CAST(:q AS text) COLLATE \"und-x-icu\") COLLATE \"C\")";
    }

    /** The value as conditions take it. */
    String bound(String value) {
        return switch (this) {
            case Q -> "%" + value.replaceAll("[\\\\%_]", "\\\\$0") + "%";
            case NAME, ENABLED, ISSUER, AUTHORIZATION_MODE, HOST -> value;
        };
    }

    /** The value, in canonical form; null with a fault noted. */
    @Nullable
    String read(String text, Faults faults) {
        TextNode value = TextNode.valueOf(text);
        return switch (this) {
            case NAME -> TextLimit.NAME.read(value, parameter, faults);
            case ISSUER -> ISSUER_TEXT.read(value, parameter, faults);
            case HOST -> Patterns.host(value, parameter, faults);
            case Q -> SEARCHED.read(value, parameter, faults);
            case ENABLED, AUTHORIZATION_MODE -> choice(text, faults);
        };
    }

    private @Nullable String choice(String text, Faults faults) {
        if (choices().contains(text)) {
            return text;
        }
        faults.add(parameter, QueryParameters.quoted(text) + " (expected: " + String.join(" or ", choices()) + ")");
        return null;
    }
}
