package dev.portcullis.policy.jwk;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What may be shown of a JWK from anywhere: the members that describe a key and those that hold a public one (RFC 7517
 * section 4, RFC 7518 section 6, RFC 8037 section 2, RFC 9964). All else is left out, be it private, secret or unknown.
 */
public final class PublicMembers {
    private static final Set<String> TEXTS =
            Set.of("kty", "use", "alg", "kid", "n", "e", "crv", "x", "y", "pub", "x5t", "x5t#S256");
    private static final String OPERATIONS = "key_ops";

    private PublicMembers() {}

    /** The public members in their order; those of another type than theirs, or with broken text, are left out too. */
    public static Map<String, Object> of(Map<String, Object> members) {
        Map<String, Object> shown = new LinkedHashMap<>();
        members.forEach((name, value) -> {
            if (TEXTS.contains(name) ? isText(value) : name.equals(OPERATIONS) && isListOfTexts(value)) {
                shown.put(name, value);
            }
        });
        return shown;
    }

    private static boolean isListOfTexts(Object value) {
        return value instanceof List<?> list && list.stream().allMatch(PublicMembers::isText);
    }

    /** JSON can name half of a surrogate pair, which no encoder will write again. */
    private static boolean isText(Object value) {
        return value instanceof String text
                && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
