package dev.portcullis.policy;

import dev.portcullis.model.AuthorizationItem;
import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.Enforcement;
import dev.portcullis.model.Head;
import dev.portcullis.model.KeySource;
import dev.portcullis.model.RuleItem;
import dev.portcullis.policy.jwk.CryptoProviders;
import dev.portcullis.policy.jwk.KeyCompiler;
import dev.portcullis.policy.jwk.KeyTable;
import dev.portcullis.secret.SecretKeyRing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Compiles images to rule sets. All rule sets of one compiler share one memory of verified tokens. Thread-safe.
 */
public final class RuleSetCompiler {
    private final KeyCompiler keyCompiler;
    private final RemoteKeySets remoteKeys;
    private final VerifiedTokens memory;
    private final DecisionFailures failures;

    /** With no published keys, signatures on the native provider where there is one, and a memory of the usual size. */
    public RuleSetCompiler(SecretKeyRing secrets) {
        this(secrets, RemoteKeySets.NONE);
    }

    /** With signatures on the native provider where there is one, and a memory of the usual size. */
    public RuleSetCompiler(SecretKeyRing secrets, RemoteKeySets remoteKeys) {
        this(secrets, remoteKeys, DecisionFailures.IGNORED);
    }

    /** With signatures on the native provider where there is one, and a memory of the usual size. */
    public RuleSetCompiler(SecretKeyRing secrets, RemoteKeySets remoteKeys, DecisionFailures failures) {
        this(secrets, CryptoProviders.nativeFirst(), remoteKeys, new VerifiedTokens(), failures);
    }

    public RuleSetCompiler(
            SecretKeyRing secrets, CryptoProviders providers, RemoteKeySets remoteKeys, VerifiedTokens memory) {
        this(secrets, providers, remoteKeys, memory, DecisionFailures.IGNORED);
    }

    /** @param failures hears what goes wrong in decisions of its rule sets */
    public RuleSetCompiler(
            SecretKeyRing secrets,
            CryptoProviders providers,
            RemoteKeySets remoteKeys,
            VerifiedTokens memory,
            DecisionFailures failures) {
        this.keyCompiler = new KeyCompiler(secrets, providers);
        this.remoteKeys = remoteKeys;
        this.memory = memory;
        this.failures = harmless(failures);
    }

    @SuppressWarnings("CatchingUnchecked")
    private static DecisionFailures harmless(DecisionFailures failures) {
        return (part, cause) -> {
            try {
                failures.failed(part, cause);
            } catch (Throwable e) {
                // Whoever hears of a failure may not turn a shadow rule's into a denial, nor a denial into an
                // exception.
                cause.addSuppressed(e);
            }
        };
    }

    /**
     * Compiles an image. A key that cannot be used does not fail it.
     *
     * @param image with a head
     * @param previous what an earlier image was compiled to; parts whose items are the same objects are taken over
     * @throws dev.portcullis.model.UnknownItemException if the image asks for something that this version does not know
     */
    @SuppressWarnings("ReferenceEquality") // Untouched items are the same objects in both images.
    public RuleSet compile(ConfigImage image, @Nullable RuleSet previous) {
        Head head = image.head();
        if (head == null) {
            throw new IllegalArgumentException("image without head (expected: a head; no configuration is never open)");
        }
        CompiledRuleSet before = previous instanceof CompiledRuleSet compiled ? compiled : null;
        Map<String, CompiledRule> rules = HashMap.newHashMap(image.rules().size());
        for (RuleItem item : image.rules().values()) {
            CompiledRule known = before == null ? null : before.rules().get(item.ruleId());
            rules.put(item.ruleId(), known != null && known.item() == item ? known : compile(item));
        }
        Decider enforced = decider(
                image,
                rule -> rule.enabled() && rule.enforcement() == Enforcement.ENFORCE,
                rules,
                before == null ? null : before.enforced());
        Decider shadow = decider(
                image,
                rule -> rule.enabled() && rule.enforcement() == Enforcement.SHADOW,
                rules,
                before == null ? null : before.shadow());
        RouteIndex routes = before != null && before.planner().routes().items() == image.routes()
                ? before.planner().routes()
                : new RouteIndex(image.routes());
        ForwardPlanner planner =
                new ForwardPlanner(routes, new RemovedFields(image.rules().values()));
        return new CompiledRuleSet(
                head,
                image.requestPolicy(),
                enforced,
                shadow,
                memory,
                planner,
                failures,
                Collections.unmodifiableMap(rules));
    }

    private CompiledRule compile(RuleItem item) {
        return switch (item.keys()) {
            case KeySource.Inline inline -> {
                String place = KeySource.Inline.place(item.instanceId(), item.ruleId());
                yield new CompiledRule(item, new KeyTable(keyCompiler.compile(inline.keys(), place)));
            }
            case KeySource.Remote remote -> new CompiledRule(item, remoteKeys.of(item, remote));
        };
    }

    /** The disabled rules of an image, which no rule set asks. */
    Decider disabled(ConfigImage image, CompiledRuleSet compiled, @Nullable Decider previous) {
        return decider(image, rule -> !rule.enabled(), compiled.rules(), previous);
    }

    private Decider decider(
            ConfigImage image,
            Predicate<RuleItem> takesPart,
            Map<String, CompiledRule> compiled,
            @Nullable Decider previous) {
        List<CompiledRule> rules = new ArrayList<>();
        List<SortedMap<String, AuthorizationItem>> conditions = new ArrayList<>();
        for (RuleItem item : image.rules().values()) {
            CompiledRule rule = compiled.get(item.ruleId());
            if (takesPart.test(item) && rule != null) {
                rules.add(rule);
                conditions.add(image.authorizationsOf(item.ruleId()));
            }
        }
        RuleIndex index = new RuleIndex(rules, conditions, previous == null ? null : previous.rules());
        return new Decider(index);
    }
}
