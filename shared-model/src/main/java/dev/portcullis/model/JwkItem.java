package dev.portcullis.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One key of a rule.
 *
 * @param members the public members of the JWK (RFC 7517 section 4), in the order in which they were given; never a secret
 *     or private one
 * @param sealedSecret for {@code kty: oct}, the member {@code k} as a sealed secret bound to instance and rule; null for
 *     public keys
 */
public record JwkItem(Map<String, Object> members, @Nullable String sealedSecret) {
    public JwkItem {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }
}
