package dev.portcullis.signature;

import dev.portcullis.policy.jwk.CryptoProviders;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Ed25519 (RFC 8032) with keys in their raw form of 32 bytes, on AWS-LC where it loads. */
final class Ed25519Keys {
    static final int KEY_BYTES = 32;
    static final int SIGNATURE_BYTES = 64;

    private static final CryptoProviders PROVIDERS = CryptoProviders.nativeFirst();
    /** What stands before the 32 bytes in PKCS #8 and in SubjectPublicKeyInfo (RFC 8410 sections 4 and 7). */
    private static final byte[] PRIVATE_PREFIX = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private static final byte[] PUBLIC_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private Ed25519Keys() {}

    /** A new private key. */
    static byte[] newPrivateKey() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }

    /** The public key that belongs to a private one. */
    static byte[] publicKey(byte[] privateKey) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519", "SunEC");
            // The provider takes the private key from its source of randomness, and nothing else; a test holds it to
            // that.
            generator.initialize(NamedParameterSpec.ED25519, new Fixed(privateKey));
            byte[] der = generator.generateKeyPair().getPublic().getEncoded();
            return Arrays.copyOfRange(der, PUBLIC_PREFIX.length, der.length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK since 15 has Ed25519", e);
        }
    }

    static byte[] sign(byte[] privateKey, byte[] message) {
        try {
            return PROVIDERS.first(provider -> {
                PrivateKey key =
                        factory(provider).generatePrivate(new PKCS8EncodedKeySpec(join(PRIVATE_PREFIX, privateKey)));
                Signature signature = signature(provider);
                signature.initSign(key);
                signature.update(message);
                return signature.sign();
            });
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Ed25519 cannot sign", e);
        }
    }

    /** Whether the signature is that of the message by the key; false for a key or signature that is none. */
    static boolean verify(byte[] publicKey, byte[] message, byte[] signatureBytes) {
        if (publicKey.length != KEY_BYTES || signatureBytes.length != SIGNATURE_BYTES) {
            return false;
        }
        try {
            return PROVIDERS.first(provider -> {
                PublicKey key =
                        factory(provider).generatePublic(new X509EncodedKeySpec(join(PUBLIC_PREFIX, publicKey)));
                Signature signature = signature(provider);
                signature.initVerify(key);
                signature.update(message);
                return verify(signature, signatureBytes);
            });
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean verify(Signature signature, byte[] signatureBytes) {
        try {
            return signature.verify(signatureBytes);
        } catch (SignatureException e) {
            return false;
        }
    }

    private static KeyFactory factory(Optional<java.security.Provider> provider) throws GeneralSecurityException {
        return provider.isPresent()
                ? KeyFactory.getInstance("Ed25519", provider.get())
                : KeyFactory.getInstance("Ed25519");
    }

    private static Signature signature(Optional<java.security.Provider> provider) throws GeneralSecurityException {
        return provider.isPresent()
                ? Signature.getInstance("Ed25519", provider.get())
                : Signature.getInstance("Ed25519");
    }

    private static byte[] join(byte[] prefix, byte[] key) {
        byte[] joined = Arrays.copyOf(prefix, prefix.length + key.length);
        System.arraycopy(key, 0, joined, prefix.length, key.length);
        return joined;
    }

    /** Gives the same bytes whenever it is asked. */
    private static final class Fixed extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final byte[] bytes;

        Fixed(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void nextBytes(byte[] target) {
            System.arraycopy(bytes, 0, target, 0, target.length);
        }
    }
}
