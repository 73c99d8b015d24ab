package dev.portcullis.control.rule;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portcullis.policy.jwk.KeyDescription;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What may be known of a rule's key. */
@Schema(name = "RuleKey", description = "What may be known of a key.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record RuleKey(
        @Nullable String kid,

        @Schema(description = "RSA, EC, OKP, AKP, oct or another type.", required = true)
        String kty,

        @Nullable String alg,

        @Schema(description = "The curve of an EC or OKP key.") @Nullable
        String crv,

        @Schema(description = "In bits: of the modulus, the field or the secret.") @Nullable
        Integer size,

        @Schema(description = "RFC 7638, base64url of SHA-256; of public keys.") @Nullable
        String thumbprint,

        @Schema(description = "Of oct keys: an HMAC under a key of the operator, base64url.") @Nullable
        String fingerprint,

        @Schema(description = "Whether it can verify tokens here.", required = true)
        boolean usable,

        @Schema(description = "Why it is not usable.") @Nullable
        String reason) {

    static RuleKey of(KeyDescription key) {
        return new RuleKey(
                key.kid(),
                key.kty(),
                key.alg(),
                key.curve(),
                key.sizeBits() == 0 ? null : key.sizeBits(),
                key.thumbprint(),
                key.fingerprint(),
                key.usable(),
                key.reason());
    }
}
