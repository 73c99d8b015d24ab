package dev.portcullis.control.instance;

import dev.portcullis.control.precondition.EntityTag;
import dev.portcullis.control.revision.Change;
import dev.portcullis.control.store.StoredItem;
import dev.portcullis.model.InstanceItem;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.Immutability;
import org.jspecify.annotations.NullUnmarked;

/** A row of {@code instance}. Revision and last id are counted in SQL, under the row's lock, and only inserted here. */
@Entity
@Table(name = "instance")
@NullUnmarked
public class InstanceEntity implements StoredItem {
    @Id
    private String id;

    @Column(updatable = false)
    private String epoch;

    @Column(updatable = false)
    private long revision;

    @Column(name = "last_id", updatable = false)
    private long lastId;

    @Column(name = "changed_revision")
    private long changedRevision;

    @JdbcTypeCode(SqlTypes.JSON)
    @Mutability(Immutability.class)
    private InstanceDefinition definition;

    /** Computed by PostgreSQL, for queries. */
    @Column(insertable = false, updatable = false)
    private String name;

    @Column(name = "created_at", updatable = false)
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    protected InstanceEntity() {}

    InstanceEntity(Change change, InstanceDefinition definition) {
        this.id = change.instanceId();
        this.epoch = change.epoch();
        this.revision = change.revision();
        this.createdAt = change.at();
        define(change, definition);
    }

    /** Is this from now on; answers whether that is anything new. */
    final boolean define(Change change, InstanceDefinition newDefinition) {
        if (newDefinition.equals(definition)) {
            return false;
        }
        definition = newDefinition;
        changedRevision = change.revision();
        updatedAt = change.at();
        change.put(item(), newDefinition);
        return true;
    }

    public String id() {
        return id;
    }

    @Override
    public InstanceItem item() {
        return new InstanceItem(id, definition.requestPolicy());
    }

    String epoch() {
        return epoch;
    }

    EntityTag tag() {
        return EntityTag.of(epoch, changedRevision);
    }

    public InstanceDefinition definition() {
        return definition;
    }

    Instance view() {
        return new Instance(
                id,
                definition.name(),
                definition.description(),
                definition.region(),
                definition.labels(),
                definition.requestPolicy(),
                createdAt,
                updatedAt,
                changedRevision);
    }
}
