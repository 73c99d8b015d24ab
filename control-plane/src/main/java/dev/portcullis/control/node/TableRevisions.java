package dev.portcullis.control.node;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What the tables have of revisions. Waiters ask with every report, so what was found is kept for seconds; but it proves
 * nothing, since a database that is restored from a backup has other content under the same numbers. Thread-safe.
 */
@ApplicationScoped
class TableRevisions {
    private static final long KEPT_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long ABSENT_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MAX_KEPT = 10_000;
    private static final String READ = """
            SELECT revision.number, revision.digest, revision.made_at FROM instance
            JOIN revision ON revision.instance_id = instance.id
            WHERE instance.id = ? AND instance.epoch = ? AND revision.number = ANY(?)""";

    private final DataSource source;

    /** Guarded by itself. */
    private final Map<Key, Kept> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Kept> eldest) {
            return size() > MAX_KEPT;
        }
    };

    TableRevisions(DataSource source) {
        this.source = source;
    }

    private record Key(String instanceId, String epoch, long revision) {}

    private record Kept(@Nullable TableRevision revision, long untilNanos) {}

    /**
     * As the tables have them now, by number; without those that they do not have in that epoch, and without any while the
     * database is away: then nothing is proved.
     */
    Map<Long, TableRevision> find(String instanceId, String epoch, Collection<Long> revisions) {
        if (revisions.isEmpty()) {
            return Map.of();
        }
        try {
            Map<Long, TableRevision> read = read(instanceId, epoch, revisions);
            keep(instanceId, epoch, revisions, read);
            return read;
        } catch (SQLException e) {
            return Map.of();
        }
    }

    /** As {@link #find}, or as that had them seconds ago: enough to see that there is nothing to prove yet. */
    Map<Long, TableRevision> recall(String instanceId, String epoch, Collection<Long> revisions) {
        Map<Long, TableRevision> found = new HashMap<>();
        Set<Long> unknown = new HashSet<>();
        long now = System.nanoTime();
        synchronized (kept) {
            for (long revision : revisions) {
                Kept known = kept.get(new Key(instanceId, epoch, revision));
                if (known == null || known.untilNanos() - now < 0) {
                    unknown.add(revision);
                } else if (known.revision() != null) {
                    found.put(revision, known.revision());
                }
            }
        }
        found.putAll(find(instanceId, epoch, unknown));
        return found;
    }

    private void keep(String instanceId, String epoch, Collection<Long> asked, Map<Long, TableRevision> read) {
        long now = System.nanoTime();
        synchronized (kept) {
            for (long revision : asked) {
                TableRevision there = read.get(revision);
                long until = now + (there == null ? ABSENT_NANOS : KEPT_NANOS);
                kept.put(new Key(instanceId, epoch, revision), new Kept(there, until));
            }
        }
    }

    private Map<Long, TableRevision> read(String instanceId, String epoch, Collection<Long> revisions)
            throws SQLException {
        Map<Long, TableRevision> read = new HashMap<>();
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setString(1, instanceId);
            statement.setString(2, epoch);
            statement.setArray(3, connection.createArrayOf("bigint", revisions.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    read.put(
                            rows.getLong(1),
                            new TableRevision(
                                    rows.getString(2), rows.getTimestamp(3).toInstant()));
                }
            }
        }
        return read;
    }
}
