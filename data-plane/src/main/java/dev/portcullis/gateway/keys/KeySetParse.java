package dev.portcullis.gateway.keys;

import java.util.List;

/**
 * What a key set document was parsed to.
 *
 * @param <K> what the request path verifies with; immutable
 */
public sealed interface KeySetParse<K> {

    /**
     * The document is a key set, perhaps one without a usable key: that is how a provider revokes.
     *
     * @param keys the usable ones
     * @param facts of all of them, in their order
     */
    record Read<K>(K keys, List<KeyFacts> facts) implements KeySetParse<K> {
        public Read {
            facts = List.copyOf(facts);
        }
    }

    /**
     * The document is no key set.
     *
     * @param detail quotes nothing of the document
     */
    record Refused<K>(String detail) implements KeySetParse<K> {}
}
