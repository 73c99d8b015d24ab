package dev.portcullis.control.store;

import dev.portcullis.model.ConfigItem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hibernate.jpa.HibernateHints;

/** Reads what an instance consists of, in the transaction at hand. */
@ApplicationScoped
public class StoredItems {
    private static final List<String> QUERIES = List.of(
            "from InstanceEntity where id = :instance and changedRevision > :since",
            "from RouteEntity where instanceId = :instance and revision > :since",
            "from RuleEntity where instanceId = :instance and revision > :since",
            "from AuthorizationEntity where instanceId = :instance and revision > :since");

    private static final int FETCHED_AT_ONCE = 500;

    private final EntityManager entities;

    StoredItems(EntityManager entities) {
        this.entities = entities;
    }

    /** All of it: the instance itself, its routes, its rules, and their authorizations. */
    public List<ConfigItem> all(String instanceId) {
        return changedSince(instanceId, 0);
    }

    /** All of it, one after another: none is held in memory longer than the consumer holds it. */
    public void forEach(String instanceId, Consumer<ConfigItem> consumer) {
        for (String query : QUERIES) {
            try (Stream<StoredItem> rows = entities.createQuery(query, StoredItem.class)
                    .setParameter("instance", instanceId)
                    .setParameter("since", 0L)
                    .setHint(HibernateHints.HINT_FETCH_SIZE, FETCHED_AT_ONCE)
                    .setHint(HibernateHints.HINT_READ_ONLY, true)
                    .getResultStream()) {
                rows.forEach(row -> {
                    consumer.accept(row.item());
                    entities.detach(row);
                });
            }
        }
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
