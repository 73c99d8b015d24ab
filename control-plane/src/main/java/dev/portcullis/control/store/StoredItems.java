package dev.portcullis.control.store;

import dev.portcullis.model.ConfigItem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;

/** Reads what an instance consists of, in the transaction at hand. */
@ApplicationScoped
public class StoredItems {
    private static final List<String> QUERIES = List.of(
            "from InstanceEntity where id = :instance and changedRevision > :since",
            "from RouteEntity where instanceId = :instance and revision > :since",
            "from RuleEntity where instanceId = :instance and revision > :since",
            "from AuthorizationEntity where instanceId = :instance and revision > :since");

    private final EntityManager entities;

    StoredItems(EntityManager entities) {
        this.entities = entities;
    }

    /** All of it: the instance itself, its routes, its rules, and their authorizations. */
    public List<ConfigItem> all(String instanceId) {
        return changedSince(instanceId, 0);
    }

    /** What a later revision than this one has made or changed, and is still there. */
    public List<ConfigItem> changedSince(String instanceId, long revision) {
        List<ConfigItem> items = new ArrayList<>();
        for (String query : QUERIES) {
            entities.createQuery(query, StoredItem.class)
                    .setParameter("instance", instanceId)
                    .setParameter("since", revision)
                    .getResultList()
                    .forEach(row -> items.add(row.item()));
        }
        return items;
    }
}
