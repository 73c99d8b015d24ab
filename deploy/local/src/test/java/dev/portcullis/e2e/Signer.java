package dev.portcullis.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import dev.portcullis.model.JwsAlgorithm;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jcajce.spec.MLDSAParameterSpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/**
 * Issues tokens of one algorithm with a key of its own. All of the cryptography is Bouncy Castle's, which no part of the
 * gateway uses, so that a mistake in the gateway's cannot cancel out.
 */
final class Signer {
    private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();
    private static final int RSA_BITS = 2048;
    private static final int SECRET_BYTES = 64;
    private static final int ED25519_BYTES = 32;
    private static final int ML_DSA_44_BYTES = 1312;
    private static final int ML_DSA_65_BYTES = 1952;
    private static final int ML_DSA_87_BYTES = 2592;

    private final JwsAlgorithm algorithm;
    private final String keyId;
    private final byte[] secret;
    private final @Nullable KeyPair pair;

    private Signer(JwsAlgorithm algorithm, String keyId, byte[] secret, @Nullable KeyPair pair) {
        this.algorithm = algorithm;
        this.keyId = keyId;
        this.secret = secret;
        this.pair = pair;
    }

    /** A signer with a fresh key. */
    static Signer of(JwsAlgorithm algorithm, String keyId) throws GeneralSecurityException {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        KeyPair pair = switch (algorithm) {
            case HS256, HS384, HS512 -> null;
            case RS256, RS384, RS512, PS256, PS384, PS512 ->
                pair("RSA", new RSAKeyGenParameterSpec(RSA_BITS, RSAKeyGenParameterSpec.F4));
            case ES256 -> pair("EC", new ECGenParameterSpec("secp256r1"));
            case ES384 -> pair("EC", new ECGenParameterSpec("secp384r1"));
            case ES512 -> pair("EC", new ECGenParameterSpec("secp521r1"));
            case EDDSA, ED25519 ->
                KeyPairGenerator.getInstance("Ed25519", BOUNCY_CASTLE).generateKeyPair();
            case ML_DSA_44 -> pair("ML-DSA", MLDSAParameterSpec.ml_dsa_44);
            case ML_DSA_65 -> pair("ML-DSA", MLDSAParameterSpec.ml_dsa_65);
            case ML_DSA_87 -> pair("ML-DSA", MLDSAParameterSpec.ml_dsa_87);
        };
        return new Signer(algorithm, keyId, secret, pair);
    }

    /** The issuer that its tokens name; one for each signer. */
    String issuer() {
        return "https://issuer.example/" + keyId;
    }

    /** A set with its public key, or with its secret one for HMAC. */
    Map<String, Object> jwks() {
        Map<String, Object> key = new LinkedHashMap<>(
                switch (algorithm) {
                    case HS256, HS384, HS512 -> Map.<String, Object>of("kty", "oct", "k", URL.encodeToString(secret));
                    case RS256, RS384, RS512, PS256, PS384, PS512 ->
                        new RSAKey.Builder((RSAPublicKey) pair().getPublic())
                                .build()
                                .toJSONObject();
                    case ES256 -> elliptic(Curve.P_256);
                    case ES384 -> elliptic(Curve.P_384);
                    case ES512 -> elliptic(Curve.P_521);
                    case EDDSA, ED25519 -> Map.of("kty", "OKP", "crv", "Ed25519", "x", raw(ED25519_BYTES));
                    case ML_DSA_44 -> Map.of("kty", "AKP", "pub", raw(ML_DSA_44_BYTES));
                    case ML_DSA_65 -> Map.of("kty", "AKP", "pub", raw(ML_DSA_65_BYTES));
                    case ML_DSA_87 -> Map.of("kty", "AKP", "pub", raw(ML_DSA_87_BYTES));
                });
        key.put("kid", keyId);
        key.put("alg", algorithm.joseName());
        return Map.of("keys", List.of(key));
    }

    private Map<String, Object> elliptic(Curve curve) {
        return new ECKey.Builder(curve, (ECPublicKey) pair().getPublic())
                .build()
                .toJSONObject();
    }

    /** A key's own bytes end its X.509 form. */
    private String raw(int length) {
        byte[] encoded = pair().getPublic().getEncoded();
        return URL.encodeToString(Arrays.copyOfRange(encoded, encoded.length - length, encoded.length));
    }

    /** A token of its issuer that holds for an hour from now on. */
    String token() {
        return token(Map.of());
    }

    /**
     * A token of its issuer that holds for an hour from now on.
     *
     * @param claims added, or put in the place of the usual ones
     */
    String token(Map<String, Object> claims) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("iss", issuer());
        all.put("sub", "somebody");
        all.put("exp", System.currentTimeMillis() / 1000 + 3600);
        all.putAll(claims);
        String input = part(Map.of("alg", algorithm.joseName(), "kid", keyId, "typ", "JWT")) + "." + part(all);
        return input + "." + URL.encodeToString(sign(input.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String part(Map<String, Object> json) {
        try {
            return URL.encodeToString(JSON.writeValueAsBytes(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private byte[] sign(byte[] input) {
        try {
            return switch (algorithm) {
                case HS256 -> hmac("HmacSHA256", input);
                case HS384 -> hmac("HmacSHA384", input);
                case HS512 -> hmac("HmacSHA512", input);
                case RS256 -> sign("SHA256withRSA", input);
                case RS384 -> sign("SHA384withRSA", input);
                case RS512 -> sign("SHA512withRSA", input);
                case PS256 -> sign("SHA256withRSAandMGF1", input);
                case PS384 -> sign("SHA384withRSAandMGF1", input);
                case PS512 -> sign("SHA512withRSAandMGF1", input);
                case ES256 -> sign("SHA256withPLAIN-ECDSA", input);
                case ES384 -> sign("SHA384withPLAIN-ECDSA", input);
                case ES512 -> sign("SHA512withPLAIN-ECDSA", input);
                case EDDSA, ED25519 -> sign("Ed25519", input);
                case ML_DSA_44, ML_DSA_65, ML_DSA_87 -> sign("ML-DSA", input);
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] hmac(String name, byte[] input) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(name, BOUNCY_CASTLE);
        mac.init(new SecretKeySpec(secret, name));
        return mac.doFinal(input);
    }

    private byte[] sign(String name, byte[] input) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(name, BOUNCY_CASTLE);
        signature.initSign(pair().getPrivate());
        signature.update(input);
        return signature.sign();
    }

    private KeyPair pair() {
        if (pair == null) {
            throw new IllegalStateException(algorithm + " has no key pair");
        }
        return pair;
    }

    private static KeyPair pair(String name, AlgorithmParameterSpec parameters) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(name, BOUNCY_CASTLE);
        generator.initialize(parameters);
        return generator.generateKeyPair();
    }
}
