package dev.portcullis.chaos.model;

import java.util.Map;
import java.util.TreeMap;

/**
 * A rule with its conditions.
 *
 * @param conditions by id
 */
public record RuleState(String name, Issuer issuer, Mode mode, boolean enabled, Map<String, Condition> conditions) {
    /** Whose tokens are accepted; each has a key of its own. */
    public enum Issuer {
        A,
        B
    }

    /** Where a token is asked for: everywhere but where a condition matches, or only there. */
    public enum Mode {
        WHITELIST,
        BLACKLIST
    }

    public RuleState {
        conditions = Map.copyOf(conditions);
    }

    boolean asksForToken(String path) {
        boolean matched = conditions.values().stream().anyMatch(condition -> condition.matches(path));
        return enabled
                && switch (mode) {
                    case WHITELIST -> !matched;
                    case BLACKLIST -> matched;
                };
    }

    RuleState withEnabled(boolean wanted) {
        return new RuleState(name, issuer, mode, wanted, conditions);
    }

    RuleState patched(String newName, Mode newMode) {
        return new RuleState(newName, issuer, newMode, enabled, conditions);
    }

    RuleState with(Map<String, Condition> added, Iterable<String> removed) {
        Map<String, Condition> all = new TreeMap<>(conditions);
        for (String id : removed) {
            if (all.remove(id) == null) {
                throw new ImpossibleOperationException("authorization " + id + " was not there");
            }
        }
        all.putAll(added);
        return new RuleState(name, issuer, mode, enabled, all);
    }

    /** The rule as a document says it: without ids. */
    String content() {
        return name + " " + issuer + " " + mode + (enabled ? " enabled " : " disabled ")
                + conditions.values().stream().sorted().toList();
    }
}
