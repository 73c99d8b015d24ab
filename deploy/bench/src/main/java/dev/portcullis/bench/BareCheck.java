package dev.portcullis.bench;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import dev.portcullis.model.JwsAlgorithm;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What every gateway pays: the signature check alone, with an engine that is initialised already, of the provider that the
 * policy engine would take. Not thread-safe.
 */
final class BareCheck {
    private final @Nullable Mac mac;
    private final @Nullable Signature signature;
    private final String providerName;

    private BareCheck(@Nullable Mac mac, @Nullable Signature signature, String providerName) {
        this.mac = mac;
        this.signature = signature;
        this.providerName = providerName;
    }

    /** What a token comes to once it is taken apart. */
    record Signed(byte[] input, byte[] signature) {
        static Signed of(String token) {
            int dot = token.lastIndexOf('.');
            return new Signed(
                    token.substring(0, dot).getBytes(StandardCharsets.US_ASCII),
                    Base64.getUrlDecoder().decode(token.substring(dot + 1)));
        }
    }

    static BareCheck of(BenchKey key) throws GeneralSecurityException {
        if (AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() == null) {
            try {
                return of(key, AmazonCorrettoCryptoProvider.INSTANCE);
            } catch (GeneralSecurityException e) {
                // It does not know the algorithm: the JDK does.
            }
        }
        return of(key, null);
    }

    private static BareCheck of(BenchKey key, @Nullable Provider provider) throws GeneralSecurityException {
        if (key.algorithm() == JwsAlgorithm.HS256) {
            Mac mac = provider == null ? Mac.getInstance("HmacSHA256") : Mac.getInstance("HmacSHA256", provider);
            mac.init(new SecretKeySpec(key.secret(), "HmacSHA256"));
            return new BareCheck(mac, null, mac.getProvider().getName());
        }
        String keyType = key.pair().getPublic().getAlgorithm();
        String factoryName = keyType.equals("EdDSA") ? "Ed25519" : keyType;
        KeyFactory factory = provider == null || provider.getService("KeyFactory", factoryName) == null
                ? KeyFactory.getInstance(factoryName)
                : KeyFactory.getInstance(factoryName, provider);
        Signature engine = engine(key.algorithm(), provider);
        engine.initVerify(factory.generatePublic(
                new X509EncodedKeySpec(key.pair().getPublic().getEncoded())));
        return new BareCheck(null, engine, engine.getProvider().getName());
    }

    /** @param provider null: whichever of the JDK's has it */
    static Signature engine(JwsAlgorithm algorithm, @Nullable Provider provider) throws GeneralSecurityException {
        String name = switch (algorithm) {
            case RS256 -> "SHA256withRSA";
            case PS256 -> "RSASSA-PSS";
            case ES256 -> "SHA256withECDSAinP1363Format";
            case EDDSA -> "Ed25519";
            case ML_DSA_65 -> "ML-DSA";
            case HS256, HS384, HS512, RS384, RS512, PS384, PS512, ES384, ES512, ED25519, ML_DSA_44, ML_DSA_87 ->
                throw new IllegalArgumentException("algorithm: " + algorithm + " (expected: one that is measured)");
        };
        Signature engine = provider == null ? Signature.getInstance(name) : Signature.getInstance(name, provider);
        if (algorithm == JwsAlgorithm.PS256) {
            engine.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        }
        return engine;
    }

    String providerName() {
        return providerName;
    }

    boolean verifies(Signed signed) throws GeneralSecurityException {
        if (mac != null) {
            mac.update(signed.input());
            return MessageDigest.isEqual(mac.doFinal(), signed.signature());
        }
        if (signature == null) {
            throw new IllegalStateException("neither a MAC nor a signature");
        }
        signature.update(signed.input());
        return signature.verify(signed.signature());
    }
}
