package dev.portcullis.control.explain;

import dev.portcullis.control.revision.Newest;
import dev.portcullis.control.revision.Revisions;
import dev.portcullis.control.store.StoredItems;
import dev.portcullis.model.ConfigDelta;
import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.Head;
import dev.portcullis.model.ItemKey;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the newest committed configuration of an instance: in full, or what has changed since it was read before. */
@ApplicationScoped
class StoredImages {
    private final EntityManager entities;
    private final StoredItems items;
    private final Revisions revisions;

    StoredImages(EntityManager entities, StoredItems items, Revisions revisions) {
        this.entities = entities;
        this.items = items;
        this.revisions = revisions;
    }

    /**
     * The newest image; the very same one if nothing has been committed since, and else one that shares what has not changed.
     *
     * @param known an earlier image of the instance; null if there is none
     * @throws dev.portcullis.control.problem.Refusal if there is no such instance
     */
    ConfigImage newest(String instanceId, @Nullable ConfigImage known) {
        return QuarkusTransaction.requiringNew().call(() -> {
            // One snapshot for all queries: a change that commits meanwhile is seen whole or not at all.
            entities.createNativeQuery("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                    .executeUpdate();
            return read(instanceId, known);
        });
    }

    private ConfigImage read(String instanceId, @Nullable ConfigImage known) {
        Newest newest = revisions.newest(instanceId);
        Head head = Head.withoutDigest(instanceId, newest.epoch(), newest.revision());
        ConfigImage base = ConfigImage.EMPTY;
        long since = 0;
        if (known != null && known.head() != null && known.head().epoch().equals(head.epoch())) {
            if (known.head().revision() == head.revision()) {
                return known;
            }
            base = known;
            since = known.head().revision();
        }
        ConfigDelta delta = new ConfigDelta(base);
        items.changedSince(instanceId, since).forEach(item -> delta.replay(item.itemKey(), item));
        ConfigImage image = delta.apply(head);
        return base == ConfigImage.EMPTY || size(image) == stored(instanceId) ? image : withoutRemoved(image, head);
    }

    private static long size(ConfigImage image) {
        return image.routes().size()
                + image.rules().size()
                + image.authorizations().values().stream()
                        .mapToLong(java.util.SortedMap::size)
                        .sum();
    }

    private long stored(String instanceId) {
        return ((Number) entities.createNativeQuery("""
                        SELECT (SELECT count(*) FROM route WHERE instance_id = ?1)
                        + (SELECT count(*) FROM rule WHERE instance_id = ?1)
                        + (SELECT count(*) FROM rule_authorization WHERE instance_id = ?1)""", Long.class)
                        .setParameter(1, instanceId)
                        .getSingleResult())
                .longValue();
    }

    /** Rows that are gone have left no trace but their absence. */
    private ConfigImage withoutRemoved(ConfigImage image, Head head) {
        String instanceId = head.instanceId();
        ConfigDelta delta = new ConfigDelta(image);
        Set<String> routes = ids("SELECT id FROM route WHERE instance_id = ?1", instanceId);
        image.routes().keySet().stream()
                .filter(id -> !routes.contains(id))
                .forEach(id -> delta.replay(new ItemKey.OfRoute(instanceId, id), null));
        Set<String> rules = ids("SELECT id FROM rule WHERE instance_id = ?1", instanceId);
        image.rules().keySet().stream()
                .filter(id -> !rules.contains(id))
                .forEach(id -> delta.replay(new ItemKey.OfRule(instanceId, id), null));
        Set<String> conditions =
                ids("SELECT rule_id || '/' || id FROM rule_authorization WHERE instance_id = ?1", instanceId);
        image.authorizations()
                .forEach((ruleId, ofRule) -> ofRule.keySet().stream()
                        .filter(id -> !conditions.contains(ruleId + "/" + id))
                        .forEach(id -> delta.replay(new ItemKey.OfAuthorization(instanceId, ruleId, id), null)));
        return delta.apply(head);
    }

    private Set<String> ids(String sql, String instanceId) {
        return new HashSet<>(entities.createNativeQuery(sql, String.class)
                .setParameter(1, instanceId)
                .getResultList());
    }
}
