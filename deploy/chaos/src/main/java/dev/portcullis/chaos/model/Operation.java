package dev.portcullis.chaos.model;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A change of an instance. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "do")
public sealed interface Operation {
    /**
     * What it makes of a state.
     *
     * @param ids those that the server gave to what was created
     * @throws ImpossibleOperationException if it cannot have been done on that state
     */
    InstanceState on(InstanceState before, List<String> ids);

    /** Creates an authorization. */
    record CreateCondition(String ruleId, Condition condition) implements Operation {
        @Override
        public InstanceState on(InstanceState before, List<String> ids) {
            RuleState rule = before.rule(ruleId);
            return before.withRule(ruleId, rule.with(Map.of(ids.getFirst(), condition), List.of()));
        }
    }

    /** Creates and deletes authorizations at once. */
    record Batch(String ruleId, List<Condition> create, List<String> delete) implements Operation {
        public Batch {
            create = List.copyOf(create);
            delete = List.copyOf(delete);
        }

        @Override
        public InstanceState on(InstanceState before, List<String> ids) {
            Map<String, Condition> added = new TreeMap<>();
            for (int i = 0; i < create.size(); i++) {
                added.put(ids.get(i), create.get(i));
            }
            return before.withRule(ruleId, before.rule(ruleId).with(added, delete));
        }
    }

    /** Enables a rule. */
    record Enable(String ruleId) implements Operation {
        @Override
        public InstanceState on(InstanceState before, List<String> ids) {
            return before.withRule(ruleId, before.rule(ruleId).withEnabled(true));
        }
    }

    /** Disables a rule. */
    record Disable(String ruleId) implements Operation {
        @Override
        public InstanceState on(InstanceState before, List<String> ids) {
            return before.withRule(ruleId, before.rule(ruleId).withEnabled(false));
        }
    }

    /**
     * Changes a rule's mode.
     *
     * @param name a new one, which no other operation gives
     */
    record Patch(String ruleId, String name, RuleState.Mode mode) implements Operation {
        @Override
        public InstanceState on(InstanceState before, List<String> ids) {
            return before.withRule(ruleId, before.rule(ruleId).patched(name, mode));
        }
    }

    /** Creates a rule without conditions. */
    record CreateRule(String name, RuleState.Issuer issuer, RuleState.Mode mode, boolean enabled) implements Operation {
        @Override
        public InstanceState on(InstanceState before, List<String> ids) {
            return before.withRule(ids.getFirst(), new RuleState(name, issuer, mode, enabled, Map.of()));
        }
    }

    /** Deletes a rule, which must be disabled. */
    record DeleteRule(String ruleId) implements Operation {
        @Override
        public InstanceState on(InstanceState before, List<String> ids) {
            return before.withoutRule(ruleId);
        }
    }

    /** Creates a route. */
    record CreateRoute(String name, String prefix) implements Operation {
        @Override
        public InstanceState on(InstanceState before, List<String> ids) {
            return before.withRoute(ids.getFirst(), new RouteState(name, prefix));
        }
    }

    /** Deletes a route. */
    record DeleteRoute(String routeId) implements Operation {
        @Override
        public InstanceState on(InstanceState before, List<String> ids) {
            return before.withoutRoute(routeId);
        }
    }
}
