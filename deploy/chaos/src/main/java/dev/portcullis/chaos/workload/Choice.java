package dev.portcullis.chaos.workload;

import dev.portcullis.chaos.model.Condition;
import dev.portcullis.chaos.model.Condition.Match;
import dev.portcullis.chaos.model.InstanceState;
import dev.portcullis.chaos.model.Operation;
import dev.portcullis.chaos.model.RuleState;
import dev.portcullis.chaos.model.RuleState.Issuer;
import dev.portcullis.chaos.model.RuleState.Mode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Chooses the next change of an instance. Not thread-safe. */
final class Choice {
    /** The rule that is always there; its conditions come and go, and one of two exempts {@code /swap} at any time. */
    static final String GUARD = "guard";

    static final Condition SWAP_EXACT = new Condition(Match.EXACT, "/swap/x");
    static final Condition SWAP_PREFIX = new Condition(Match.PREFIX, "/swap");

    private static final int MOST_CONDITIONS = 6;
    private static final int MOST_RULES = 5;
    private static final int MOST_ROUTES = 6;
    private static final int PREFIXES = 4;
    private static final int ROUTES = 2;

    private final RandomGenerator random;

    Choice(RandomGenerator random) {
        this.random = random;
    }

    /** @param mark unique, for names */
    Operation next(InstanceState state, String mark) {
        Operation chosen = null;
        while (chosen == null) {
            chosen = switch (random.nextInt(12)) {
                case 0, 1, 2 -> createCondition(state);
                case 3, 4 -> swap(state);
                case 5 -> replaceConditions(state);
                case 6, 7 -> toggle(state);
                case 8 -> patch(state, mark);
                case 9 -> createRule(state, mark);
                case 10 -> deleteRule(state);
                default -> random.nextBoolean() ? createRoute(state, mark) : deleteRoute(state);
            };
        }
        return chosen;
    }

    private @Nullable Operation createCondition(InstanceState state) {
        Map.Entry<String, RuleState> rule = anyOf(state.rules());
        return rule == null || rule.getValue().conditions().size() >= MOST_CONDITIONS
                ? null
                : new Operation.CreateCondition(rule.getKey(), prefix());
    }

    private Condition prefix() {
        return new Condition(Match.PREFIX, "/p/" + random.nextInt(PREFIXES));
    }

    /** One of the two conditions goes and the other comes: if that were done in part, {@code /swap/x} would ask for a token. */
    private @Nullable Operation swap(InstanceState state) {
        for (Map.Entry<String, RuleState> rule : state.rules().entrySet()) {
            if (rule.getValue().name().equals(GUARD)) {
                Optional<Map.Entry<String, Condition>> now = rule.getValue().conditions().entrySet().stream()
                        .filter(condition -> condition.getValue().path().startsWith("/swap"))
                        .findFirst();
                return now.map(entry -> new Operation.Batch(
                                rule.getKey(),
                                List.of(entry.getValue().equals(SWAP_EXACT) ? SWAP_PREFIX : SWAP_EXACT),
                                List.of(entry.getKey())))
                        .orElse(null);
            }
        }
        return null;
    }

    private @Nullable Operation replaceConditions(InstanceState state) {
        Map.Entry<String, RuleState> rule = anyOf(state.rules());
        if (rule == null) {
            return null;
        }
        List<String> old = rule.getValue().conditions().entrySet().stream()
                .filter(condition -> condition.getValue().path().startsWith("/p/"))
                .map(Map.Entry::getKey)
                .limit(3)
                .toList();
        return old.isEmpty() ? null : new Operation.Batch(rule.getKey(), List.of(prefix()), old);
    }

    /** The guard is mostly enabled: a gateway that is open tells little. */
    private @Nullable Operation toggle(InstanceState state) {
        Map.Entry<String, RuleState> rule = anyOf(state.rules());
        if (rule == null) {
            return null;
        }
        boolean guard = rule.getValue().name().equals(GUARD);
        if (rule.getValue().enabled()) {
            return guard && random.nextInt(3) > 0 ? null : new Operation.Disable(rule.getKey());
        }
        return new Operation.Enable(rule.getKey());
    }

    private @Nullable Operation patch(InstanceState state, String mark) {
        Map.Entry<String, RuleState> rule = anyOf(state.rules());
        return rule == null || rule.getValue().name().equals(GUARD)
                ? null
                : new Operation.Patch(rule.getKey(), mark, random.nextBoolean() ? Mode.WHITELIST : Mode.BLACKLIST);
    }

    private @Nullable Operation createRule(InstanceState state, String mark) {
        return state.rules().size() >= MOST_RULES
                ? null
                : new Operation.CreateRule(
                        mark,
                        random.nextBoolean() ? Issuer.A : Issuer.B,
                        random.nextBoolean() ? Mode.WHITELIST : Mode.BLACKLIST,
                        random.nextBoolean());
    }

    private @Nullable Operation deleteRule(InstanceState state) {
        Map.Entry<String, RuleState> rule = anyOf(state.rules());
        return rule == null
                        || rule.getValue().name().equals(GUARD)
                        || rule.getValue().enabled()
                ? null
                : new Operation.DeleteRule(rule.getKey());
    }

    private @Nullable Operation createRoute(InstanceState state, String mark) {
        return state.routes().size() >= MOST_ROUTES
                ? null
                : new Operation.CreateRoute(mark, "/r/" + random.nextInt(ROUTES));
    }

    private @Nullable Operation deleteRoute(InstanceState state) {
        var route = anyOf(state.routes());
        return route == null || !route.getValue().prefix().startsWith("/r/")
                ? null
                : new Operation.DeleteRoute(route.getKey());
    }

    private <T> Map.@Nullable Entry<String, T> anyOf(Map<String, T> all) {
        List<Map.Entry<String, T>> sorted =
                all.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
        return sorted.isEmpty() ? null : sorted.get(random.nextInt(sorted.size()));
    }
}
