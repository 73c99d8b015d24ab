package dev.portcullis.policy.jwk;

import java.math.BigInteger;

/** The curve of Ed25519 (RFC 8032 section 5.1), as far as a public key must be checked against it. */
final class Ed25519Point {
    static final int BYTES = 32;
    private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    private static final BigInteger D = BigInteger.valueOf(-121665)
            .multiply(BigInteger.valueOf(121666).modInverse(P))
            .mod(P);

    private Ed25519Point() {}

    /** Whether the 32 octets are a point of the curve, canonically encoded, that generates more than eight others. */
    static boolean isUsable(byte[] encoded) {
        BigInteger y = decodeY(encoded);
        if (y.compareTo(P) >= 0) {
            return false;
        }
        BigInteger ySquare = y.multiply(y).mod(P);
        BigInteger numerator = ySquare.subtract(BigInteger.ONE).mod(P);
        BigInteger denominator = D.multiply(ySquare).add(BigInteger.ONE).mod(P);
        BigInteger xSquare = numerator.multiply(denominator.modInverse(P)).mod(P);
        if (xSquare.signum() == 0) {
            // x = 0 is the neutral point or the one of order two: never a key.
            return false;
        }
        BigInteger half = P.subtract(BigInteger.ONE).shiftRight(1);
        return xSquare.modPow(half, P).equals(BigInteger.ONE) && !hasSmallOrder(xSquare, ySquare);
    }

    private static BigInteger decodeY(byte[] encoded) {
        byte[] bigEndian = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            bigEndian[i] = encoded[BYTES - 1 - i];
        }
        bigEndian[0] &= 0x7f;
        return new BigInteger(1, bigEndian);
    }

    /**
     * Whether eight times the point is the neutral one. A point has order 1, 2, 4 or 8 if doubling it twice gives x = 0; x²
     * and y² decide that, since doubling gives x' = 2xy / (1 + dx²y²) and y' = (y² + x²) / (1 - dx²y²).
     */
    private static boolean hasSmallOrder(BigInteger xSquare, BigInteger ySquare) {
        BigInteger x2 = xSquare;
        BigInteger y2 = ySquare;
        for (int i = 0; i < 3; i++) {
            BigInteger product = x2.multiply(y2).mod(P);
            BigInteger cross = D.multiply(product).mod(P);
            BigInteger plus = BigInteger.ONE.add(cross).modInverse(P);
            BigInteger minus = BigInteger.ONE.subtract(cross).mod(P).modInverse(P);
            BigInteger nextX2 =
                    product.shiftLeft(2).multiply(plus).multiply(plus).mod(P);
            BigInteger sum = y2.add(x2);
            y2 = sum.multiply(sum).multiply(minus).multiply(minus).mod(P);
            x2 = nextX2;
            if (x2.signum() == 0) {
                return true;
            }
        }
        return false;
    }
}
