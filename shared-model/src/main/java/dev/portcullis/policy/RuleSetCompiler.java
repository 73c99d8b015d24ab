package dev.portcullis.policy;

import dev.portcullis.model.ConfigImage;
import dev.portcullis.secret.SecretKeyRing;
import org.jspecify.annotations.Nullable;

/** Compiles images to rule sets. Thread-safe. */
public final class RuleSetCompiler {
    public RuleSetCompiler(SecretKeyRing secrets) {}

    /**
     * @param image with a head
     * @param previous what an earlier image was compiled to; parts whose items are the same objects are taken over
     * @throws dev.portcullis.model.UnknownItemException if the image asks for something that this version does not know
     */
    public RuleSet compile(ConfigImage image, @Nullable RuleSet previous) {
        throw new UnsupportedOperationException("being written");
    }
}
