package dev.portcullis.policy.jwk;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.List;
import java.util.Optional;

/**
 * Where signature checks come from: AWS-LC through the Amazon Corretto Crypto Provider where it loads, and behind it the
 * JDK. No provider is installed for the whole process. Immutable and thread-safe.
 */
public final class CryptoProviders {
    /** Tried in order, before the JDK's own. */
    private final List<Provider> preferred;

    CryptoProviders(List<Provider> preferred) {
        this.preferred = preferred;
    }

    /** The native provider where this platform has it. */
    public static CryptoProviders nativeFirst() {
        try {
            AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
            return provider.getLoadingError() == null
                    ? new CryptoProviders(List.of(provider))
                    : new CryptoProviders(List.of());
        } catch (LinkageError | RuntimeException e) {
            // A platform for which the provider has no library, or not its classes: slower, and just as right.
            return new CryptoProviders(List.of());
        }
    }

    /** The JDK alone. */
    public static CryptoProviders jdkOnly() {
        return new CryptoProviders(List.of());
    }

    /** Whether signatures run on the native provider. */
    public boolean isNative() {
        return !preferred.isEmpty();
    }

    /** Something that a provider makes, or throws because it cannot. */
    @FunctionalInterface
    public interface Recipe<T> {
        /** @param provider empty: whichever of the JDK's has it */
        T make(Optional<Provider> provider) throws GeneralSecurityException;
    }

    /**
     * The outcome of the first provider that can.
     *
     * @throws GeneralSecurityException of the last one, if none can
     */
    public <T> T first(Recipe<T> recipe) throws GeneralSecurityException {
        for (Provider provider : preferred) {
            try {
                return recipe.make(Optional.of(provider));
            } catch (GeneralSecurityException | RuntimeException e) {
                // The next one may know the algorithm.
            }
        }
        return recipe.make(Optional.empty());
    }
}
