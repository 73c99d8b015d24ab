package dev.portcullis.control.instance;

import dev.portcullis.model.ItemKey;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;

/**
 * What would go with an instance.
 *
 * @param items the keys of its routes, rules and authorizations
 */
record InstanceContents(long routes, long rules, long enabledRules, List<ItemKey> items) {

    static InstanceContents of(EntityManager entities, String instanceId) {
        List<ItemKey> items = new ArrayList<>();
        List<String> routes = rows(entities, "SELECT id FROM route WHERE instance_id = ?1", String.class, instanceId);
        routes.forEach(id -> items.add(new ItemKey.OfRoute(instanceId, id)));
        List<Object[]> rules =
                rows(entities, "SELECT id, enabled FROM rule WHERE instance_id = ?1", Object[].class, instanceId);
        rules.forEach(rule -> items.add(new ItemKey.OfRule(instanceId, (String) rule[0])));
        rows(entities, "SELECT rule_id, id FROM rule_authorization WHERE instance_id = ?1", Object[].class, instanceId)
                .forEach(row -> items.add(new ItemKey.OfAuthorization(instanceId, (String) row[0], (String) row[1])));
        long enabled = rules.stream().filter(rule -> (Boolean) rule[1]).count();
        return new InstanceContents(routes.size(), rules.size(), enabled, items);
    }

    private static <T> List<T> rows(EntityManager entities, String sql, Class<T> type, String instanceId) {
        return entities.createNativeQuery(sql, type).setParameter(1, instanceId).getResultList();
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    String describe() {
        return routes + " routes and " + rules + " rules";
    }
}
