package dev.portcullis.policy;

import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.policy.jwk.VerificationKey;
import dev.portcullis.policy.token.ParsedToken;
import dev.portcullis.policy.token.TokenParser;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Under which keys the signature of one token holds. Each key is tried once for each decision, however many rules have it:
 * rules of one issuer mostly share their keys, and a made-up signature must not cost as many checks as there are rules.
 * Confined to one decision.
 */
final class SignatureTrial {
    private final ParsedToken token;
    private final JwsAlgorithm algorithm;
    private final VerifiedTokens.@Nullable Entry known;
    private final VerifiedTokens memory;

    /** By identity of the key. */
    private @Nullable Map<String, Boolean> outcomes;

    private byte @Nullable [] octets;

    /**
     * @param known what the memory knew of the token; null if it did not
     * @param octets of the token if they are at hand; else null
     */
    SignatureTrial(
            ParsedToken token,
            JwsAlgorithm algorithm,
            VerifiedTokens.@Nullable Entry known,
            VerifiedTokens memory,
            byte @Nullable [] octets) {
        this.token = token;
        this.algorithm = algorithm;
        this.known = known;
        this.memory = memory;
        this.octets = octets;
    }

    /** @param key that fits the algorithm and is available */
    boolean verifiesUnder(VerificationKey key) {
        if (known != null && known.isVerifiedBy(key, algorithm)) {
            return true;
        }
        Map<String, Boolean> before = outcomes == null ? new HashMap<>(4) : outcomes;
        outcomes = before;
        Boolean outcome = before.get(key.identity());
        if (outcome == null) {
            outcome = check(key);
            before.put(key.identity(), outcome);
        }
        return outcome;
    }

    private boolean check(VerificationKey key) {
        byte[] input = octets == null ? TokenParser.octets(token.text()) : octets;
        octets = input;
        boolean verifies = key.verifies(algorithm, input, token.signedChars(), token.signature());
        if (verifies) {
            memory.remember(token, algorithm, key);
        }
        return verifies;
    }
}
