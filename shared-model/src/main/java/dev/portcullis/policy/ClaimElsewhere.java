package dev.portcullis.policy;

import dev.portcullis.policy.token.Claims;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a claim stands that is not where it is looked for: written flat instead of nested, or nested instead of flat. */
final class ClaimElsewhere {
    /** Keycloak's resource_access has its roles at the third. */
    private static final int MAX_LEVELS = 3;

    private ClaimElsewhere() {}

    /** The path of a claim that may be meant; null if there is none. */
    static @Nullable List<String> find(Claims claims, List<String> path) {
        String dotted = String.join(".", path);
        List<String> split = List.of(dotted.split("\\."));
        for (List<String> spelling : List.of(List.of(dotted), split)) {
            if (!spelling.isEmpty() && !spelling.equals(path) && claims.at(spelling) != null) {
                return spelling;
            }
        }
        String last = split.isEmpty() ? dotted : split.getLast();
        for (String name : claims.names()) {
            List<String> found = find(claims.get(name), List.of(name), last);
            if (found != null && !found.equals(path)) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable List<String> find(@Nullable Object value, List<String> path, String name) {
        if (value != null && path.getLast().equals(name)) {
            return path;
        }
        if (value instanceof Map<?, ?> object && path.size() < MAX_LEVELS) {
            for (Map.Entry<?, ?> member : object.entrySet()) {
                List<String> below = new ArrayList<>(path);
                below.add(String.valueOf(member.getKey()));
                List<String> found = find(member.getValue(), below, name);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }
}
