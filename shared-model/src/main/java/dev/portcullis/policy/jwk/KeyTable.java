package dev.portcullis.policy.jwk;

import dev.portcullis.model.JwsAlgorithm;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A key set, indexed for verification. Immutable and thread-safe. */
public final class KeyTable {
    private final List<VerificationKey> keys;
    private final Map<String, List<VerificationKey>> keysByKid;
    private final Set<JwsAlgorithm> algorithms;

    /** @param keys in the order of the set */
    public KeyTable(List<VerificationKey> keys) {
        this.keys = List.copyOf(keys);
        Map<String, List<VerificationKey>> byKid = new HashMap<>();
        for (VerificationKey key : keys) {
            String kid = key.kid();
            if (kid != null) {
                byKid.computeIfAbsent(kid, name -> new ArrayList<>()).add(key);
            }
        }
        byKid.replaceAll((kid, named) -> List.copyOf(named));
        this.keysByKid = Map.copyOf(byKid);
        this.algorithms = EnumSet.noneOf(JwsAlgorithm.class);
        for (JwsAlgorithm algorithm : JwsAlgorithm.values()) {
            if (keys.stream().anyMatch(key -> key.fits(algorithm))) {
                algorithms.add(algorithm);
            }
        }
    }

    /** All keys, in the order of the set. */
    public List<VerificationKey> keys() {
        return keys;
    }

    /** The keys of that kid, in the order of the set; empty if there is none. */
    public List<VerificationKey> named(String kid) {
        return keysByKid.getOrDefault(kid, List.of());
    }

    /** Whether any key can verify tokens of that algorithm. */
    public boolean fits(JwsAlgorithm algorithm) {
        return algorithms.contains(algorithm);
    }

    /** Names the key ids only. */
    @Override
    public String toString() {
        return "KeyTable" + keys;
    }
}
