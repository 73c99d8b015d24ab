package dev.portcullis.fuzz;

import dev.portcullis.policy.token.ParsedToken;
import dev.portcullis.policy.token.TokenParser;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Any octets as the text of a token. */
public final class TokenTarget {
    private TokenTarget() {}

    /** Jazzer's way in. */
    public static void fuzzerTestOneInput(byte[] input) {
        check(new String(input, StandardCharsets.ISO_8859_1));
    }

    /** The token that the parser made of the text, if it took it for one. */
    static @Nullable ParsedToken check(String text) {
        if (!(TokenParser.parse(text) instanceof TokenParser.Parsing.Parsed parsed)) {
            return null;
        }
        ParsedToken token = parsed.token();
        List<String> parts = List.of(text.split("\\.", -1));
        Promise.same(parts.size(), 3, "a token has three parts");
        Promise.same(token.text(), text, "a token is the text that was read");
        Promise.holds(text.length() <= TokenParser.MAX_TOKEN_CHARS, "a token is no longer than the limit");
        Promise.same(
                token.signedChars(),
                parts.get(0).length() + 1 + parts.get(1).length(),
                "header and payload are signed");
        for (String part : parts) {
            Promise.same(
                    encoded(Base64.getUrlDecoder().decode(part)), part, "a part is the one encoding of its octets");
        }
        Promise.same(encoded(token.signature()), parts.get(2), "the signature is the third part");
        Promise.holds(token.signature().length > 0, "a token has a signature");
        byte[] header = Base64.getUrlDecoder().decode(parts.get(0));
        Promise.holds(header.length <= TokenParser.MAX_HEADER_BYTES, "a header is no larger than the limit");
        OtherReading.of(header).agreesWithHeaderOf(token);
        OtherReading.of(Base64.getUrlDecoder().decode(parts.get(1))).agreesWithClaimsOf(token);
        return token;
    }

    static String encoded(byte[] octets) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }
}
