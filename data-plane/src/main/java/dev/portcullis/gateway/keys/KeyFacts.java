package dev.portcullis.gateway.keys;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What operators may see of a fetched key.
 *
 * @param kid null if it has none
 * @param algorithms that it can verify, by their JWS names; empty if it cannot serve here
 */
public record KeyFacts(@Nullable String kid, List<String> algorithms) {
    public KeyFacts {
        algorithms = List.copyOf(algorithms);
    }
}
