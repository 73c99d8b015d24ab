package dev.portcullis.policy.token;

import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.policy.jwk.Base64Url;

/**
 * Reads compact JWS (RFC 7515 section 7.1) whose payload is a JSON object. JWE, nested and unsecured tokens are none.
 * Takes time in proportion to the length of the token. Stateless.
 */
public final class TokenParser {
    /** The longest token, in characters. */
    public static final int MAX_TOKEN_CHARS = 16 * 1024;
    /** The largest header, in octets of its JSON. */
    public static final int MAX_HEADER_BYTES = 4 * 1024;

    static final int MAX_HEADER_DEPTH = 8;
    private static final int MAX_PAYLOAD_DEPTH = 32;

    /** What a token takes in memory beside what it holds. */
    private static final int OWN_BYTES = 256;

    private TokenParser() {}

    /** What a text is as a token. */
    public sealed interface Parsing {
        record Parsed(ParsedToken token) implements Parsing {}

        /** The token or its header exceeds a size. */
        record TooLarge() implements Parsing {}

        /** @param detail a sentence that quotes nothing of the token */
        record Malformed(String detail) implements Parsing {}
    }

    /** Parses; never throws. */
    public static Parsing parse(String text) {
        return parse(text, octets(text));
    }

    /** The octets of a token, of which the signature covers the first {@link ParsedToken#signedChars}. */
    public static byte[] octets(String text) {
        return Base64Url.octets(text);
    }

    /**
     * Parses; never throws. For those who need the octets for checking the signature, too: a token of ML-DSA has thousands.
     *
     * @param octets of the text, as {@link #octets} makes them
     */
    public static Parsing parse(String text, byte[] octets) {
        if (text.length() > MAX_TOKEN_CHARS) {
            return new Parsing.TooLarge();
        }
        int firstDot = text.indexOf('.');
        int secondDot = firstDot < 0 ? -1 : text.indexOf('.', firstDot + 1);
        if (secondDot < 0 || text.indexOf('.', secondDot + 1) >= 0) {
            return new Parsing.Malformed(TokenFault.parts(text));
        }
        // Four characters of base64url are three octets.
        if (firstDot > MAX_HEADER_BYTES / 3 * 4 + 4) {
            return new Parsing.TooLarge();
        }
        if (octets.length != text.length()) {
            // Two characters became one, and the places of the dots are no longer those of the text.
            return new Parsing.Malformed(TokenFault.base64(text, firstDot, secondDot));
        }
        byte[] header = Base64Url.decode(octets, 0, firstDot);
        byte[] payload = Base64Url.decode(octets, firstDot + 1, secondDot);
        byte[] signature = Base64Url.decode(octets, secondDot + 1, octets.length);
        if (header != null && header.length > MAX_HEADER_BYTES) {
            return new Parsing.TooLarge();
        }
        if (header == null || payload == null || signature == null) {
            return new Parsing.Malformed(TokenFault.base64(text, firstDot, secondDot));
        }
        if (signature.length == 0) {
            return new Parsing.Malformed("The token has no signature");
        }
        StrictJson.Read headerJson = StrictJson.object(header, MAX_HEADER_DEPTH);
        if (headerJson == null) {
            return new Parsing.Malformed("The header of the token " + StrictJson.fault(header, MAX_HEADER_DEPTH));
        }
        String fault = TokenFault.header(headerJson.object());
        if (fault != null) {
            return new Parsing.Malformed(fault);
        }
        StrictJson.Read claims = StrictJson.object(payload, MAX_PAYLOAD_DEPTH);
        if (claims == null) {
            return new Parsing.Malformed("The payload of the token " + StrictJson.fault(payload, MAX_PAYLOAD_DEPTH));
        }
        fault = TokenFault.times(claims.object());
        if (fault != null) {
            return new Parsing.Malformed(fault);
        }
        String kid = headerJson.object().get("kid") instanceof String name ? name : null;
        int chars = payload.length + (kid == null ? 0 : kid.length());
        // The text, the signature, and the characters of the claims and the kid, which may take two octets each.
        int weight = text.length() + signature.length + 2 * chars + claims.weightBytes() + OWN_BYTES;
        return new Parsing.Parsed(new ParsedToken(
                text,
                secondDot,
                headerJson.object().get("alg") instanceof String alg
                        ? JwsAlgorithm.named(alg).orElse(null)
                        : null,
                kid,
                new Claims(claims.object()),
                signature,
                weight));
    }
}
