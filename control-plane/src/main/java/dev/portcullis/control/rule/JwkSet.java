package dev.portcullis.control.rule;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A JWK Set, as clients see it. */
@Schema(name = "JwkSet", description = "A JWK Set (RFC 7517 section 5) of at most 64 KiB and 32 levels.")
public record JwkSet(
        @Schema(
                description =
                        "JSON Web Keys: public ones, or oct keys, whose k is never answered. At most one oct key may be without a kid.",
                minItems = 1,
                maxItems = 100,
                required = true)
        List<Map<String, Object>> keys) {
    /** Says nothing of the keys. */
    @Override
    public String toString() {
        return "JwkSet[" + keys.size() + " keys]";
    }
}
