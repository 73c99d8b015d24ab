package dev.portcullis.policy.token;

import dev.portcullis.model.JwsAlgorithm;
import org.jspecify.annotations.Nullable;

/** A well-formed token of which nothing is verified. Immutable; shows nothing of itself in {@code toString}. */
public final class ParsedToken {
    private final String text;
    private final int signedChars;
    private final @Nullable JwsAlgorithm algorithm;
    private final @Nullable String kid;
    private final Claims claims;
    private final byte[] signature;
    private final double expiresAt;
    private final double notBefore;
    private final double issuedAt;
    private final int weightBytes;

    ParsedToken(
            String text,
            int signedChars,
            @Nullable JwsAlgorithm algorithm,
            @Nullable String kid,
            Claims claims,
            byte[] signature,
            int weightBytes) {
        this.text = text;
        this.signedChars = signedChars;
        this.algorithm = algorithm;
        this.kid = kid;
        this.claims = claims;
        this.signature = signature;
        this.expiresAt = claims.seconds("exp");
        this.notBefore = claims.seconds("nbf");
        this.issuedAt = claims.seconds("iat");
        this.weightBytes = weightBytes;
    }

    /** The token itself. */
    public String text() {
        return text;
    }

    /** How much of the token is signed, in characters or octets: header, dot and payload. */
    public int signedChars() {
        return signedChars;
    }

    /** What {@code alg} names; null if it is none of ours. */
    public @Nullable JwsAlgorithm algorithm() {
        return algorithm;
    }

    /** The {@code kid} of the header; null if it has none. */
    public @Nullable String kid() {
        return kid;
    }

    public Claims claims() {
        return claims;
    }

    /** The decoded signature, at least one octet; not to be changed. */
    public byte[] signature() {
        return signature;
    }

    /** {@code exp} in seconds since 1970; NaN if it is absent. */
    public double expiresAt() {
        return expiresAt;
    }

    /** {@code nbf} in seconds since 1970; NaN if it is absent. */
    public double notBefore() {
        return notBefore;
    }

    /** {@code iat} in seconds since 1970; NaN if it is absent. */
    public double issuedAt() {
        return issuedAt;
    }

    /** About what it takes to keep this in memory, erring upwards. */
    public int weightBytes() {
        return weightBytes;
    }

    @Override
    public String toString() {
        return "ParsedToken[]";
    }
}
