package dev.portcullis.policy;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a rule set says of one request. Only {@link RuleSet#decide} makes one. */
public sealed interface Decision {

    /** What the shadow rules would have said; empty where there are none that apply. */
    List<ShadowVerdict> shadow();

    /** The request may be forwarded. */
    sealed interface Admitted extends Decision {}

    /**
     * No rule applies: admitted without authentication; a token that it may carry is left alone. A class and not a record,
     * so that only this package can make one.
     */
    final class Pass implements Admitted {
        private final List<ShadowVerdict> shadow;

        Pass(List<ShadowVerdict> shadow) {
            this.shadow = List.copyOf(shadow);
        }

        @Override
        public List<ShadowVerdict> shadow() {
            return shadow;
        }

        @Override
        public String toString() {
            return "Pass[shadow=" + shadow + "]";
        }
    }

    /** Admitted by a rule; only this package can make the grant that it needs. */
    record Authenticated(Grant grant, List<ShadowVerdict> shadow) implements Admitted {}

    /**
     * Denied.
     *
     * @param detail a sentence for people; never a token, claim value or key
     * @param ruleId the rule whose reason it is, if it is one rule's; for metrics and logs, not for the caller
     * @param mayHaveKey published keys among which one for the token may be soon: once they have come, the same rule set may
     *     decide otherwise
     */
    record Denied(
            DenialReason reason,
            String detail,
            @Nullable String ruleId,
            Set<AwaitedKeys> mayHaveKey,
            List<ShadowVerdict> shadow)
            implements Decision {
        public Denied {
            mayHaveKey = Set.copyOf(mayHaveKey);
        }
    }

    /**
     * What one shadow rule would have said.
     *
     * @param wouldDeny null: it would have let the request through
     * @param mayHaveKey as in {@link Denied}; null if waiting would not help
     */
    record ShadowVerdict(
            String ruleId,
            @Nullable DenialReason wouldDeny,
            @Nullable AwaitedKeys mayHaveKey) {}
}
