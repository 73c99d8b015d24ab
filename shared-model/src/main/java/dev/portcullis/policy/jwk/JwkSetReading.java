package dev.portcullis.policy.jwk;

import dev.portcullis.model.JwkItem;
import java.util.List;

/** What became of a JWK set that someone wrote. */
public sealed interface JwkSetReading {

    /**
     * The set can be stored, with the keys that are passed over.
     *
     * @param keys cleaned, with secrets sealed
     * @param descriptions of the same keys in the same order
     */
    record Read(List<JwkItem> keys, List<KeyDescription> descriptions) implements JwkSetReading {
        public Read {
            keys = List.copyOf(keys);
            descriptions = List.copyOf(descriptions);
        }
    }

    /** The set is refused; lists every fault. */
    record Refused(List<Violation> violations) implements JwkSetReading {
        public Refused {
            violations = List.copyOf(violations);
        }
    }

    /**
     * One fault. Quotes no key.
     *
     * @param field inside the set, for example {@code keys[0].n}; empty for the set as a whole
     * @param message what was found and what was expected, naming the key's kid where it has one
     */
    record Violation(String field, String message) {}
}
