package dev.portcullis.control.body;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.model.PathPattern;
import dev.portcullis.policy.pattern.HostPattern;
import dev.portcullis.policy.pattern.Parsed;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Reads the patterns that routes and authorizations share. */
public final class Patterns {
    /** The methods that can be named; a request with another one matches only where all do. */
    @Schema(name = "HttpMethod")
    public enum Method {
        GET,
        HEAD,
        POST,
        PUT,
        PATCH,
        DELETE,
        OPTIONS,
        TRACE
    }

    /** Of a host pattern. */
    public static final int MAX_HOST_CHARS = 253;

    private static final TextLimit HOST = TextLimit.of(1, MAX_HOST_CHARS);
    private static final TextLimit PATH = TextLimit.of(1, 4_096);

    private Patterns() {}

    /** A host pattern in canonical form; null with a fault noted. */
    public static @Nullable String host(JsonNode value, String at, Faults faults) {
        String text = HOST.read(value, at, faults);
        HostPattern host = text == null ? null : valid(HostPattern.parse(text), at, faults);
        return host == null ? null : host.text();
    }

    /** What parsing led to; null with a fault noted. */
    public static <T> @Nullable T valid(Parsed<T> parsed, String at, Faults faults) {
        return switch (parsed) {
            case Parsed.Valid<T> valid -> valid.value();
            case Parsed.Invalid<T> invalid -> {
                faults.add(at, invalid.message());
                yield null;
            }
        };
    }

    /** The two fields of a path pattern, as they stand there; null with a fault noted. */
    public static @Nullable PathPattern path(@Nullable FieldReader in) {
        if (in == null) {
            return null;
        }
        PathPattern.Match match = in.choice("match", PathPattern.Match.class);
        if (match == null) {
            in.faults().add(in.pathOf("match"), "missing (expected: EXACT, PREFIX or REGEX)");
        }
        String value = in.text("value", PATH);
        if (value == null && in.raw("value") == null) {
            in.faults().add(in.pathOf("value"), "missing (expected: a path or an expression)");
        }
        in.refuseUnknown();
        return match == null || value == null ? null : new PathPattern(match, value);
    }

    /** The field {@code methods}; null: all. */
    public static @Nullable List<String> methods(FieldReader in) {
        return in.constants(
                "methods", Arrays.stream(Method.values()).map(Method::name).toList());
    }
}
