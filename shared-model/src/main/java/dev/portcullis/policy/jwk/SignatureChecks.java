package dev.portcullis.policy.jwk;

import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.policy.jwk.PublicKeyCheck.Scheme;
import java.security.GeneralSecurityException;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.jspecify.annotations.Nullable;

/** Makes the check for a key and one of the algorithms that it can do (RFC 7518 section 3, RFC 8037, RFC 9964). */
final class SignatureChecks {
    private static final byte[] ED25519_HEADER = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00
    };
    private static final int ED25519_SIGNATURE_BYTES = 64;
    private static final int PSS_TRAILER = 1;

    private final CryptoProviders providers;

    SignatureChecks(CryptoProviders providers) {
        this.providers = providers;
    }

    /**
     * @return null for a secret that does not open here
     * @throws GeneralSecurityException if no provider can work with the key
     */
    @Nullable
    SignatureCheck of(KeyMaterial material, JwsAlgorithm algorithm) throws GeneralSecurityException {
        return switch (material) {
            case KeyMaterial.Sealed ignored -> null;
            case KeyMaterial.Secret secret -> new HmacCheck(providers, "HmacSHA" + hashBits(algorithm), secret.k());
            case KeyMaterial.Rsa rsa -> rsa(rsa, algorithm);
            case KeyMaterial.Ec ec -> ec(ec, algorithm);
            case KeyMaterial.Ed25519 ed25519 -> {
                byte[] spki = new byte[ED25519_HEADER.length + Ed25519Point.BYTES];
                System.arraycopy(ED25519_HEADER, 0, spki, 0, ED25519_HEADER.length);
                System.arraycopy(ed25519.x(), 0, spki, ED25519_HEADER.length, Ed25519Point.BYTES);
                Scheme scheme = new Scheme("Ed25519", "Ed25519", null, ED25519_SIGNATURE_BYTES, null);
                yield new PublicKeyCheck(providers, scheme, new X509EncodedKeySpec(spki));
            }
            case KeyMaterial.MlDsa mlDsa -> {
                Scheme scheme = new Scheme("ML-DSA", "ML-DSA", null, MlDsaKeys.signatureBytes(algorithm), null);
                byte[] spki = MlDsaKeys.subjectPublicKeyInfo(algorithm, mlDsa.pub());
                yield new PublicKeyCheck(providers, scheme, new X509EncodedKeySpec(spki));
            }
        };
    }

    private SignatureCheck rsa(KeyMaterial.Rsa rsa, JwsAlgorithm algorithm) throws GeneralSecurityException {
        int bits = hashBits(algorithm);
        int signatureBytes = (rsa.modulus().bitLength() + 7) / 8;
        boolean pss = algorithm.compareTo(JwsAlgorithm.PS256) >= 0;
        String hash = "SHA-" + bits;
        Scheme scheme = pss
                ? new Scheme(
                        "RSA",
                        "RSASSA-PSS",
                        new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), bits / 8, PSS_TRAILER),
                        signatureBytes,
                        null)
                : new Scheme("RSA", "SHA" + bits + "withRSA", null, signatureBytes, null);
        return new PublicKeyCheck(providers, scheme, new RSAPublicKeySpec(rsa.modulus(), rsa.exponent()));
    }

    private SignatureCheck ec(KeyMaterial.Ec ec, JwsAlgorithm algorithm) throws GeneralSecurityException {
        Curve curve = ec.curve();
        ECPublicKeySpec spec = new ECPublicKeySpec(new ECPoint(ec.x(), ec.y()), curve.parameters());
        String name = "SHA" + hashBits(algorithm) + "withECDSAinP1363Format";
        Scheme scheme = new Scheme("EC", name, null, 2 * curve.coordinateBytes(), curve.order());
        return new PublicKeyCheck(providers, scheme, spec);
    }

    private static int hashBits(JwsAlgorithm algorithm) {
        return switch (algorithm) {
            case HS256, RS256, PS256, ES256 -> 256;
            case HS384, RS384, PS384, ES384 -> 384;
            case HS512, RS512, PS512, ES512 -> 512;
            case EDDSA, ED25519, ML_DSA_44, ML_DSA_65, ML_DSA_87 ->
                throw new IllegalArgumentException(algorithm + " has no hash of its own");
        };
    }
}
