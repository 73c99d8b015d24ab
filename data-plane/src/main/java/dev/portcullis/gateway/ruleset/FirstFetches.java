package dev.portcullis.gateway.ruleset;

import dev.portcullis.gateway.keys.FetchedKeySet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has to be fetched before the node says that it is ready: the keys of the rules that are enabled in the first rule set
 * in force. Rules that come later add nothing, so that a node which is ready stays so. Written under the lock of its owner;
 * read without.
 */
final class FirstFetches {
    /** Null until a rule set has come into force. */
    private volatile @Nullable List<FetchedKeySet<?>> awaited;

    /**
     * A rule set is in force.
     *
     * @param ofEnabledRules their key sets
     * @param followed the key sets of all its rules; others are fetched no longer, so that their first fetch may never end
     */
    void applied(Set<? extends FetchedKeySet<?>> ofEnabledRules, Set<? extends FetchedKeySet<?>> followed) {
        List<FetchedKeySet<?>> before = awaited;
        awaited = before == null
                ? List.copyOf(ofEnabledRules)
                : before.stream()
                        .filter(set -> followed.contains(set) && !set.isFirstFetchOver())
                        .toList();
    }

    /** No rule set is in force: the next one is a first one. */
    void absent() {
        awaited = null;
    }

    /** Whether each has succeeded once or failed. */
    boolean areOver() {
        List<FetchedKeySet<?>> sets = awaited;
        return sets != null && sets.stream().allMatch(FetchedKeySet::isFirstFetchOver);
    }
}
