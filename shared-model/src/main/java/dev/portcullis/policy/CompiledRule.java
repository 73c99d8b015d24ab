package dev.portcullis.policy;

import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.model.RuleItem;
import dev.portcullis.policy.jwk.KeyTable;
import dev.portcullis.policy.jwk.VerificationKey;
import dev.portcullis.policy.token.ParsedToken;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A rule, compiled for checking tokens. Immutable and thread-safe. */
final class CompiledRule {
    /** How many keys are tried for a token that names none. */
    static final int MAX_KEYS_TRIED = 8;

    private static final String NO_KEY_FITS = "No key of the rule can do the alg of the token";

    private final RuleItem item;
    private final KeyTable storedKeys;
    private final @Nullable RemoteKeySet remoteKeys;
    private final Set<JwsAlgorithm> allowedAlgorithms;
    private final ClaimChecks claimChecks;

    /** With the keys that stand in the rule. */
    CompiledRule(RuleItem item, KeyTable keys) {
        this(item, keys, null);
    }

    /** With keys that are published. */
    CompiledRule(RuleItem item, RemoteKeySet keys) {
        this(item, new KeyTable(List.of()), keys);
    }

    private CompiledRule(RuleItem item, KeyTable storedKeys, @Nullable RemoteKeySet remoteKeys) {
        this.item = item;
        this.storedKeys = storedKeys;
        this.remoteKeys = remoteKeys;
        List<JwsAlgorithm> allowed = item.allowedAlgorithms();
        this.allowedAlgorithms = EnumSet.noneOf(JwsAlgorithm.class);
        for (JwsAlgorithm algorithm : allowed == null ? List.of(JwsAlgorithm.values()) : allowed) {
            allowedAlgorithms.addAll(algorithm.names());
        }
        this.claimChecks = new ClaimChecks(item);
    }

    RuleItem item() {
        return item;
    }

    String ruleId() {
        return item.ruleId();
    }

    /** The keys as they are at this moment; null if they are published and not there. */
    @Nullable
    KeyTable keysNow() {
        return remoteKeys == null ? storedKeys : remoteKeys.current();
    }

    ClaimChecks claimChecks() {
        return claimChecks;
    }

    /**
     * Checks a token whose issuer is this rule's, and answers the first failure in the order of the ranks.
     *
     * @param trial of the token's signature; null if its algorithm is none of ours
     */
    Verification verify(ParsedToken token, @Nullable SignatureTrial trial, long nowMillis) {
        Verification types = claimChecks.types(token);
        if (types instanceof Verification.Rejected) {
            return types;
        }
        JwsAlgorithm algorithm = token.algorithm();
        if (algorithm == null || trial == null) {
            return new Verification.Rejected(
                    DenialReason.ALGORITHM_NOT_ALLOWED, "The alg of the token is none that is served here");
        }
        if (!allowedAlgorithms.contains(algorithm)) {
            return new Verification.Rejected(
                    DenialReason.ALGORITHM_NOT_ALLOWED, "The alg of the token is none that the rule allows");
        }
        boolean mayCome = remoteKeys != null && remoteKeys.awaitsFirstFetch();
        KeyTable keys = keysNow();
        if (keys == null) {
            return new Verification.Rejected(
                    DenialReason.KEYS_UNAVAILABLE, mayCome ? awaited(AwaitedKeys.Cause.FIRST_FETCH) : null);
        }
        String kid = token.kid();
        List<VerificationKey> candidates = kid == null ? keys.keys() : keys.named(kid);
        if (kid != null && candidates.isEmpty()) {
            // The provider may have published the key since, and may have gone over to another algorithm with it.
            AwaitedKeys awaited = awaited(AwaitedKeys.Cause.UNKNOWN_KID);
            return keys.fits(algorithm)
                    ? new Verification.Rejected(
                            DenialReason.KEY_NOT_FOUND,
                            "None of the keys of the rule has the kid of the token",
                            awaited)
                    : new Verification.Rejected(DenialReason.ALGORITHM_NOT_ALLOWED, NO_KEY_FITS, awaited);
        }
        Verification signature = checkSignature(trial, algorithm, candidates, kid != null);
        return signature instanceof Verification.Rejected ? signature : claimChecks.check(token, nowMillis);
    }

    private @Nullable AwaitedKeys awaited(AwaitedKeys.Cause cause) {
        return remoteKeys == null ? null : new AwaitedKeys(remoteKeys, cause);
    }

    private static Verification checkSignature(
            SignatureTrial trial, JwsAlgorithm algorithm, List<VerificationKey> candidates, boolean named) {
        int tried = 0;
        boolean unavailable = false;
        for (VerificationKey key : candidates) {
            if (!key.fits(algorithm)) {
                continue;
            }
            if (++tried > MAX_KEYS_TRIED) {
                break;
            }
            if (key.isUnavailable()) {
                unavailable = true;
            } else if (trial.verifiesUnder(key)) {
                return new Verification.Satisfied();
            }
        }
        if (tried == 0) {
            return new Verification.Rejected(
                    DenialReason.ALGORITHM_NOT_ALLOWED,
                    named ? "The key that the token names cannot do its alg" : NO_KEY_FITS);
        }
        if (unavailable) {
            return new Verification.Rejected(DenialReason.KEYS_UNAVAILABLE);
        }
        return tried > MAX_KEYS_TRIED
                ? new Verification.Rejected(
                        DenialReason.SIGNATURE_INVALID,
                        "The signature of the token is not valid under the first " + MAX_KEYS_TRIED
                                + " keys that fit, and more fit than are tried")
                : new Verification.Rejected(DenialReason.SIGNATURE_INVALID);
    }
}
