package dev.portcullis.control.document;

import dev.portcullis.control.authorization.AuthorizationEntity;
import dev.portcullis.control.instance.InstanceDefinition;
import dev.portcullis.control.instance.InstanceEntity;
import dev.portcullis.control.problem.Refusal;
import dev.portcullis.control.route.RouteEntity;
import dev.portcullis.control.rule.RuleEntity;
import dev.portcullis.control.store.StoredItem;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that is in an instance, each kind in the order of creation.
 *
 * @param authorizations by the id of their rule
 */
record Contents(
        String instanceId,
        InstanceDefinition instance,
        List<RouteEntity> routes,
        List<RuleEntity> rules,
        Map<String, List<AuthorizationEntity>> authorizations) {

    /** @throws Refusal if there is no such instance */
    static Contents read(EntityManager entities, String instanceId) {
        InstanceEntity instance = entities.find(InstanceEntity.class, instanceId);
        if (instance == null) {
            throw Refusal.notFound("instance", instanceId);
        }
        return new Contents(
                instanceId,
                instance.definition(),
                all(entities, RouteEntity.class, instanceId),
                all(entities, RuleEntity.class, instanceId),
                all(entities, AuthorizationEntity.class, instanceId).stream()
                        .collect(Collectors.groupingBy(AuthorizationEntity::ruleId)));
    }

    private static <T> List<T> all(EntityManager entities, Class<T> type, String instanceId) {
        return entities.createQuery("from " + type.getSimpleName() + " where instanceId = ?1 order by id", type)
                .setParameter(1, instanceId)
                .getResultList();
    }

    /** All of it that nodes get to know, but what belongs to the instance itself. */
    Stream<StoredItem> items() {
        return Stream.of(
                        routes,
                        rules,
                        authorizations.values().stream().flatMap(List::stream).toList())
                .flatMap(List::stream);
    }

    List<AuthorizationEntity> authorizationsOf(String ruleId) {
        return authorizations.getOrDefault(ruleId, List.of());
    }
}
