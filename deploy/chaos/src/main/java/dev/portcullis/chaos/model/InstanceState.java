package dev.portcullis.chaos.model;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An instance at one revision.
 *
 * @param rules by id
 * @param routes by id
 */
public record InstanceState(Map<String, RuleState> rules, Map<String, RouteState> routes) {
    /** Without rules and routes. */
    public static final InstanceState EMPTY = new InstanceState(Map.of(), Map.of());

    public InstanceState {
        rules = Map.copyOf(rules);
        routes = Map.copyOf(routes);
    }

    /** The rule of that id. */
    public RuleState rule(String id) {
        RuleState rule = rules.get(id);
        if (rule == null) {
            throw new ImpossibleOperationException("rule " + id + " was not there");
        }
        return rule;
    }

    /** The same with a rule added, or another one in its place. */
    public InstanceState withRule(String id, RuleState rule) {
        Map<String, RuleState> all = new TreeMap<>(rules);
        all.put(id, rule);
        return new InstanceState(all, routes);
    }

    InstanceState withoutRule(String id) {
        Map<String, RuleState> all = new TreeMap<>(rules);
        if (rule(id).enabled()) {
            throw new ImpossibleOperationException("rule " + id + " was enabled, and was deleted");
        }
        all.remove(id);
        return new InstanceState(all, routes);
    }

    /** The same with a route added. */
    public InstanceState withRoute(String id, RouteState route) {
        Map<String, RouteState> all = new TreeMap<>(routes);
        all.put(id, route);
        return new InstanceState(rules, all);
    }

    InstanceState withoutRoute(String id) {
        Map<String, RouteState> all = new TreeMap<>(routes);
        if (all.remove(id) == null) {
            throw new ImpossibleOperationException("route " + id + " was not there");
        }
        return new InstanceState(rules, all);
    }

    /** All that is in it, without ids: equal for what a document says equally. */
    public SortedSet<String> content() {
        SortedSet<String> content = new TreeSet<>();
        rules.values().forEach(rule -> content.add("rule " + rule.content()));
        routes.values().forEach(route -> content.add("route " + route.name() + " " + route.prefix()));
        return content;
    }
}
