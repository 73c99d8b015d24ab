package dev.portcullis.policy.jwk;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The members of a JWK, wherever it was read, in the one form in which it is judged. */
public final class JwkMembers {
    private static final Set<String> BASE64URL =
            Set.of("n", "e", "x", "y", "k", "pub", "priv", "d", "p", "q", "dp", "dq", "qi", "x5t", "x5t#S256");

    private JwkMembers() {}

    /** A member that is null is an absent one, and base64url is freed of the white space that copying brings. */
    public static Map<String, Object> cleaned(Map<String, Object> members) {
        Map<String, Object> cleaned = new LinkedHashMap<>(members);
        cleaned.values().removeIf(Objects::isNull);
        cleaned.replaceAll((name, value) ->
                BASE64URL.contains(name) && value instanceof String text ? withoutWhiteSpace(text) : value);
        return cleaned;
    }

    private static String withoutWhiteSpace(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.chars().filter(c -> !Character.isWhitespace(c)).forEach(c -> out.append((char) c));
        return out.toString();
    }
}
