package dev.portcullis.policy.token;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The payload of a token. Immutable; shows none of it in {@code toString}. */
public final class Claims {
    private final Map<String, @Nullable Object> claims;

    Claims(Map<String, @Nullable Object> claims) {
        this.claims = claims;
    }

    /** Of all claims, sorted. */
    public List<String> names() {
        return claims.keySet().stream().sorted().toList();
    }

    /** Whether there is a claim of that name, be it null. */
    public boolean has(String name) {
        return claims.containsKey(name);
    }

    /** The claim of that name: String, {@link JsonNumber}, Boolean, List or Map; null if it is absent or null. */
    public @Nullable Object get(String name) {
        return claims.get(name);
    }

    /** The claim that a path of names leads to through nested objects; null if it leads nowhere. */
    public @Nullable Object at(List<String> path) {
        Object value = claims;
        for (String name : path) {
            if (!(value instanceof Map<?, ?> object)) {
                return null;
            }
            value = object.get(name);
        }
        return value;
    }

    /** A string claim; null if it is absent or no string. */
    public @Nullable String string(String name) {
        return claims.get(name) instanceof String text ? text : null;
    }

    /** A number claim as seconds; NaN if it is absent. */
    double seconds(String name) {
        return claims.get(name) instanceof JsonNumber number ? number.toDouble() : Double.NaN;
    }

    @Override
    public String toString() {
        return "Claims[" + claims.size() + "]";
    }
}
