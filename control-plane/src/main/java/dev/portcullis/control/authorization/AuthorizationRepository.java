package dev.portcullis.control.authorization;

import dev.portcullis.control.page.PageRequest;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The table {@code rule_authorization}. */
@ApplicationScoped
class AuthorizationRepository implements PanacheRepositoryBase<AuthorizationEntity, AuthorizationKey> {

    /** Up to one more than the page holds. */
    List<AuthorizationEntity> page(String instanceId, String ruleId, PageRequest request) {
        String after = request.after() == null ? "" : request.after();
        return find(
                        "instanceId = :instance and ruleId = :rule and id > :after order by id",
                        Parameters.with("instance", instanceId)
                                .and("rule", ruleId)
                                .and("after", after))
                .range(0, request.size())
                .list();
    }

    long countIn(String instanceId, String ruleId) {
        return count("instanceId = ?1 and ruleId = ?2", instanceId, ruleId);
    }

    /** How many regular expressions an instance has. */
    long countExpressions(String instanceId) {
        return count("instanceId = ?1 and pathMatch = 'REGEX'", instanceId);
    }
}
