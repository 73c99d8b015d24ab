package dev.portcullis.local.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * The key pair that signs management tokens, the one that signs heads, the ring that seals secrets, and the secret by which
 * nodes are let in; all are made at first use and then stay.
 */
public final class ManagementKeys {
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();
    private static final int KEY_BYTES = 32;

    private final Path folder;

    /**
     * @param folder holds the keys; made with mode 0700 if absent
     */
    public ManagementKeys(Path folder) {
        this.folder = folder;
    }

    /** PEM file with the public key, for the control plane. */
    public Path publicKey() {
        return folder.resolve("management-public.pem");
    }

    /** File with the ring of secret keys, for control plane and nodes. */
    public Path secretKeys() {
        return folder.resolve("secret-keys");
    }

    /** File with the private keys that sign heads, for the control plane. */
    public Path signingKeys() {
        return folder.resolve("signing-keys");
    }

    /** File with the public keys that belong to them, for nodes. */
    public Path trustedKeys() {
        return folder.resolve("trusted-keys");
    }

    /** File with the secret by which the local nodes are let in, for the control plane. */
    public Path enrolmentSecrets() {
        return folder.resolve("enrolment-secrets");
    }

    /** File with the same secret, for nodes. */
    public Path enrolmentSecret() {
        return folder.resolve("enrolment-secret");
    }

    private Path privateKey() {
        return folder.resolve("management-private.pem");
    }

    /** Makes what is not there yet. */
    public void makeMissing() throws IOException {
        if (!Files.exists(privateKey()) || !Files.exists(publicKey())) {
            KeyPair pair = newKeyPair();
            StateFiles.write(publicKey(), pem("PUBLIC KEY", pair.getPublic().getEncoded()));
            StateFiles.write(privateKey(), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        }
        if (!Files.exists(signingKeys()) || !Files.exists(trustedKeys())) {
            KeyPair pair = newSigningKeyPair();
            StateFiles.write(trustedKeys(), raw(pair.getPublic()));
            StateFiles.write(signingKeys(), raw(pair.getPrivate()));
        }
        if (!Files.exists(secretKeys())) {
            StateFiles.write(secretKeys(), "local:" + newSecret() + "\n");
        }
        if (!Files.exists(enrolmentSecrets()) || !Files.exists(enrolmentSecret())) {
            String secret = newSecret();
            StateFiles.write(enrolmentSecrets(), "*:" + secret + "\n");
            StateFiles.write(enrolmentSecret(), secret + "\n");
        }
    }

    private static String newSecret() {
        byte[] secret = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(secret);
        return Base64.getEncoder().encodeToString(secret);
    }

    /** A compact JWS (RFC 7515) over the token's claims, signed with ES256. */
    public String sign(ManagementToken token) throws IOException {
        String header = "{\"alg\":\"ES256\",\"typ\":\"JWT\"}";
        String input = encode(header) + "." + encode(token.claims());
        try {
            Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
            signer.initSign(readPrivateKey());
            signer.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + URL.encodeToString(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IOException(privateKey() + " cannot sign (expected: an EC P-256 key, PKCS #8 in PEM)", e);
        }
    }

    private PrivateKey readPrivateKey() throws IOException, GeneralSecurityException {
        String base64 = Files.readString(privateKey()).replaceAll("-----[A-Z ]+-----|\\s", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }

    private static KeyPair newKeyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    private static KeyPair newSigningKeyPair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has Ed25519", e);
        }
    }

    /** Its 32 bytes, which end the DER form of both halves (RFC 8410 sections 4 and 7). */
    private static String raw(Key key) {
        byte[] der = key.getEncoded();
        byte[] raw = Arrays.copyOfRange(der, der.length - KEY_BYTES, der.length);
        return "local:" + Base64.getEncoder().encodeToString(raw) + "\n";
    }

    private static String pem(String type, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }

    private static String encode(String json) {
        return URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
