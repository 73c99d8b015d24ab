package dev.portcullis.gateway.peer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.portcullis.model.JwkItem;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An issuer of tokens, with a key of its own. Signs with a library that the gateway does not use. */
public final class Tokens {
    private final String issuer;
    private final ECKey key;

    public Tokens(String issuer) {
        this(issuer, "k1", Curve.P_256);
    }

    /** @param curve that tells the algorithm */
    public Tokens(String issuer, String kid, Curve curve) {
        this.issuer = issuer;
        try {
            key = new ECKeyGenerator(curve).keyID(kid).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public String issuer() {
        return issuer;
    }

    /** The public key, as a rule holds it. */
    public JwkItem jwk() {
        return new JwkItem(key.toPublicJWK().toJSONObject(), null);
    }

    /** The JSON of a key set with the public keys of these. */
    public static String keySet(Tokens... issuers) {
        return Stream.of(issuers)
                .map(tokens -> tokens.key.toPublicJWK().toJSONString())
                .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    }

    /** A token that lives for an hour. */
    public String token() {
        return token(Map.of());
    }

    public String token(Map<String, Object> claims) {
        JWTClaimsSet.Builder set = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject("ann")
                .expirationTime(Date.from(Instant.now().plusSeconds(3600)));
        claims.forEach(set::claim);
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(key.getCurve().equals(Curve.P_384) ? JWSAlgorithm.ES384 : JWSAlgorithm.ES256)
                            .keyID(key.getKeyID())
                            .build(),
                    set.build());
            jwt.sign(new ECDSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
