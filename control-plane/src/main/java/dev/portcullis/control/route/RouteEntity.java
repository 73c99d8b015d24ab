package dev.portcullis.control.route;

import dev.portcullis.control.revision.Change;
import dev.portcullis.control.store.RowKey;
import dev.portcullis.control.store.StoredItem;
import dev.portcullis.control.warning.Warning;
import dev.portcullis.model.RouteItem;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.Immutability;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A row of {@code route}. */
@Entity
@Table(name = "route")
@IdClass(RowKey.class)
@NullUnmarked
public class RouteEntity implements StoredItem {
    @Id
    @Column(name = "instance_id")
    private String instanceId;

    @Id
    private String id;

    private long revision;

    @JdbcTypeCode(SqlTypes.JSON)
    @Mutability(Immutability.class)
    private RouteDefinition definition;

    /** Computed by PostgreSQL, for queries. */
    @Column(insertable = false, updatable = false)
    private String name;

    @Column(name = "created_at", updatable = false)
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    protected RouteEntity() {}

    RouteEntity(Change change, String id, RouteDefinition definition) {
        this.instanceId = change.instanceId();
        this.id = id;
        this.createdAt = change.at();
        define(change, definition);
    }

    /** Is this from now on, if that is anything new. */
    final void define(Change change, RouteDefinition newDefinition) {
        if (!newDefinition.equals(definition)) {
            definition = newDefinition;
            revision = change.revision();
            updatedAt = change.at();
            change.put(item(), newDefinition);
        }
    }

    public String id() {
        return id;
    }

    public RouteDefinition definition() {
        return definition;
    }

    long revision() {
        return revision;
    }

    @Override
    public RouteItem item() {
        return definition.item(instanceId, id);
    }

    Route view(@Nullable List<Warning> warnings) {
        return new Route(
                id,
                definition.name(),
                definition.hosts(),
                definition.paths(),
                definition.methods(),
                definition.upstream(),
                createdAt,
                updatedAt,
                revision,
                warnings);
    }
}
