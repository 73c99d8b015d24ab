package dev.portcullis.control.authorization;

import dev.portcullis.control.revision.Change;
import dev.portcullis.control.store.DefinitionJson;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.hibernate.Session;

/** The table {@code rule_authorization}. */
@ApplicationScoped
class AuthorizationRepository implements PanacheRepositoryBase<AuthorizationEntity, AuthorizationKey> {
    private static final int IDS_PER_QUERY = 1_000;
    private static final String INSERT = """
            INSERT INTO rule_authorization (instance_id, rule_id, id, revision, definition, created_at, updated_at)
            SELECT ?, made.rule_id, made.id, ?, made.definition::jsonb, ?, ?
            FROM unnest(?, ?, ?) AS made (rule_id, id, definition)""";

    /** Those of a rule that have one of the ids, by id. */
    Map<String, AuthorizationEntity> ofRule(String instanceId, String ruleId, Collection<String> ids) {
        Map<String, AuthorizationEntity> found = new HashMap<>();
        ids.stream()
                .gather(Gatherers.windowFixed(IDS_PER_QUERY))
                .flatMap(
                        some -> list("instanceId = ?1 and ruleId = ?2 and id in ?3", instanceId, ruleId, some).stream())
                .forEach(entity -> found.put(entity.id(), entity));
        return found;
    }

    /** How many regular expressions an instance has. */
    long countExpressions(String instanceId) {
        return count("instanceId = ?1 and pathMatch = 'REGEX'", instanceId);
    }

    /**
     * Inserts many at once, past the persistence context: entities for a hundred thousand rows that are never read again cost
     * more than the rows.
     */
    void insertAll(Change change, Map<AuthorizationKey, AuthorizationDefinition> made) {
        // The rules that they belong to must be there first.
        flush();
        getEntityManager().unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
                statement.setString(1, change.instanceId());
                statement.setLong(2, change.revision());
                statement.setTimestamp(3, Timestamp.from(change.at()));
                statement.setTimestamp(4, Timestamp.from(change.at()));
                statement.setArray(5, texts(connection, made.keySet().stream().map(AuthorizationKey::ruleId)));
                statement.setArray(6, texts(connection, made.keySet().stream().map(AuthorizationKey::id)));
                statement.setArray(7, texts(connection, made.values().stream().map(DefinitionJson::toText)));
                statement.executeUpdate();
            }
        });
    }

    private static Array texts(Connection connection, Stream<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }
}
