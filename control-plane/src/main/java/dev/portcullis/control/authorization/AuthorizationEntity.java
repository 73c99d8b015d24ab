package dev.portcullis.control.authorization;

import dev.portcullis.control.revision.Change;
import dev.portcullis.control.store.StoredItem;
import dev.portcullis.control.warning.Warning;
import dev.portcullis.model.AuthorizationItem;
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

/** A row of {@code rule_authorization}. */
@Entity
@Table(name = "rule_authorization")
@IdClass(AuthorizationKey.class)
@NullUnmarked
public class AuthorizationEntity implements StoredItem {
    @Id
    @Column(name = "instance_id")
    private String instanceId;

    @Id
    @Column(name = "rule_id")
    private String ruleId;

    @Id
    private String id;

    private long revision;

    @JdbcTypeCode(SqlTypes.JSON)
    @Mutability(Immutability.class)
    private AuthorizationDefinition definition;

    /** Computed by PostgreSQL, for queries. */
    @Column(name = "path_match", insertable = false, updatable = false)
    private String pathMatch;

    @Column(name = "created_at", updatable = false)
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    protected AuthorizationEntity() {}

    AuthorizationEntity(Change change, AuthorizationKey key, AuthorizationDefinition definition) {
        this.instanceId = key.instanceId();
        this.ruleId = key.ruleId();
        this.id = key.id();
        this.createdAt = change.at();
        define(change, definition);
    }

    /** Is this from now on, if that is anything new. */
    final void define(Change change, AuthorizationDefinition newDefinition) {
        if (!newDefinition.equals(definition)) {
            definition = newDefinition;
            revision = change.revision();
            updatedAt = change.at();
            change.put(item(), newDefinition);
        }
    }

    public String ruleId() {
        return ruleId;
    }

    public String id() {
        return id;
    }

    long revision() {
        return revision;
    }

    public AuthorizationDefinition definition() {
        return definition;
    }

    @Override
    public AuthorizationItem item() {
        return definition.item(new AuthorizationKey(instanceId, ruleId, id));
    }

    Authorization view(@Nullable List<Warning> warnings) {
        return new Authorization(
                id,
                definition.host(),
                definition.path(),
                definition.ignoreCase(),
                definition.methods(),
                createdAt,
                updatedAt,
                revision,
                warnings);
    }
}
