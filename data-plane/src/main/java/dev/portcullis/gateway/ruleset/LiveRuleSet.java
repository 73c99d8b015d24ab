package dev.portcullis.gateway.ruleset;

import dev.portcullis.gateway.feed.FeedListener;
import dev.portcullis.gateway.feed.IgnoredRecord;
import dev.portcullis.gateway.feed.Origin;
import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.Enforcement;
import dev.portcullis.model.Head;
import dev.portcullis.model.Rejection;
import dev.portcullis.policy.RuleSet;
import dev.portcullis.policy.RuleSetCompiler;
import dev.portcullis.secret.SecretKeyRing;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rule set in force. Requests read the one volatile reference, each exactly once; only the feed's thread writes it,
 * after the next rule set is complete. A request that began under the old one ends under the old one.
 */
public final class LiveRuleSet implements FeedListener {
    private static final Logger LOG = LoggerFactory.getLogger(LiveRuleSet.class);

    private final RuleSetCompiler compiler;
    private final List<RuleSetListener> listeners;

    private final RuleSecrets secrets;

    /** Null: no configuration, and so nothing is let through. Written by the feed's thread alone. */
    private volatile @Nullable RuleSet current;

    /** Secrets of the rule set in force; written by the feed's thread alone. */
    private volatile List<UnopenedSecret> unopened = List.of();

    /** @param secrets that the compiler opens secrets with */
    public LiveRuleSet(RuleSetCompiler compiler, SecretKeyRing secrets, List<RuleSetListener> listeners) {
        this.compiler = compiler;
        this.secrets = new RuleSecrets(secrets);
        this.listeners = List.copyOf(listeners);
    }

    /** The rule set to decide by, or null while there is none: then every request is answered 503. */
    public @Nullable RuleSet current() {
        return current;
    }

    /** Whether rules that enforce are without a secret, since no key of this node opens it. */
    public boolean lacksSecrets() {
        return !unopened.isEmpty();
    }

    @Override
    public boolean current(ConfigImage image, Origin origin) {
        Head head = image.head();
        if (head == null) {
            throw new IllegalArgumentException("an image without a head is no configuration");
        }
        listeners.forEach(listener -> listener.seen(head));
        RuleSet next;
        try {
            next = compiler.compile(image, current);
        } catch (RuntimeException | Error e) {
            // Whatever is wrong with it, the last good rule set stays in force and the control plane hears of it.
            LOG.error("revision {} does not compile; revision in force stays", head.revision(), e);
            listeners.forEach(
                    listener -> listener.rejected(head, Rejection.NOT_COMPILED, "does not compile: " + e.getMessage()));
            return false;
        }
        List<UnopenedSecret> missing = secrets.unopened(image.rules().values()).stream()
                .filter(one -> one.enforcement() == Enforcement.ENFORCE)
                .toList();
        unopened = missing;
        current = next;
        LOG.info("revision {} of {} in force, from {}", head.revision(), head.instanceId(), origin);
        listeners.forEach(listener -> listener.applied(head, image.rules().values(), origin, missing));
        return true;
    }

    @Override
    public void absent() {
        current = null;
        unopened = List.of();
        LOG.warn("no configuration: every request is answered 503");
        listeners.forEach(RuleSetListener::absent);
    }

    @Override
    public void rejected(@Nullable Head head, Rejection rejection, String reason) {
        LOG.error("revision {} is not enforced, {}: {}", head == null ? "?" : head.revision(), rejection, reason);
        listeners.forEach(listener -> listener.rejected(head, rejection, reason));
    }

    @Override
    public void ignored(IgnoredRecord ignored) {
        LOG.error(
                "record at {} offset {} under {} is ignored: {}",
                ignored.partition(),
                ignored.offset(),
                ignored.key(),
                ignored.reason());
        listeners.forEach(listener -> listener.ignored(ignored.reason().name()));
    }
}
