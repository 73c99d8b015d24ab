package dev.portcullis.policy.jwk;

import dev.portcullis.model.JwsAlgorithm;
import java.math.BigInteger;

/** The numbers of a key, checked. The forms that may be secret say nothing in {@code toString}. */
sealed interface KeyMaterial {
    record Rsa(BigInteger modulus, BigInteger exponent) implements KeyMaterial {}

    record Ec(Curve curve, BigInteger x, BigInteger y) implements KeyMaterial {}

    @SuppressWarnings("ArrayRecordComponent") // Compared nowhere, and never handed out of the package.
    record Ed25519(byte[] x) implements KeyMaterial {}

    @SuppressWarnings("ArrayRecordComponent")
    record MlDsa(JwsAlgorithm algorithm, byte[] pub) implements KeyMaterial {}

    @SuppressWarnings("ArrayRecordComponent")
    record Secret(byte[] k) implements KeyMaterial {
        @Override
        public String toString() {
            return "Secret[]";
        }
    }

    /** The secret of an {@code oct} key that is stored, but does not open here. */
    record Sealed() implements KeyMaterial {}
}
