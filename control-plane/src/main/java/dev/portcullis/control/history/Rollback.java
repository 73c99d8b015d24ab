package dev.portcullis.control.history;

import dev.portcullis.control.authorization.AuthorizationDefinition;
import dev.portcullis.control.authorization.AuthorizationKey;
import dev.portcullis.control.authorization.Authorizations;
import dev.portcullis.control.instance.InstanceDefinition;
import dev.portcullis.control.instance.Instances;
import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import dev.portcullis.control.revision.Change;
import dev.portcullis.control.revision.Changed;
import dev.portcullis.control.revision.Revisions;
import dev.portcullis.control.route.RouteDefinition;
import dev.portcullis.control.route.Routes;
import dev.portcullis.control.rule.RuleDefinition;
import dev.portcullis.control.rule.Rules;
import dev.portcullis.control.store.Definition;
import dev.portcullis.model.ItemKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes an instance what it was. */
@ApplicationScoped
public class Rollback {
    /** Rules come before their authorizations, and go after them. */
    private static final Comparator<ItemStates> DEPENDENTS_LAST =
            Comparator.comparingInt(state -> state.after() == null ? -rank(state.key()) : rank(state.key()));

    private final HistoryRows rows;
    private final Histories histories;
    private final Revisions revisions;
    private final Instances instances;
    private final Routes routes;
    private final Rules rules;
    private final Authorizations authorizations;

    Rollback(
            HistoryRows rows,
            Histories histories,
            Revisions revisions,
            Instances instances,
            Routes routes,
            Rules rules,
            Authorizations authorizations) {
        this.rows = rows;
        this.histories = histories;
        this.revisions = revisions;
        this.instances = instances;
        this.routes = routes;
        this.rules = rules;
        this.authorizations = authorizations;
    }

    /**
     * Back to a revision, by a new one.
     *
     * @param prune whether enabled rules that were not there are deleted
     * @return what it changed
     */
    Changed<RolledBack> to(String instanceId, long number, boolean prune) {
        return revisions.change(instanceId, change -> {
            long newest = change.revision() - 1;
            change.requireExpected(newest);
            histories.refuseUnknown(instanceId, number, newest);
            List<ItemStates> states = rows.between(instanceId, number, newest).stream()
                    .map(ItemStates::reversed)
                    .toList();
            if (!prune) {
                refuseToDropEnabled(states);
            }
            revisions.deferNames();
            states.stream().sorted(DEPENDENTS_LAST).forEach(state -> restore(change, state.key(), state.after()));
            return new RolledBack(states.isEmpty() ? newest : change.revision(), number, histories.changes(states));
        });
    }

    private static int rank(ItemKey key) {
        return key instanceof ItemKey.OfAuthorization ? 2 : 1;
    }

    private static void refuseToDropEnabled(List<ItemStates> states) {
        List<String> enabled = states.stream()
                .filter(state ->
                        state.after() == null && state.before() instanceof RuleDefinition rule && rule.enabled())
                .map(state -> state.key().text())
                .toList();
        if (!enabled.isEmpty()) {
            throw new Refusal(
                    ProblemCode.RULE_ENABLED,
                    "enabled rules that were not there: " + String.join(", ", enabled)
                            + " (expected: all disabled, or prune=force)");
        }
    }

    private void restore(Change change, ItemKey key, @Nullable Definition definition) {
        switch (key) {
            case ItemKey.OfInstance ignored
            when definition instanceof InstanceDefinition instance -> instances.restore(change, instance);
            case ItemKey.OfRoute route -> routes.restore(change, route.routeId(), (RouteDefinition) definition);
            case ItemKey.OfRule rule -> rules.restore(change, rule.ruleId(), (RuleDefinition) definition);
            case ItemKey.OfAuthorization of ->
                authorizations.restore(
                        change,
                        new AuthorizationKey(of.instanceId(), of.ruleId(), of.authorizationId()),
                        (AuthorizationDefinition) definition);
            default -> throw new IllegalStateException(key.text() + " in history (expected: none)");
        }
    }
}
