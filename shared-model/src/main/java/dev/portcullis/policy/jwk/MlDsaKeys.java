package dev.portcullis.policy.jwk;

import dev.portcullis.model.JwsAlgorithm;

/** Sizes and encodings of ML-DSA public keys (FIPS 204 table 2, RFC 9881). */
final class MlDsaKeys {
    private MlDsaKeys() {}

    /** 0 if the algorithm is not ML-DSA. */
    static int publicKeyBytes(JwsAlgorithm algorithm) {
        return switch (algorithm) {
            case ML_DSA_44 -> 1_312;
            case ML_DSA_65 -> 1_952;
            case ML_DSA_87 -> 2_592;
            case HS256, HS384, HS512, RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EDDSA, ED25519 ->
                0;
        };
    }

    /** 0 if the algorithm is not ML-DSA. */
    static int signatureBytes(JwsAlgorithm algorithm) {
        return switch (algorithm) {
            case ML_DSA_44 -> 2_420;
            case ML_DSA_65 -> 3_309;
            case ML_DSA_87 -> 4_627;
            case HS256, HS384, HS512, RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EDDSA, ED25519 ->
                0;
        };
    }

    /** The key as a SubjectPublicKeyInfo: sequence(sequence(oid 2.16.840.1.101.3.4.3.x), bit string). */
    static byte[] subjectPublicKeyInfo(JwsAlgorithm algorithm, byte[] publicKey) {
        byte lastArc = (byte)
                switch (algorithm) {
                    case ML_DSA_65 -> 0x12;
                    case ML_DSA_87 -> 0x13;
                    case ML_DSA_44, HS256, HS384, HS512, RS256, RS384, RS512, PS256, PS384, PS512 -> 0x11;
                    case ES256, ES384, ES512, EDDSA, ED25519 -> 0x11;
                };
        byte[] identifier = {0x30, 0x0b, 0x06, 0x09, 0x60, (byte) 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, lastArc};
        int bits = publicKey.length + 1;
        int content = identifier.length + 4 + bits;
        byte[] out = new byte[4 + content];
        header(out, 0, 0x30, content);
        System.arraycopy(identifier, 0, out, 4, identifier.length);
        header(out, 4 + identifier.length, 0x03, bits);
        // The octet after the header counts unused bits: none.
        System.arraycopy(publicKey, 0, out, 4 + identifier.length + 5, publicKey.length);
        return out;
    }

    /** Lengths of ML-DSA keys take two octets each. */
    private static void header(byte[] out, int at, int tag, int length) {
        out[at] = (byte) tag;
        out[at + 1] = (byte) 0x82;
        out[at + 2] = (byte) (length >> 8);
        out[at + 3] = (byte) length;
    }
}
