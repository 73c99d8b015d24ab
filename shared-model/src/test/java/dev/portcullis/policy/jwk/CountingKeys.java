package dev.portcullis.policy.jwk;

import dev.portcullis.model.JwsAlgorithm;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Keys that count how often signatures are checked under them, for tests. */
public final class CountingKeys {
    private CountingKeys() {}

    /** A key of other numbers for each name; no signature holds under it. */
    public static VerificationKey es256(String kid, String name, AtomicInteger checks) {
        SignatureCheck check = (input, length, signature) -> {
            checks.incrementAndGet();
            return false;
        };
        return new VerificationKey(kid, Set.of(JwsAlgorithm.ES256), Map.of(JwsAlgorithm.ES256, check), "P-256." + name);
    }
}
