package dev.portcullis.control.explain;

import dev.portcullis.control.problem.Refusal;
import dev.portcullis.model.ConfigImage;
import dev.portcullis.policy.Explainer;
import dev.portcullis.policy.RuleSetCompiler;
import dev.portcullis.policy.VerifiedTokens;
import dev.portcullis.policy.jwk.CryptoProviders;
import dev.portcullis.secret.SecretKeyRing;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The compiled configurations of the instances that were asked about last. One that has changed since is not compiled from
 * nothing: only what has changed is read and compiled.
 */
@ApplicationScoped
class Explainers {
    /** A bound on memory, not on how many may be asked about. */
    private static final int MAX_INSTANCES = 8;

    private final StoredImages images;
    private final RuleSetCompiler compiler;
    private final Map<String, Slot> slots = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Slot> eldest) {
            return size() > MAX_INSTANCES;
        }
    };

    Explainers(StoredImages images, SecretKeyRing secrets, ReportedKeys published) {
        this.images = images;
        // A memory of verified tokens would keep what callers have pasted.
        this.compiler = new RuleSetCompiler(secrets, CryptoProviders.nativeFirst(), published, VerifiedTokens.none());
    }

    /**
     * Explains by the newest committed configuration.
     *
     * @throws Refusal if there is no such instance
     */
    Explainer newest(String instanceId) {
        Slot slot;
        synchronized (slots) {
            slot = slots.computeIfAbsent(instanceId, id -> new Slot());
        }
        try {
            return slot.newest(instanceId);
        } catch (Refusal e) {
            // Ids that somebody makes up must not push out what is compiled.
            synchronized (slots) {
                slots.remove(instanceId, slot);
            }
            throw e;
        }
    }

    /** One instance's; whoever asks while it is compiled waits for that and does not compile it a second time. */
    private final class Slot {
        private @Nullable Explainer known;

        synchronized Explainer newest(String instanceId) {
            ConfigImage before = known == null ? null : known.image();
            ConfigImage image = images.newest(instanceId, before);
            Explainer current = known;
            if (current == null || image != before) {
                current = Explainer.of(image, compiler, current);
                known = current;
            }
            return current;
        }
    }
}
