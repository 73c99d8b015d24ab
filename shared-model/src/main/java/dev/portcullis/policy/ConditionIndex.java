package dev.portcullis.policy;

import dev.portcullis.model.AuthorizationItem;
import dev.portcullis.model.PathPattern;
import dev.portcullis.model.UnknownItemException;
import dev.portcullis.policy.pattern.HostPattern;
import dev.portcullis.policy.pattern.Parsed;
import dev.portcullis.policy.pattern.PathRegex;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The conditions of some rules in one index. Immutable once made. */
final class ConditionIndex {
    private final HostPathIndex<Integer, RuleSlot> index = new HostPathIndex<>();
    /** Compiled expressions, to be taken over by the next index: compiling them is what costs. */
    private final Map<Expression, PathRegex> regexes = new HashMap<>();

    private record Expression(String text, boolean ignoreCase) {}

    /**
     * @param conditions by ordinal of their rule
     * @param ordinals whose conditions are to be in it
     * @param placeOfRule by ordinal
     * @param isWhitelist by ordinal
     * @param previous whose expressions are taken over
     * @throws UnknownItemException if a condition is none that this version knows
     */
    ConditionIndex(
            List<SortedMap<String, AuthorizationItem>> conditions,
            BitSet ordinals,
            int[] placeOfRule,
            boolean[] isWhitelist,
            List<ConditionIndex> previous) {
        for (int ordinal = ordinals.nextSetBit(0); ordinal >= 0; ordinal = ordinals.nextSetBit(ordinal + 1)) {
            for (AuthorizationItem condition : conditions.get(ordinal).values()) {
                add(condition, ordinal, previous);
            }
        }
        // Most patterns belong to one rule: those share one slot for each rule.
        RuleSlot[] single = new RuleSlot[ordinals.length()];
        index.finish(matched -> {
            int first = matched.getFirst();
            if (!matched.stream().allMatch(ordinal -> ordinal == first)) {
                return new RuleSlot(matched, placeOfRule, isWhitelist);
            }
            if (single[first] == null) {
                single[first] = new RuleSlot(List.of(first), placeOfRule, isWhitelist);
            }
            return single[first];
        });
    }

    private void add(AuthorizationItem condition, int ordinal, List<ConditionIndex> previous) {
        PathPattern path = condition.path();
        HostPattern host = read(condition, HostPattern.parse(condition.host()));
        PathRegex regex = null;
        if (path.match() == PathPattern.Match.REGEX) {
            Expression expression = new Expression(path.value(), condition.ignoreCase());
            PathRegex known = regexes.get(expression);
            for (int i = 0; known == null && i < previous.size(); i++) {
                known = previous.get(i).regexes.get(expression);
            }
            regex = known != null ? known : read(condition, PathRegex.parse(path.value(), condition.ignoreCase()));
            regexes.put(expression, regex);
        } else if (!path.value().startsWith("/")) {
            throw new UnknownItemException(condition.itemKey().text() + ": path that starts without a slash");
        }
        index.add(host, path, regex, condition.ignoreCase(), condition.methods(), ordinal);
    }

    private static <T> T read(AuthorizationItem condition, Parsed<T> parsed) {
        return switch (parsed) {
            case Parsed.Valid<T> valid -> valid.value();
            case Parsed.Invalid<T> invalid ->
                throw new UnknownItemException(condition.itemKey().text() + ": " + invalid.message());
        };
    }

    /** An index of one condition, with the expressions of others that are compiled already. */
    static ConditionIndex onlyOf(AuthorizationItem condition, List<ConditionIndex> others) {
        BitSet one = new BitSet();
        one.set(0);
        return new ConditionIndex(
                List.of(new TreeMap<>(Map.of(condition.authorizationId(), condition))),
                one,
                new int[1],
                new boolean[1],
                others);
    }

    boolean matches(CanonicalRequest request) {
        return !find(request).isEmpty();
    }

    List<RuleSlot> find(CanonicalRequest request) {
        return index.find(request.host(), request.path(), request.method());
    }
}
