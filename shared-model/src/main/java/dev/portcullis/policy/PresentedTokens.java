package dev.portcullis.policy;

import dev.portcullis.policy.token.ParsedToken;
import dev.portcullis.policy.token.TokenParser;
import dev.portcullis.policy.token.TokenParser.Parsing;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that one request presents. Each is parsed once and its signature is checked once for each key, however many
 * rules ask for it, enforced and shadow. Confined to one decision; shows no token in {@code toString}.
 */
final class PresentedTokens {
    private final VerifiedTokens memory;
    private final Map<TokenText, Presented> others = new HashMap<>(2);
    private @Nullable Presented first;

    PresentedTokens(VerifiedTokens memory) {
        this.memory = memory;
    }

    /** @param trial null if the token is none, or names no algorithm of ours */
    record Presented(
            TokenText text, Parsing parsing, @Nullable SignatureTrial trial) {}

    Presented of(TokenText text) {
        if (first == null) {
            first = read(text);
        }
        return first.text().equals(text) ? first : others.computeIfAbsent(text, this::read);
    }

    private Presented read(TokenText text) {
        VerifiedTokens.Entry known = memory.find(text);
        if (known != null) {
            return new Presented(text, new Parsing.Parsed(known.token()), trial(known.token(), known, null));
        }
        String copy = text.copy();
        byte[] octets = TokenParser.octets(copy);
        Parsing parsing = TokenParser.parse(copy, octets);
        return new Presented(
                text, parsing, parsing instanceof Parsing.Parsed parsed ? trial(parsed.token(), null, octets) : null);
    }

    private @Nullable SignatureTrial trial(
            ParsedToken token, VerifiedTokens.@Nullable Entry known, byte @Nullable [] octets) {
        return token.algorithm() == null ? null : new SignatureTrial(token, token.algorithm(), known, memory, octets);
    }
}
