package dev.portcullis.e2e;

import static org.awaitility.Awaitility.await;

import java.sql.SQLException;

/**
 * Holds up the relay between its commit to Kafka and the deletion of what it published: a trigger on the outbox waits for
 * a lock that this object has. The moment is hit every time, and the product needs no hook for it.
 */
final class HeldUpDeletion implements AutoCloseable {
    private static final long LOCK = 4711;
    private static final String WAITING =
            "FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = " + LOCK;

    private final Database holder;
    private final Database database;

    HeldUpDeletion(RunningSystem system) throws SQLException {
        holder = new Database(system);
        database = new Database(system);
        holder.run("SELECT pg_advisory_lock(" + LOCK + ")");
        holder.run("""
                CREATE FUNCTION hold_up() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_advisory_xact_lock(%d); RETURN NULL; END $$
                """.formatted(LOCK));
        holder.run("CREATE TRIGGER hold_up BEFORE DELETE ON outbox_entry EXECUTE FUNCTION hold_up()");
    }

    /** Waits until the relay tries to delete. */
    void awaitAttempt() {
        await().until(() -> database.number("SELECT count(*) " + WAITING) > 0);
    }

    /** The oldest revision that the outbox still holds. */
    long oldestRevision() throws SQLException {
        return database.number("SELECT min(revision) FROM outbox_entry");
    }

    /** Lets deletions through again, but never the one that was held up. */
    @Override
    public void close() throws SQLException {
        // PostgreSQL would carry out the statement that it holds although nobody waits for it any more.
        database.run("SELECT pg_terminate_backend(pid) " + WAITING);
        await().until(() -> database.number("SELECT count(*) " + WAITING) == 0);
        holder.run("DROP TRIGGER hold_up ON outbox_entry");
        holder.run("DROP FUNCTION hold_up()");
        holder.close();
        database.close();
    }
}
