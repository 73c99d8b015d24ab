package dev.portcullis.gateway.attack;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import dev.portcullis.model.JwkItem;
import dev.portcullis.secret.SecretKeyRing;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Map;

/** The keys of the issuer, and those of the attacker. */
final class Keys {
    final KeyPair rsa = pair("RSA", "2048");
    final KeyPair attackerRsa = pair("RSA", "2048");
    final KeyPair ec = pair("EC", "secp256r1");
    final KeyPair attackerEc = pair("EC", "secp256r1");
    final KeyPair ec384 = pair("EC", "secp384r1");
    final KeyPair ed = pair("Ed25519", "");
    final byte[] secret = new byte[64];
    private final SecretKeyRing secrets;

    Keys(SecretKeyRing secrets) {
        this.secrets = secrets;
        Arrays.fill(secret, (byte) 7);
    }

    private static KeyPair pair(String type, String parameter) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
            if (type.equals("RSA")) {
                generator.initialize(Integer.parseInt(parameter));
            } else if (type.equals("EC")) {
                generator.initialize(new ECGenParameterSpec(parameter));
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A public key as a rule holds it. */
    static JwkItem jwk(KeyPair pair, String kid) {
        return new JwkItem(members(pair.getPublic(), kid), null);
    }

    /** The same with one more member. */
    static JwkItem jwk(KeyPair pair, String kid, String member, Object value) {
        Map<String, Object> members = members(pair.getPublic(), kid);
        members.put(member, value);
        return new JwkItem(members, null);
    }

    static Map<String, Object> members(PublicKey key, String kid) {
        JWK jwk = switch (key) {
            case RSAPublicKey rsa -> new RSAKey.Builder(rsa).keyID(kid).build();
            case ECPublicKey ec ->
                new ECKey.Builder(Curve.forECParameterSpec(ec.getParams()), ec)
                        .keyID(kid)
                        .build();
            default -> {
                byte[] spki = key.getEncoded();
                Base64URL x = Base64URL.encode(Arrays.copyOfRange(spki, spki.length - 32, spki.length));
                yield new OctetKeyPair.Builder(Curve.Ed25519, x).keyID(kid).build();
            }
        };
        return jwk.toJSONObject();
    }

    /** The secret key, sealed for a rule. */
    JwkItem oct(String kid, String ruleId) {
        return new JwkItem(Map.of("kty", "oct", "kid", kid), secrets.seal(secret, Rules.INSTANCE + "/rule/" + ruleId));
    }
}
