package dev.portcullis.gateway.keys;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What operators may see of a fetched key.
 *
 * @param members the public ones (RFC 7517 section 4), in their order; none if it is no JWK
 * @param algorithms that it can verify, by their JWS names; empty if it cannot serve here
 * @param reason why it cannot serve; null if it can
 */
public record KeyFacts(
        Map<String, Object> members,
        List<String> algorithms,
        @Nullable String reason) {
    /** Whether it can serve here. */
    boolean isUsable() {
        return !algorithms.isEmpty();
    }

    public KeyFacts {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        algorithms = List.copyOf(algorithms);
    }
}
