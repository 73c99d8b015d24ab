package dev.portcullis.policy;

import dev.portcullis.model.AuthorizationItem;
import dev.portcullis.model.PathPattern;
import dev.portcullis.model.UnknownItemException;
import dev.portcullis.policy.pattern.HostPattern;
import dev.portcullis.policy.pattern.Parsed;
import dev.portcullis.policy.pattern.PathRegex;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The conditions of all rules in one index. Immutable once made. */
final class ConditionIndex {
    private final HostPathIndex<Integer, RuleSlot> index = new HostPathIndex<>();
    /** Compiled expressions, to be taken over by the next index: compiling them is what costs. */
    private final Map<Expression, PathRegex> regexes = new HashMap<>();

    private record Expression(String text, boolean ignoreCase) {}

    /**
     * @param conditions by ordinal of their rule
     * @param placeOfRule by ordinal
     * @param isWhitelist by ordinal
     * @throws UnknownItemException if a condition is none that this version knows
     */
    ConditionIndex(
            List<SortedMap<String, AuthorizationItem>> conditions,
            int[] placeOfRule,
            boolean[] isWhitelist,
            @Nullable ConditionIndex previous) {
        for (int ordinal = 0; ordinal < conditions.size(); ordinal++) {
            for (AuthorizationItem condition : conditions.get(ordinal).values()) {
                add(condition, ordinal, previous);
            }
        }
        // Most patterns belong to one rule: those share one slot for each rule.
        RuleSlot[] single = new RuleSlot[conditions.size()];
        index.finish(ordinals -> {
            int first = ordinals.getFirst();
            if (!ordinals.stream().allMatch(ordinal -> ordinal == first)) {
                return new RuleSlot(ordinals, placeOfRule, isWhitelist);
            }
            if (single[first] == null) {
                single[first] = new RuleSlot(List.of(first), placeOfRule, isWhitelist);
            }
            return single[first];
        });
    }

    private void add(AuthorizationItem condition, int ordinal, @Nullable ConditionIndex previous) {
        PathPattern path = condition.path();
        HostPattern host = read(condition, HostPattern.parse(condition.host()));
        PathRegex regex = null;
        if (path.match() == PathPattern.Match.REGEX) {
            Expression expression = new Expression(path.value(), condition.ignoreCase());
            PathRegex known = regexes.get(expression);
            if (known == null && previous != null) {
                known = previous.regexes.get(expression);
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

    /** An index of one condition, with the expression that is compiled already. */
    ConditionIndex onlyOf(AuthorizationItem condition) {
        return new ConditionIndex(
                List.of(new TreeMap<>(Map.of(condition.authorizationId(), condition))),
                new int[1],
                new boolean[1],
                this);
    }

    boolean matches(CanonicalRequest request) {
        return !find(request).isEmpty();
    }

    List<RuleSlot> find(CanonicalRequest request) {
        return index.find(request.host(), request.path(), request.method());
    }
}
