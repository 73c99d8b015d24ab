package dev.portcullis.control.rule;

import dev.portcullis.control.store.RowKey;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table {@code rule}. */
@ApplicationScoped
class RuleRepository implements PanacheRepositoryBase<RuleEntity, RowKey> {

    /** @param exceptId the one that may have the name; null: none */
    boolean isNameTaken(String instanceId, String name, @Nullable String exceptId) {
        return count(
                        "instanceId = :instance and name = :name and id <> :id",
                        Parameters.with("instance", instanceId)
                                .and("name", name)
                                .and("id", exceptId == null ? "" : exceptId))
                > 0;
    }

    /** The conditions of a rule, which go with it by the foreign key. */
    List<String> authorizationIds(String instanceId, String ruleId) {
        return getEntityManager()
                .createNativeQuery(
                        "SELECT id FROM rule_authorization WHERE instance_id = ?1 AND rule_id = ?2", String.class)
                .setParameter(1, instanceId)
                .setParameter(2, ruleId)
                .getResultList();
    }
}
