package dev.portcullis.control.rule;

import dev.portcullis.control.revision.Change;
import dev.portcullis.control.store.RowKey;
import dev.portcullis.control.store.StoredItem;
import dev.portcullis.model.RuleItem;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.Immutability;
import org.jspecify.annotations.NullUnmarked;

/** A row of {@code rule}. */
@Entity
@Table(name = "rule")
@IdClass(RowKey.class)
@NullUnmarked
public class RuleEntity implements StoredItem {
    @Id
    @Column(name = "instance_id")
    private String instanceId;

    @Id
    private String id;

    private long revision;

    @JdbcTypeCode(SqlTypes.JSON)
    @Mutability(Immutability.class)
    private RuleDefinition definition;

    /** Computed by PostgreSQL, for queries. */
    @Column(insertable = false, updatable = false)
    private String name;

    @Column(insertable = false, updatable = false)
    private boolean enabled;

    @Column(insertable = false, updatable = false)
    private String issuer;

    @Column(name = "authorization_mode", insertable = false, updatable = false)
    private String authorizationMode;

    @Column(name = "created_at", updatable = false)
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    protected RuleEntity() {}

    RuleEntity(Change change, String id, RuleDefinition definition) {
        this.instanceId = change.instanceId();
        this.id = id;
        this.createdAt = change.at();
        define(change, definition);
    }

    /** Is this from now on, if that is anything new. */
    final void define(Change change, RuleDefinition newDefinition) {
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

    public RuleDefinition definition() {
        return definition;
    }

    @Override
    public RuleItem item() {
        return definition.item(instanceId, id);
    }

    String instanceId() {
        return instanceId;
    }

    long revision() {
        return revision;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant updatedAt() {
        return updatedAt;
    }
}
