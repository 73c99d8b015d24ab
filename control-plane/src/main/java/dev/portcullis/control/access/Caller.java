package dev.portcullis.control.access;

import jakarta.enterprise.context.RequestScoped;
import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** Who makes the request, by its token. */
@RequestScoped
public class Caller {
    /** The claim that confines a caller to some instances: an array of their ids. */
    static final String INSTANCES = "instances";

    private final JsonWebToken token;

    Caller(JsonWebToken token) {
        this.token = token;
    }

    /** The token's {@code sub}, for logs and history; empty if it has none. */
    public String subject() {
        return subjectOf(token);
    }

    /** The {@code sub} of a token, for logs and history; empty if it has none. */
    public static String subjectOf(JsonWebToken token) {
        String subject = token.getSubject();
        // Whoever issues the tokens chose it: it may not break the lines of a log.
        return subject == null ? "" : subject.replaceAll("\\p{Cntrl}", "?");
    }

    /** The instances that the caller is confined to; null: not confined. A claim that is no array of texts confines to none. */
    public @Nullable Set<String> confinedTo() {
        if (!token.containsClaim(INSTANCES)) {
            return null;
        }
        Object claim = token.getClaim(INSTANCES);
        if (!(claim instanceof JsonArray array)) {
            return Set.of();
        }
        Set<String> instances = new HashSet<>();
        for (JsonValue value : array) {
            if (!(value instanceof JsonString text)) {
                return Set.of();
            }
            instances.add(text.getString());
        }
        return Set.copyOf(instances);
    }

    /** Whether the caller may touch that instance at all, existing or not. */
    public boolean mayTouch(String instanceId) {
        Set<String> confined = confinedTo();
        return confined == null || confined.contains(instanceId);
    }
}
