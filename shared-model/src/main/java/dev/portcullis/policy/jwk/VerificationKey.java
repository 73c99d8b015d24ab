package dev.portcullis.policy.jwk;

import dev.portcullis.model.JwsAlgorithm;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A key that can serve, compiled for checking signatures. Immutable and thread-safe; shows no key in {@code toString}. */
public final class VerificationKey {
    private final @Nullable String kid;
    private final Set<JwsAlgorithm> algorithms;
    private final Map<JwsAlgorithm, SignatureCheck> checks;
    private final String identity;

    VerificationKey(
            @Nullable String kid,
            Set<JwsAlgorithm> algorithms,
            Map<JwsAlgorithm, SignatureCheck> checks,
            String identity) {
        this.kid = kid;
        this.algorithms = Set.copyOf(algorithms);
        this.checks = Map.copyOf(checks);
        this.identity = identity;
    }

    /** The key's name in its set; null if it has none. */
    public @Nullable String kid() {
        return kid;
    }

    /** Whether tokens of that algorithm may be checked with this key. */
    public boolean fits(JwsAlgorithm algorithm) {
        return algorithms.contains(algorithm);
    }

    /** Whether the key is there but cannot be used on this node, because its sealed secret does not open. */
    public boolean isUnavailable() {
        return checks.isEmpty();
    }

    /**
     * Checks a signature.
     *
     * @param input whose first {@code length} octets are signed
     * @throws IllegalStateException if the key does not fit the algorithm or is unavailable
     */
    public boolean verifies(JwsAlgorithm algorithm, byte[] input, int length, byte[] signature) {
        SignatureCheck check = checks.get(algorithm);
        if (check == null) {
            throw new IllegalStateException("a key that was not asked whether it fits");
        }
        return check.verifies(input, length, signature);
    }

    /** Equal for two keys of equal type and numbers, and for no others; a digest, to stay in this process. */
    public String identity() {
        return identity;
    }

    /** Names the key id only. */
    @Override
    public String toString() {
        return "VerificationKey[" + kid + "]";
    }
}
