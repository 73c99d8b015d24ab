package dev.portcullis.gateway.keys;

import java.util.List;

/**
 * What a key set document was parsed to.
 *
 * @param <K> what the request path verifies with; immutable
 */
public sealed interface KeySetParse<K> {

    /** The set holds at least one usable key. */
    record Usable<K>(K keys, List<KeyFacts> facts) implements KeySetParse<K> {
        public Usable {
            facts = List.copyOf(facts);
        }
    }

    /**
     * The document is no key set, or no key of it can serve.
     *
     * @param detail quotes nothing of the document
     */
    record Refused<K>(String detail) implements KeySetParse<K> {}
}
