package dev.portcullis.control.history;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tables {@code revision} and {@code revision_item}, read. */
@ApplicationScoped
class HistoryRows {
    /** What a revision did to an item shows in whether the item was there before. */
    private static final String REVISIONS = """
            SELECT r.number, r.made_at, r.caller, r.request_id, r.operation, c.created, c.updated, c.deleted
            FROM revision r, LATERAL (
              SELECT count(*) FILTER (WHERE i.definition IS NULL) AS deleted,
                     count(*) FILTER (WHERE i.definition IS NOT NULL AND p.definition IS NULL) AS created,
                     count(*) FILTER (WHERE i.definition IS NOT NULL AND p.definition IS NOT NULL) AS updated
              FROM revision_item i LEFT JOIN LATERAL (
                SELECT b.definition FROM revision_item b
                WHERE b.instance_id = i.instance_id AND b.item = i.item AND b.number < i.number
                ORDER BY b.number DESC LIMIT 1) p ON true
              WHERE i.instance_id = r.instance_id AND i.number = r.number) c
            WHERE r.instance_id = :instance AND r.number <= :newest
            ORDER BY r.number DESC LIMIT :limit""";

    private static final String BETWEEN = """
            SELECT t.item,
                   CAST((SELECT b.definition FROM revision_item b
                         WHERE b.instance_id = :instance AND b.item = t.item AND b.number <= :from
                         ORDER BY b.number DESC LIMIT 1) AS text),
                   CAST((SELECT a.definition FROM revision_item a
                         WHERE a.instance_id = :instance AND a.item = t.item AND a.number <= :to
                         ORDER BY a.number DESC LIMIT 1) AS text)
            FROM (SELECT DISTINCT item FROM revision_item
                  WHERE instance_id = :instance AND number > :from AND number <= :to) t
            ORDER BY t.item""";

    private final EntityManager entities;

    HistoryRows(EntityManager entities) {
        this.entities = entities;
    }

    /** Newest first. */
    List<RevisionRow> revisions(String instanceId, long newest, int limit) {
        List<Object[]> rows = entities.createNativeQuery(REVISIONS, Object[].class)
                .setParameter("instance", instanceId)
                .setParameter("newest", newest)
                .setParameter("limit", limit)
                .getResultList();
        return rows.stream().map(HistoryRows::revision).toList();
    }

    Optional<RevisionRow> revision(String instanceId, long number) {
        return revisions(instanceId, number, 1).stream()
                .filter(row -> row.number() == number)
                .findFirst();
    }

    long count(String instanceId) {
        return ((Number) entities.createNativeQuery("SELECT count(*) FROM revision WHERE instance_id = ?1", Long.class)
                        .setParameter(1, instanceId)
                        .getSingleResult())
                .longValue();
    }

    /** The first revision whose state is known. */
    long oldest(String instanceId) {
        return ((Number) entities.createNativeQuery(
                                "SELECT coalesce(min(number), 0) FROM revision WHERE instance_id = ?1", Long.class)
                        .setParameter(1, instanceId)
                        .getSingleResult())
                .longValue();
    }

    /** The items that are not the same at both revisions, by key. */
    List<ItemStates> between(String instanceId, long from, long to) {
        List<Object[]> rows = entities.createNativeQuery(BETWEEN, Object[].class)
                .setParameter("instance", instanceId)
                .setParameter("from", from)
                .setParameter("to", to)
                .getResultList();
        return rows.stream()
                .filter(row -> !Objects.equals(row[1], row[2]))
                .map(row -> ItemStates.of(instanceId, (String) row[0], text(row[1]), text(row[2])))
                .toList();
    }

    private static @Nullable String text(@Nullable Object column) {
        return column == null ? null : column.toString();
    }

    private static RevisionRow revision(Object[] row) {
        return new RevisionRow(
                ((Number) row[0]).longValue(),
                instant(row[1]),
                (String) row[2],
                (String) row[3],
                (String) row[4],
                ((Number) row[5]).intValue(),
                ((Number) row[6]).intValue(),
                ((Number) row[7]).intValue());
    }

    private static Instant instant(Object column) {
        return column instanceof OffsetDateTime time ? time.toInstant() : (Instant) column;
    }
}
