package dev.portcullis.policy;

/**
 * What a rule checks of a token. The order of declaration is that of the ranks: the first check that fails is the reason for
 * which the rule refuses the token.
 */
public enum TokenCheck {
    /** The token stands where the rule looks for it. */
    PRESENT(DenialReason.TOKEN_MISSING),
    /** It stands there once. */
    SINGLE(DenialReason.MULTIPLE_TOKENS),
    /** It keeps the limits of size. */
    SIZE(DenialReason.TOKEN_TOO_LARGE),
    /** It is a well-formed JWT, and its claims have the types that they must have. */
    FORM(DenialReason.TOKEN_MALFORMED),
    /** Its {@code iss} is the rule's. */
    ISSUER(DenialReason.ISSUER_UNKNOWN),
    /** The rule allows its {@code alg}, and a key of the set can do it. */
    ALGORITHM(DenialReason.ALGORITHM_NOT_ALLOWED),
    /** The keys of the rule are there. */
    KEYS(DenialReason.KEYS_UNAVAILABLE),
    /** The key that its {@code kid} names is among them. */
    KEY(DenialReason.KEY_NOT_FOUND),
    /** Its signature holds. */
    SIGNATURE(DenialReason.SIGNATURE_INVALID),
    /** {@code exp} */
    EXPIRY(DenialReason.TOKEN_EXPIRED),
    /** {@code nbf} and {@code iat} */
    NOT_BEFORE(DenialReason.TOKEN_NOT_YET_VALID),
    /** The time from {@code iat} to {@code exp}. */
    LIFETIME(DenialReason.TOKEN_LIFETIME_TOO_LONG),
    /** {@code sub} */
    SUBJECT(DenialReason.SUBJECT_MISMATCH),
    /** {@code aud} */
    AUDIENCE(DenialReason.AUDIENCE_MISMATCH),
    /** Further claims that the rule requires. */
    REQUIRED_CLAIMS(DenialReason.CLAIM_MISSING);

    private final DenialReason failure;

    TokenCheck(DenialReason failure) {
        this.failure = failure;
    }

    /** The reason of a token that fails this check. */
    public DenialReason failure() {
        return failure;
    }

    /** The check whose failure that reason is. */
    static TokenCheck failedBy(DenialReason reason) {
        for (TokenCheck check : values()) {
            if (check.failure == reason) {
                return check;
            }
        }
        throw new IllegalArgumentException(reason + " (expected: a reason that lies in a token)");
    }
}
