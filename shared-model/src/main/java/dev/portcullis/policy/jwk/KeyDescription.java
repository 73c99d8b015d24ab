package dev.portcullis.policy.jwk;

import org.jspecify.annotations.Nullable;

/**
 * What may be shown of a key. Holds nothing from which a secret could be guessed.
 *
 * @param kid null where the key has none
 * @param alg null where the key does not bind itself to one
 * @param curve {@code crv}, null where the type has none
 * @param sizeBits of the modulus, the field or the secret; 0 where it is not known
 * @param thumbprint RFC 7638, base64url of SHA-256; null for secret keys and types that we do not know
 * @param fingerprint of a secret key, base64url of an HMAC-SHA-256 under a key of the operator; null for other keys
 * @param usable whether it can verify tokens here
 * @param reason why it is not usable; null if it is
 */
public record KeyDescription(
        @Nullable String kid,
        String kty,
        @Nullable String alg,
        @Nullable String curve,
        int sizeBits,
        @Nullable String thumbprint,
        @Nullable String fingerprint,
        boolean usable,
        @Nullable String reason) {}
