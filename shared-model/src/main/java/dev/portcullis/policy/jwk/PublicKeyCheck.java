package dev.portcullis.policy.jwk;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.KeySpec;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A public-key signature, checked in its form before any arithmetic. */
final class PublicKeyCheck implements SignatureCheck {
    private final CryptoProviders providers;
    private final Scheme scheme;
    private final KeySpec keySpec;
    /** Of r and of s, in as many octets as the signature has for each; null if there are none. */
    private final byte @Nullable [] order;

    private final IdleEngines<Signature> idle = new IdleEngines<>();

    /**
     * How signatures of an algorithm are made and look.
     *
     * @param order for ECDSA: r and s lie from 1 to below it; else null
     */
    record Scheme(
            String keyType,
            String signatureName,
            @Nullable AlgorithmParameterSpec parameters,
            int signatureBytes,
            @Nullable BigInteger order) {}

    /** @throws GeneralSecurityException if no provider can work with the key */
    PublicKeyCheck(CryptoProviders providers, Scheme scheme, KeySpec keySpec) throws GeneralSecurityException {
        this.providers = providers;
        this.scheme = scheme;
        this.keySpec = keySpec;
        this.order = scheme.order() == null ? null : lastOctets(scheme.order(), scheme.signatureBytes() / 2);
        idle.giveBack(make());
    }

    @Override
    public boolean verifies(byte[] input, int length, byte[] signature) {
        if (signature.length != scheme.signatureBytes() || !isInRange(signature)) {
            return false;
        }
        try {
            @Nullable Signature taken = idle.take();
            Signature engine = taken == null ? make() : taken;
            engine.update(input, 0, length);
            boolean valid = engine.verify(signature);
            // After an exception the engine is dropped: what state it is in then is not specified.
            idle.giveBack(engine);
            return valid;
        } catch (SignatureException e) {
            // Providers differ in whether a hopeless signature is false or an exception.
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that worked when it was compiled", e);
        }
    }

    /** Providers have let zeros through before (CVE-2022-21449). */
    private boolean isInRange(byte[] signature) {
        return order == null || (isInRange(signature, 0, order) && isInRange(signature, order.length, order));
    }

    private static boolean isInRange(byte[] signature, int start, byte[] order) {
        int end = start + order.length;
        return Arrays.compareUnsigned(signature, start, end, order, 0, order.length) < 0
                && Arrays.mismatch(signature, start, end, new byte[order.length], 0, order.length) >= 0;
    }

    /** The order of each curve fills its octets; a sign may stand before them. */
    private static byte[] lastOctets(BigInteger order, int count) {
        byte[] octets = order.toByteArray();
        return Arrays.copyOfRange(octets, octets.length - count, octets.length);
    }

    private Signature make() throws GeneralSecurityException {
        return providers.first(provider -> {
            PublicKey key = keyFactory(provider).generatePublic(keySpec);
            Signature engine = provider.isPresent()
                    ? Signature.getInstance(scheme.signatureName(), provider.get())
                    : Signature.getInstance(scheme.signatureName());
            AlgorithmParameterSpec parameters = scheme.parameters();
            if (parameters != null) {
                engine.setParameter(parameters);
            }
            engine.initVerify(key);
            return engine;
        });
    }

    /** A provider may check signatures of a type whose keys it takes from others: Corretto's does for Ed25519. */
    private KeyFactory keyFactory(Optional<Provider> provider) throws GeneralSecurityException {
        boolean isOwn = provider.isPresent() && provider.get().getService("KeyFactory", scheme.keyType()) != null;
        return isOwn
                ? KeyFactory.getInstance(scheme.keyType(), provider.get())
                : KeyFactory.getInstance(scheme.keyType());
    }
}
