package dev.portcullis.policy.jwk;

import dev.portcullis.model.JwkItem;
import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.policy.jwk.JwkJudge.Judgement;
import dev.portcullis.secret.SecretKeyRing;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compiles stored keys for verification. What cannot serve is left out; nothing here fails as a whole. Thread-safe. */
public final class KeyCompiler {
    private final SecretKeyRing secrets;
    private final SignatureChecks checks;

    public KeyCompiler(SecretKeyRing secrets, CryptoProviders providers) {
        this.secrets = secrets;
        this.checks = new SignatureChecks(providers);
    }

    /**
     * The keys that can serve, in the order of the set.
     *
     * @param place to which secrets were sealed
     */
    public List<VerificationKey> compile(List<JwkItem> items, String place) {
        List<VerificationKey> keys = new ArrayList<>();
        for (JwkItem item : items) {
            VerificationKey key = compile(item, place).key();
            if (key != null) {
                keys.add(key);
            }
        }
        return List.copyOf(keys);
    }

    /**
     * What a key came to.
     *
     * @param key null if it cannot serve
     * @param reason why not; null if it can. Quotes no number of the key
     */
    public record Compiled(
            @Nullable VerificationKey key, @Nullable String reason) {}

    /**
     * Compiles one key.
     *
     * @param place to which its secret was sealed
     */
    public Compiled compile(JwkItem item, String place) {
        StoredSecret secret = StoredSecret.open(item, secrets, place);
        Judgement judgement = JwkJudge.judge(item.members(), secret.bytes(), secret.isSealed());
        KeyMaterial material = judgement.material();
        if (material == null || judgement.algorithms().isEmpty()) {
            return new Compiled(null, judgement.reason());
        }
        String kid = item.members().get("kid") instanceof String text ? text : null;
        Map<JwsAlgorithm, SignatureCheck> usable = new EnumMap<>(JwsAlgorithm.class);
        for (JwsAlgorithm algorithm : judgement.algorithms()) {
            try {
                SignatureCheck check = checks.of(material, algorithm);
                if (check != null) {
                    usable.put(algorithm, check);
                }
            } catch (GeneralSecurityException | RuntimeException e) {
                // No provider of this machine can work with the key under that algorithm: it does not fit it, then.
            }
        }
        boolean unavailable = material instanceof KeyMaterial.Sealed;
        if (usable.isEmpty() && !unavailable) {
            return new Compiled(null, "no provider of signatures on this machine can work with it");
        }
        VerificationKey key = new VerificationKey(
                kid, unavailable ? judgement.algorithms() : usable.keySet(), usable, KeyIdentity.of(material));
        return new Compiled(key, null);
    }
}
