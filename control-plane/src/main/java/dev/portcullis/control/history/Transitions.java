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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        Map<AuthorizationKey, AuthorizationDefinition> made = new LinkedHashMap<>();
        states.stream().sorted(DEPENDENTS_LAST).forEach(state -> perform(change, state, made));
        if (!made.isEmpty()) {
            authorizations.addAll(change, made);
        }
    }

    private static int rank(ItemKey key) {
        return key instanceof ItemKey.OfAuthorization ? 2 : 1;
    }

    private void perform(Change change, ItemStates state, Map<AuthorizationKey, AuthorizationDefinition> made) {
        switch (state.key()) {
            case ItemKey.OfInstance of -> {
                if (!(state.after() instanceof InstanceDefinition instance)) {
                    throw new IllegalStateException(of.text() + " goes (expected: it stays as long as it changes)");
                }
                instances.restore(change, instance);
            }
            case ItemKey.OfRoute route -> routes.restore(change, route.routeId(), (RouteDefinition) state.after());
            case ItemKey.OfRule rule -> rules.restore(change, rule.ruleId(), (RuleDefinition) state.after());
            case ItemKey.OfAuthorization of -> {
                AuthorizationKey key = new AuthorizationKey(of.instanceId(), of.ruleId(), of.authorizationId());
                if (state.before() == null && state.after() instanceof AuthorizationDefinition definition) {
                    made.put(key, definition);
                } else {
                    authorizations.restore(change, key, (AuthorizationDefinition) state.after());
                }
            }
            case ItemKey.OfHead of -> throw new IllegalStateException(of.text() + " changes (expected: an item)");
        }
    }
}
