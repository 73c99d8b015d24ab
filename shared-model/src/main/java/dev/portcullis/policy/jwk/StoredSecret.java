package dev.portcullis.policy.jwk;

import dev.portcullis.model.JwkItem;
import dev.portcullis.secret.SecretKeyRing;
import org.jspecify.annotations.Nullable;

/** The secret of a stored key, opened as far as this ring can. */
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
record StoredSecret(byte @Nullable [] bytes, boolean isSealed) {

    static StoredSecret open(JwkItem item, SecretKeyRing secrets, String place) {
        String sealed = item.sealedSecret();
        if (sealed == null) {
            return new StoredSecret(null, false);
        }
        try {
            return new StoredSecret(secrets.open(sealed, place), false);
        } catch (IllegalArgumentException e) {
            // Sealed by a key that this ring does not hold, or moved here from elsewhere.
            return new StoredSecret(null, true);
        }
    }

    @Override
    public String toString() {
        return "StoredSecret[]";
    }
}
