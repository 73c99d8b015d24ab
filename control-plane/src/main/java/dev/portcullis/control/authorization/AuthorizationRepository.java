package dev.portcullis.control.authorization;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Gatherers;

/** The table {@code rule_authorization}. */
@ApplicationScoped
class AuthorizationRepository implements PanacheRepositoryBase<AuthorizationEntity, AuthorizationKey> {
    private static final int IDS_PER_QUERY = 1_000;

    /** Those of a rule that have one of the ids, by id. */
    Map<String, AuthorizationEntity> ofRule(String instanceId, String ruleId, Collection<String> ids) {
        Map<String, AuthorizationEntity> found = new HashMap<>();
        ids.stream()
                .gather(Gatherers.windowFixed(IDS_PER_QUERY))
                .flatMap(
                        some -> list("instanceId = ?1 and ruleId = ?2 and id in ?3", instanceId, ruleId, some).stream())
                .forEach(entity -> found.put(entity.id(), entity));
        return found;
    }

    /** How many regular expressions an instance has. */
    long countExpressions(String instanceId) {
        return count("instanceId = ?1 and pathMatch = 'REGEX'", instanceId);
    }
}
