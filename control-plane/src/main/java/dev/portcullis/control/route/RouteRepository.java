package dev.portcullis.control.route;

import dev.portcullis.control.page.PageRequest;
import dev.portcullis.control.store.RowKey;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table {@code route}. */
@ApplicationScoped
class RouteRepository implements PanacheRepositoryBase<RouteEntity, RowKey> {

    /** Up to one more than the page holds. */
    List<RouteEntity> page(String instanceId, PageRequest request) {
        String after = request.after() == null ? "" : request.after();
        return find(
                        "instanceId = :instance and id > :after order by id",
                        Parameters.with("instance", instanceId).and("after", after))
                .range(0, request.size())
                .list();
    }

    long countIn(String instanceId) {
        return count("instanceId", instanceId);
    }

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
