package dev.portcullis.control.explain;

import dev.portcullis.control.node.HeldKeys;
import dev.portcullis.model.JwkItem;
import dev.portcullis.model.KeyReport;
import dev.portcullis.model.KeySource;
import dev.portcullis.model.RuleItem;
import dev.portcullis.policy.RemoteKeySet;
import dev.portcullis.policy.RemoteKeySets;
import dev.portcullis.policy.jwk.CryptoProviders;
import dev.portcullis.policy.jwk.KeyCompiler;
import dev.portcullis.policy.jwk.KeyTable;
import dev.portcullis.secret.SecretKeyRing;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Published keys as the nodes report them: this program fetches none itself. */
@ApplicationScoped
class ReportedKeys implements RemoteKeySets {
    private final HeldKeys held;
    private final KeyCompiler compiler;

    ReportedKeys(HeldKeys held, SecretKeyRing secrets) {
        this.held = held;
        this.compiler = new KeyCompiler(secrets, CryptoProviders.nativeFirst());
    }

    @Override
    public RemoteKeySet of(RuleItem rule, KeySource.Remote source) {
        return new OfRule(rule);
    }

    /** Compiles a report once. */
    private final class OfRule implements RemoteKeySet {
        private final RuleItem rule;
        private volatile @Nullable Compiled compiled;

        private record Compiled(KeyReport report, KeyTable keys) {}

        OfRule(RuleItem rule) {
            this.rule = rule;
        }

        @Override
        public @Nullable KeyTable current() {
            KeyReport report = held.newest(rule).orElse(null);
            if (report == null) {
                return null;
            }
            Compiled known = compiled;
            if (known == null || !known.report().equals(report)) {
                // Why a key cannot serve need not be seen in what is shown of it: a private part, for one, is left out.
                List<JwkItem> items = report.keys().stream()
                        .filter(key -> !key.algorithms().isEmpty())
                        .map(key -> new JwkItem(key.members(), null))
                        .toList();
                known = new Compiled(report, new KeyTable(compiler.compile(items, "reported")));
                compiled = known;
            }
            return known.keys();
        }

        @Override
        public CompletionStage<@Nullable Void> refetchForUnknownKid() {
            return CompletableFuture.completedStage(null);
        }
    }
}
