package dev.portcullis.control.instance;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** The table {@code instance}. */
@ApplicationScoped
class InstanceRepository implements PanacheRepositoryBase<InstanceEntity, String> {

    boolean isNameTaken(String name, @Nullable String exceptId) {
        return count(
                        "name = :name and id <> :id",
                        Parameters.with("name", name).and("id", exceptId == null ? "" : exceptId))
                > 0;
    }

    /** Contents go with it, by the foreign keys. */
    void remove(String instanceId) {
        delete("id", instanceId);
    }
}
