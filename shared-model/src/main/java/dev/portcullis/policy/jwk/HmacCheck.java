package dev.portcullis.policy.jwk;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** HMAC with SHA-2 (RFC 7518 section 3.2), compared in constant time. */
final class HmacCheck implements SignatureCheck {
    private final CryptoProviders providers;
    private final String name;
    private final SecretKeySpec key;
    private final IdleEngines<Mac> idle = new IdleEngines<>();

    HmacCheck(CryptoProviders providers, String name, byte[] secret) throws GeneralSecurityException {
        this.providers = providers;
        this.name = name;
        this.key = new SecretKeySpec(secret, name);
        idle.giveBack(make());
    }

    @Override
    public boolean verifies(byte[] input, int length, byte[] signature) {
        try {
            @Nullable Mac taken = idle.take();
            Mac mac = taken == null ? make() : taken;
            mac.update(input, 0, length);
            byte[] expected = mac.doFinal();
            idle.giveBack(mac);
            return MessageDigest.isEqual(expected, signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("an HMAC that worked when the key was compiled", e);
        }
    }

    private Mac make() throws GeneralSecurityException {
        return providers.first(provider -> {
            Mac mac = provider.isPresent() ? Mac.getInstance(name, provider.get()) : Mac.getInstance(name);
            mac.init(key);
            return mac;
        });
    }
}
