package dev.portcullis.policy.jwk;

import dev.portcullis.model.JwsAlgorithm;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.EllipticCurve;
import org.jspecify.annotations.Nullable;

/** The curves of RFC 7518 section 6.2, with the parameters that the JDK has of them (SP 800-186). */
enum Curve {
    P_256("P-256", "secp256r1", JwsAlgorithm.ES256),
    P_384("P-384", "secp384r1", JwsAlgorithm.ES384),
    P_521("P-521", "secp521r1", JwsAlgorithm.ES512);

    private final String joseName;
    private final JwsAlgorithm algorithm;
    private final ECParameterSpec parameters;
    private final BigInteger prime;

    Curve(String joseName, String javaName, JwsAlgorithm algorithm) {
        this.joseName = joseName;
        this.algorithm = algorithm;
        try {
            AlgorithmParameters named = AlgorithmParameters.getInstance("EC");
            named.init(new ECGenParameterSpec(javaName));
            parameters = named.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(javaName + ", which every JDK has", e);
        }
        prime = ((ECFieldFp) parameters.getCurve().getField()).getP();
    }

    static @Nullable Curve named(String joseName) {
        for (Curve curve : values()) {
            if (curve.joseName.equals(joseName)) {
                return curve;
            }
        }
        return null;
    }

    ECParameterSpec parameters() {
        return parameters;
    }

    /** The one algorithm of RFC 7518 section 3.4 that uses this curve. */
    JwsAlgorithm algorithm() {
        return algorithm;
    }

    /** The number of points; r and s of a signature lie below it. */
    BigInteger order() {
        return parameters.getOrder();
    }

    int bits() {
        return prime.bitLength();
    }

    /** The length of a coordinate, and of r and of s, in octets. */
    int coordinateBytes() {
        return (prime.bitLength() + 7) / 8;
    }

    /** Whether y² = x³ + ax + b, with both coordinates in their range. */
    boolean holds(BigInteger x, BigInteger y) {
        if (x.compareTo(prime) >= 0 || y.compareTo(prime) >= 0) {
            return false;
        }
        EllipticCurve curve = parameters.getCurve();
        BigInteger right =
                x.multiply(x).add(curve.getA()).multiply(x).add(curve.getB()).mod(prime);
        return y.multiply(y).mod(prime).equals(right);
    }
}
