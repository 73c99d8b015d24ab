package dev.portcullis.control.instance;

import dev.portcullis.control.page.PageRequest;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The table {@code instance}. */
@ApplicationScoped
class InstanceRepository implements PanacheRepositoryBase<InstanceEntity, String> {

    /** Up to one more than the page holds. */
    List<InstanceEntity> page(PageRequest request, @Nullable Set<String> confinedTo) {
        String after = request.after() == null ? "" : request.after();
        return (confinedTo == null
                        ? find("id > :after order by id", Parameters.with("after", after))
                        : find(
                                "id > :after and id in (:ids) order by id",
                                Parameters.with("after", after).and("ids", confinedTo)))
                .range(0, request.size())
                .list();
    }

    long count(@Nullable Set<String> confinedTo) {
        return confinedTo == null ? count() : count("id in (:ids)", Parameters.with("ids", confinedTo));
    }

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
