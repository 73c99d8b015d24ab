package dev.portcullis.bench;

import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.policy.RemoteKeySets;
import dev.portcullis.policy.RuleSet;
import dev.portcullis.policy.RuleSetCompiler;
import dev.portcullis.policy.VerifiedTokens;
import dev.portcullis.policy.jwk.CryptoProviders;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.ref.Reference;
import java.security.GeneralSecurityException;

/** How much of the heap a rule set keeps, beside the image from which it was compiled. */
final class RetainedMemory {
    private static final int SETTLING_COLLECTIONS = 4;

    private RetainedMemory() {}

    /** In octets; right to some tens of kilobytes. */
    static long octetsOf(Scene scene) throws GeneralSecurityException {
        BenchKey key = BenchKey.make(JwsAlgorithm.EDDSA);
        ConfigImage image = scene.image(key);
        RuleSetCompiler compiler = new RuleSetCompiler(
                Scene.SECRETS, CryptoProviders.nativeFirst(), RemoteKeySets.NONE, new VerifiedTokens(2));
        // Loads every class that the measured compilation will need.
        Reference.reachabilityFence(compiler.compile(image, null));
        long before = used();
        RuleSet compiled = compiler.compile(image, null);
        long octets = used() - before;
        Reference.reachabilityFence(compiled);
        Reference.reachabilityFence(image);
        return octets;
    }

    private static long used() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        for (int i = 0; i < SETTLING_COLLECTIONS; i++) {
            memory.gc();
        }
        return memory.getHeapMemoryUsage().getUsed();
    }
}
