package dev.portcullis.policy.token;

import dev.portcullis.policy.jwk.Base64Url;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says why a text is no token of ours, in sentences that quote nothing of it. */
final class TokenFault {
    private static final int JWE_PARTS = 5;
    private static final List<String> TIMES = List.of("exp", "nbf", "iat");

    private TokenFault() {}

    /** Of a text that does not have three parts. */
    static String parts(String text) {
        long parts = text.chars().filter(c -> c == '.').count() + 1;
        if (parts == JWE_PARTS) {
            return "The token is encrypted, a JWE of five parts (expected: a signed one of three, a JWS)";
        }
        return "The token is not a JWT: it has " + (parts == 1 ? "1 part" : parts + " parts")
                + " (expected: three parts)";
    }

    /** Of a text one of whose parts is not base64url; the dots are where they are given. */
    static String base64(String text, int firstDot, int secondDot) {
        for (Part part : List.of(
                new Part("header", text.substring(0, firstDot)),
                new Part("payload", text.substring(firstDot + 1, secondDot)),
                new Part("signature", text.substring(secondDot + 1)))) {
            String fault = part.fault();
            if (fault != null) {
                return "The " + part.name() + " of the token is not base64url: " + fault;
            }
        }
        return "The token is not base64url";
    }

    private record Part(String name, String text) {
        @Nullable
        String fault() {
            boolean standard = false;
            boolean padded = false;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c <= ' ') {
                    return "it holds white space or control characters";
                }
                standard |= c == '+' || c == '/';
                padded |= c == '=';
                boolean known = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
                if (!known && "-_+/=".indexOf(c) < 0) {
                    return "it holds characters of no alphabet of base64";
                }
            }
            if (standard) {
                return "it is of the standard alphabet, with + and / for - and _";
            }
            if (padded) {
                return "it is padded with =";
            }
            if (text.length() % 4 == 1) {
                return "it is cut off, or has a character too many";
            }
            return Base64Url.decode(text) == null ? "its last character has bits that stand for nothing" : null;
        }
    }

    /** Of a header that is a JSON object; null if it may stay. */
    static @Nullable String header(Map<String, @Nullable Object> header) {
        if (!header.containsKey("alg")) {
            return "The header of the token has no alg";
        }
        if (!(header.get("alg") instanceof String)) {
            return "The alg of the token is " + kind(header.get("alg")) + " (expected: a string)";
        }
        if (header.containsKey("kid") && !(header.get("kid") instanceof String)) {
            return "The kid of the token is " + kind(header.get("kid")) + " (expected: a string)";
        }
        if (header.containsKey("crit")) {
            return "The token demands extensions (crit), and none is known here";
        }
        if (header.containsKey("enc")) {
            return "The token is encrypted (enc)";
        }
        if (header.containsKey("zip")) {
            return "The token is compressed (zip)";
        }
        if (header.containsKey("b64") && !Boolean.TRUE.equals(header.get("b64"))) {
            return "The b64 of the token is not true: its payload is not encoded";
        }
        return null;
    }

    /** Of claims one of whose times is no number; null if all are, or absent. */
    static @Nullable String times(Map<String, @Nullable Object> claims) {
        for (String name : TIMES) {
            if (claims.containsKey(name) && !(claims.get(name) instanceof JsonNumber)) {
                return "The " + name + " of the token is " + kind(claims.get(name)) + " (expected: a number)";
            }
        }
        return null;
    }

    /** What kind of value it is. */
    private static String kind(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case String ignored -> "a string";
            case JsonNumber ignored -> "a number";
            case Boolean ignored -> "a boolean";
            case List<?> ignored -> "a list";
            default -> "an object";
        };
    }
}
