package dev.portcullis.control.document;

import dev.portcullis.control.authorization.AuthorizationDefinition;
import dev.portcullis.control.authorization.AuthorizationEntity;
import dev.portcullis.control.document.DocumentReader.DocumentedRoute;
import dev.portcullis.control.document.DocumentReader.DocumentedRule;
import dev.portcullis.control.history.ItemStates;
import dev.portcullis.control.revision.Change;
import dev.portcullis.control.revision.ResourceId;
import dev.portcullis.control.store.Definition;
import dev.portcullis.model.ItemKey;
import dev.portcullis.model.PathPattern;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What leads from an instance as it is to what a document says. Not thread-safe. */
final class Plan {
    private final Change change;
    private final List<ItemStates> states = new ArrayList<>();
    private int unchanged;

    private Plan(Change change) {
        this.change = change;
    }

    static Plan from(Change change, Contents present, DocumentReader.Read document) {
        Plan plan = new Plan(change);
        plan.add(new ItemKey.OfInstance(change.instanceId()), present.instance(), document.instance());
        plan.addRoutes(present, document.routes());
        plan.addRules(present, document.rules());
        return plan;
    }

    /** Of every item that differs. */
    List<ItemStates> states() {
        return states;
    }

    /** How many items are so already. */
    int unchanged() {
        return unchanged;
    }

    private void add(ItemKey key, @Nullable Definition before, @Nullable Definition after) {
        if (before != null && before.equals(after)) {
            unchanged++;
        } else {
            states.add(new ItemStates(key, before, after));
        }
    }

    private void addRoutes(Contents present, List<DocumentedRoute> documented) {
        Map<String, Definition> before = new LinkedHashMap<>();
        present.routes().forEach(route -> before.put(route.id(), route.definition()));
        for (DocumentedRoute route : documented) {
            add(routeKey(route.id()), before.remove(route.id()), route.definition());
        }
        before.forEach((id, definition) -> add(routeKey(id), definition, null));
    }

    private void addRules(Contents present, List<DocumentedRule> documented) {
        Map<String, Definition> before = new LinkedHashMap<>();
        present.rules().forEach(rule -> before.put(rule.id(), rule.definition()));
        for (DocumentedRule rule : documented) {
            add(ruleKey(rule.id()), before.remove(rule.id()), rule.definition());
            addAuthorizations(rule.id(), present.authorizationsOf(rule.id()), rule.authorizations());
        }
        before.forEach((id, definition) -> {
            add(ruleKey(id), definition, null);
            addAuthorizations(id, present.authorizationsOf(id), List.of());
        });
    }

    /** What an authorization is matched by: all it says, whatever the order of its methods. */
    private record Content(String host, PathPattern path, boolean ignoreCase, Set<String> methods) {
        static Content of(AuthorizationDefinition is) {
            Set<String> methods = is.methods() == null ? Set.of() : new HashSet<>(is.methods());
            return new Content(is.host(), is.path(), is.ignoreCase(), methods);
        }
    }

    private void addAuthorizations(
            String ruleId, List<AuthorizationEntity> present, List<AuthorizationDefinition> documented) {
        Map<Content, Deque<AuthorizationEntity>> left = new LinkedHashMap<>();
        present.forEach(entity -> left.computeIfAbsent(Content.of(entity.definition()), key -> new ArrayDeque<>())
                .add(entity));
        for (AuthorizationDefinition definition : documented) {
            Deque<AuthorizationEntity> same = left.get(Content.of(definition));
            if (same != null && same.poll() != null) {
                unchanged++;
            } else {
                add(authorizationKey(ruleId, change.newId(ResourceId.Kind.AUTHORIZATION)), null, definition);
            }
        }
        left.values()
                .forEach(entities -> entities.forEach(
                        entity -> add(authorizationKey(ruleId, entity.id()), entity.definition(), null)));
    }

    private ItemKey routeKey(String id) {
        return new ItemKey.OfRoute(change.instanceId(), id);
    }

    private ItemKey ruleKey(String id) {
        return new ItemKey.OfRule(change.instanceId(), id);
    }

    private ItemKey authorizationKey(String ruleId, String id) {
        return new ItemKey.OfAuthorization(change.instanceId(), ruleId, id);
    }
}
