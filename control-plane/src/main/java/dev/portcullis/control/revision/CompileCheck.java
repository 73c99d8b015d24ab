package dev.portcullis.control.revision;

import dev.portcullis.control.problem.Refusal;
import dev.portcullis.control.problem.Violation;
import dev.portcullis.model.ConfigDelta;
import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.ConfigItem;
import dev.portcullis.model.Head;
import dev.portcullis.model.RuleItem;
import dev.portcullis.model.UnknownItemException;
import dev.portcullis.policy.RuleSetCompiler;
import dev.portcullis.secret.SecretKeyRing;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;

/** Runs the nodes' compiler over what a change puts, before it is committed: what is accepted here, every node can compile. */
@ApplicationScoped
public class CompileCheck {
    private static final Logger LOG = Logger.getLogger(CompileCheck.class);

    private final RuleSetCompiler compiler;

    CompileCheck(SecretKeyRing secrets) {
        this.compiler = new RuleSetCompiler(secrets);
    }

    /** @throws Refusal if a node would refuse it */
    void compile(Change change) {
        ConfigDelta delta = new ConfigDelta(ConfigImage.EMPTY);
        for (ConfigItem item : change.compiled()) {
            delta.replay(item.itemKey(), item instanceof RuleItem rule ? takingPart(rule) : item);
        }
        Head head = Head.withoutDigest(change.instanceId(), change.epoch(), change.revision());
        try {
            var compiled = compiler.compile(delta.apply(head), null);
            LOG.tracef("%s compiles", compiled.head());
        } catch (UnknownItemException e) {
            LOG.errorf("Validation accepted what the compiler refuses: %s", e.getMessage());
            throw Refusal.of(List.of(new Violation("", String.valueOf(e.getMessage()))));
        }
    }

    /** A disabled rule is compiled too: enabling it later must not fail. */
    private static RuleItem takingPart(RuleItem rule) {
        return new RuleItem(
                rule.instanceId(),
                rule.ruleId(),
                rule.name(),
                true,
                rule.enforcement(),
                rule.issuer(),
                rule.sub(),
                rule.audiences(),
                rule.keys(),
                rule.token(),
                rule.passthrough(),
                rule.authorizationMode(),
                rule.clockSkewSeconds(),
                rule.requireExpiration(),
                rule.maxTokenLifetimeSeconds(),
                rule.allowedAlgorithms(),
                rule.requiredClaims(),
                rule.claimsToHeaders());
    }
}
