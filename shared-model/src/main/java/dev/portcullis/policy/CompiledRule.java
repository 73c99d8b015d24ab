package dev.portcullis.policy;

import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.model.RuleItem;
import dev.portcullis.policy.jwk.VerificationKey;
import dev.portcullis.policy.token.ParsedToken;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A rule, compiled for checking tokens. Immutable and thread-safe. */
final class CompiledRule {
    /** How many keys are tried for a token that names none. */
    private static final int MAX_KEYS_TRIED = 8;

    private final RuleItem item;
    private final List<VerificationKey> keys;
    private final Map<String, List<VerificationKey>> keysByKid;
    private final Set<JwsAlgorithm> algorithms;
    private final ClaimChecks claimChecks;

    CompiledRule(RuleItem item, List<VerificationKey> keys) {
        this.item = item;
        this.keys = keys;
        Map<String, List<VerificationKey>> byKid = new HashMap<>();
        for (VerificationKey key : keys) {
            String kid = key.kid();
            if (kid != null) {
                byKid.merge(
                        kid,
                        List.of(key),
                        (a, b) -> java.util.stream.Stream.concat(a.stream(), b.stream())
                                .toList());
            }
        }
        this.keysByKid = Map.copyOf(byKid);
        EnumSet<JwsAlgorithm> capable = EnumSet.noneOf(JwsAlgorithm.class);
        for (JwsAlgorithm algorithm : JwsAlgorithm.values()) {
            if (keys.stream().anyMatch(key -> key.fits(algorithm))) {
                capable.add(algorithm);
            }
        }
        if (item.allowedAlgorithms() != null) {
            capable.retainAll(item.allowedAlgorithms());
        }
        this.algorithms = capable;
        this.claimChecks = new ClaimChecks(item);
    }

    RuleItem item() {
        return item;
    }

    String ruleId() {
        return item.ruleId();
    }

    /**
     * Checks a token whose issuer is this rule's, and answers the first failure in the order of the ranks.
     *
     * @param known what the memory knew of the token; null if it did not
     */
    Verification verify(
            ParsedToken token, VerifiedTokens.@Nullable Entry known, VerifiedTokens memory, long nowMillis) {
        Verification types = claimChecks.types(token);
        if (types instanceof Verification.Rejected) {
            return types;
        }
        JwsAlgorithm algorithm = token.algorithm();
        if (algorithm == null || !algorithms.contains(algorithm)) {
            return new Verification.Rejected(DenialReason.ALGORITHM_NOT_ALLOWED);
        }
        List<VerificationKey> candidates = keys;
        String kid = token.kid();
        if (kid != null) {
            candidates = keysByKid.getOrDefault(kid, List.of());
            if (candidates.isEmpty()) {
                return new Verification.Rejected(DenialReason.KEY_NOT_FOUND);
            }
        }
        Verification signature = checkSignature(token, algorithm, candidates, known, memory);
        return signature instanceof Verification.Rejected ? signature : claimChecks.check(token, nowMillis);
    }

    private static Verification checkSignature(
            ParsedToken token,
            JwsAlgorithm algorithm,
            List<VerificationKey> candidates,
            VerifiedTokens.@Nullable Entry known,
            VerifiedTokens memory) {
        int tried = 0;
        boolean unavailable = false;
        byte[] octets = null;
        for (VerificationKey key : candidates) {
            if (!key.fits(algorithm)) {
                continue;
            }
            if (++tried > MAX_KEYS_TRIED) {
                break;
            }
            if (key.isUnavailable()) {
                unavailable = true;
            } else if (known != null && known.isVerifiedBy(key, algorithm)) {
                return new Verification.Satisfied();
            } else {
                octets = octets == null ? token.octets() : octets;
                if (key.verifies(algorithm, octets, token.signedChars(), token.signature())) {
                    memory.remember(token, algorithm, key);
                    return new Verification.Satisfied();
                }
            }
        }
        if (tried == 0) {
            return new Verification.Rejected(DenialReason.ALGORITHM_NOT_ALLOWED);
        }
        return new Verification.Rejected(unavailable ? DenialReason.KEYS_UNAVAILABLE : DenialReason.SIGNATURE_INVALID);
    }
}
