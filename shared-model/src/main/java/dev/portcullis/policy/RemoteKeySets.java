package dev.portcullis.policy;

import dev.portcullis.model.KeySource;
import dev.portcullis.model.RuleItem;

/** Where the compiler finds the published keys of rules. Thread-safe. */
@FunctionalInterface
public interface RemoteKeySets {
    /** Where nobody fetches: rules with published keys compile, and no token can be checked against them. */
    RemoteKeySets NONE = (rule, source) -> RemoteKeySet.UNAVAILABLE;

    /**
     * The keys of a rule. Never waits for them, and never fails: a source that cannot be used has no keys.
     *
     * @param source that of the rule
     */
    RemoteKeySet of(RuleItem rule, KeySource.Remote source);
}
