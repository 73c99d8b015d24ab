package dev.portcullis.control.route;

import dev.portcullis.control.store.RowKey;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** The table {@code route}. */
@ApplicationScoped
class RouteRepository implements PanacheRepositoryBase<RouteEntity, RowKey> {

    /** @param exceptId the one that may have the name; null: none */
    boolean isNameTaken(String instanceId, String name, @Nullable String exceptId) {
        return count(
                        "instanceId = :instance and name = :name and id <> :id",
                        Parameters.with("instance", instanceId)
                                .and("name", name)
                                .and("id", exceptId == null ? "" : exceptId))
                > 0;
    }
}
