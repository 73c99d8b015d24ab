package dev.portcullis.control.history;

import dev.portcullis.control.authorization.AuthorizationDefinition;
import dev.portcullis.control.authorization.AuthorizationKey;
import dev.portcullis.control.authorization.Authorizations;
import dev.portcullis.control.instance.InstanceDefinition;
import dev.portcullis.control.instance.Instances;
import dev.portcullis.control.revision.Change;
import dev.portcullis.control.revision.Revisions;
import dev.portcullis.control.route.RouteDefinition;
import dev.portcullis.control.route.Routes;
import dev.portcullis.control.rule.RuleDefinition;
import dev.portcullis.control.rule.Rules;
import dev.portcullis.model.ItemKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;

/** Brings many items of an instance from one state to another. */
@ApplicationScoped
public class Transitions {
    /** Rules come before their authorizations, and go after them. */
    private static final Comparator<ItemStates> DEPENDENTS_LAST =
            Comparator.comparingInt(state -> state.after() == null ? -rank(state.key()) : rank(state.key()));

    private final Revisions revisions;
    private final Instances instances;
    private final Routes routes;
    private final Rules rules;
    private final Authorizations authorizations;

    Transitions(Revisions revisions, Instances instances, Routes routes, Rules rules, Authorizations authorizations) {
        this.revisions = revisions;
        this.instances = instances;
        this.routes = routes;
        this.rules = rules;
        this.authorizations = authorizations;
    }

    /** @param states each of an item that differs; names may be exchanged */
    public void perform(Change change, List<ItemStates> states) {
        revisions.deferNames();
        states.stream().sorted(DEPENDENTS_LAST).forEach(state -> perform(change, state));
    }

    private static int rank(ItemKey key) {
        return key instanceof ItemKey.OfAuthorization ? 2 : 1;
    }

    private void perform(Change change, ItemStates state) {
        switch (state.key()) {
            case ItemKey.OfInstance ignored
            when state.after() instanceof InstanceDefinition instance -> instances.restore(change, instance);
            case ItemKey.OfRoute route -> routes.restore(change, route.routeId(), (RouteDefinition) state.after());
            case ItemKey.OfRule rule -> rules.restore(change, rule.ruleId(), (RuleDefinition) state.after());
            case ItemKey.OfAuthorization of -> {
                AuthorizationKey key = new AuthorizationKey(of.instanceId(), of.ruleId(), of.authorizationId());
                if (state.before() == null && state.after() instanceof AuthorizationDefinition definition) {
                    authorizations.add(change, key, definition);
                } else {
                    authorizations.restore(change, key, (AuthorizationDefinition) state.after());
                }
            }
            default -> throw new IllegalStateException(state.key().text() + " changes (expected: an item)");
        }
    }
}
