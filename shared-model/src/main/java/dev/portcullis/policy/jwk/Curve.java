package dev.portcullis.policy.jwk;

import dev.portcullis.model.JwsAlgorithm;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The short Weierstrass curves of RFC 7518 section 6.2 with {@code a = -3} (FIPS 186-5). */
enum Curve {
    P_256(
            "P-256",
            "secp256r1",
            JwsAlgorithm.ES256,
            "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
            "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
            "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
    P_384(
            "P-384",
            "secp384r1",
            JwsAlgorithm.ES384,
            "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
            "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef",
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"),
    P_521(
            "P-521",
            "secp521r1",
            JwsAlgorithm.ES512,
            "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                    + "ffffffffffffffffffffffffffffff",
            "0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf07"
                    + "3573df883d2c34f1ef451fd46b503f00",
            "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709"
                    + "a5d03bb5c9b8899c47aebb6fb71e91386409");

    private static final BigInteger THREE = BigInteger.valueOf(3);

    private final String joseName;
    private final String javaName;
    private final JwsAlgorithm algorithm;
    private final BigInteger prime;
    private final BigInteger b;
    private final BigInteger order;

    Curve(String joseName, String javaName, JwsAlgorithm algorithm, String prime, String b, String order) {
        this.joseName = joseName;
        this.javaName = javaName;
        this.algorithm = algorithm;
        this.prime = new BigInteger(prime, 16);
        this.b = new BigInteger(b, 16);
        this.order = new BigInteger(order, 16);
    }

    static @Nullable Curve named(String joseName) {
        for (Curve curve : values()) {
            if (curve.joseName.equals(joseName)) {
                return curve;
            }
        }
        return null;
    }

    String javaName() {
        return javaName;
    }

    /** The one algorithm of RFC 7518 section 3.4 that uses this curve. */
    JwsAlgorithm algorithm() {
        return algorithm;
    }

    /** The number of points; r and s of a signature lie below it. */
    BigInteger order() {
        return order;
    }

    int bits() {
        return prime.bitLength();
    }

    /** The length of a coordinate, and of r and of s, in octets. */
    int coordinateBytes() {
        return (prime.bitLength() + 7) / 8;
    }

    /** Whether y² = x³ - 3x + b, with both coordinates in their range. */
    boolean holds(BigInteger x, BigInteger y) {
        if (x.compareTo(prime) >= 0 || y.compareTo(prime) >= 0) {
            return false;
        }
        BigInteger right = x.multiply(x).subtract(THREE).multiply(x).add(b).mod(prime);
        return y.multiply(y).mod(prime).equals(right);
    }
}
