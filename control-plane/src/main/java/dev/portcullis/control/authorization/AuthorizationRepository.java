package dev.portcullis.control.authorization;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;

/** The table {@code rule_authorization}. */
@ApplicationScoped
class AuthorizationRepository implements PanacheRepositoryBase<AuthorizationEntity, AuthorizationKey> {

    /** How many regular expressions an instance has. */
    long countExpressions(String instanceId) {
        return count("instanceId = ?1 and pathMatch = 'REGEX'", instanceId);
    }
}
