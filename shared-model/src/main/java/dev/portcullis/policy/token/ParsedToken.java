package dev.portcullis.policy.token;

import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.policy.jwk.Base64Url;
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

    /** What {@code alg} says, be it one of ours or not; read anew from the text. */
    public @Nullable String algorithmName() {
        byte[] header = Base64Url.decode(text.substring(0, text.indexOf('.')));
        StrictJson.Read read = header == null ? null : StrictJson.object(header, TokenParser.MAX_HEADER_DEPTH);
        return read != null && read.object().get("alg") instanceof String name ? name : null;
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
