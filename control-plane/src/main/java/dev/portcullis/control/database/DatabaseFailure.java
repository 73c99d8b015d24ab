package dev.portcullis.control.database;

import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import javax.transaction.xa.XAException;
import org.hibernate.TransactionException;
import org.jspecify.annotations.Nullable;

/**
 * What a failure says of the database, by the SQLSTATE that it carries (PostgreSQL's documentation, appendix A). One
 * without an SQLSTATE never reached the server or never came back: pool, driver and transaction manager make those.
 */
public enum DatabaseFailure {
    /** Another transaction came in between. Nothing was done, and doing it again may well succeed. */
    CONFLICT,
    /**
     * The unique value was there already. Nothing was done; done again, the work's own checks find, and name, what somebody
     * else was faster with.
     */
    UNIQUE_VIOLATION,
    /** The database is away, shuts down, starts, is full or overloaded, or did not answer in time. */
    UNAVAILABLE,
    /** The database does not let us in, or there is none of that name: it passes when an operator has seen to it. */
    REFUSED,
    /** The statement asks for what cannot be done: the request or the program is at fault, and asking again is in vain. */
    STATEMENT;

    /** Far more than any chain of causes has. */
    private static final int MOST_CAUSES = 64;

    /** Whether nothing was done, and doing it again may end differently. */
    public boolean isRepeatable() {
        return switch (this) {
            case CONFLICT, UNIQUE_VIOLATION -> true;
            case UNAVAILABLE, REFUSED, STATEMENT -> false;
        };
    }

    /** Whether neither the request nor the program is at fault, so that the same request may succeed later. */
    public boolean isPassing() {
        return switch (this) {
            case CONFLICT, UNAVAILABLE, REFUSED -> true;
            case UNIQUE_VIOLATION, STATEMENT -> false;
        };
    }

    /**
     * Looks through a failure, its causes, what they suppressed, and the further exceptions of batches.
     *
     * @return empty if the database has no part in it
     */
    public static Optional<DatabaseFailure> of(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> next = new ArrayDeque<>();
        next.add(failure);
        boolean wasRolledBack = false;
        while (!next.isEmpty() && seen.size() < MOST_CAUSES) {
            Throwable cause = next.remove();
            if (!seen.add(cause)) {
                continue;
            }
            if (cause instanceof SQLException sql) {
                // Batches name the statement's own failure only in what follows.
                if (sql.getSQLState() != null || sql.getNextException() == null) {
                    return Optional.of(ofState(sql.getSQLState()));
                }
                next.addFirst(sql.getNextException());
            }
            wasRolledBack |= isRollback(cause);
            if (cause.getCause() != null) {
                next.add(cause.getCause());
            }
            Collections.addAll(next, cause.getSuppressed());
        }
        return wasRolledBack ? Optional.of(UNAVAILABLE) : Optional.empty();
    }

    /** The transaction manager gave up: its time was over, or the connection was lost while it committed. */
    private static boolean isRollback(Throwable cause) {
        return switch (cause) {
            case RollbackException _,
                    HeuristicMixedException _,
                    HeuristicRollbackException _,
                    SystemException _,
                    XAException _,
                    TransactionException _,
                    LostTransactionException _ -> true;
            default -> false;
        };
    }

    static DatabaseFailure ofState(@Nullable String state) {
        if (state == null || state.length() < 2) {
            return UNAVAILABLE;
        }
        return switch (state) {
            case "40001", "40P01" -> CONFLICT;
            case "23505" -> UNIQUE_VIOLATION;
            // A standby that was read-only, and the limits of idle and of long transactions.
            case "25006", "25P03", "25P04" -> UNAVAILABLE;
            // A lock that was not had in time, an object that is in use.
            case "55P03", "55006" -> UNAVAILABLE;
            case "3D000" -> REFUSED;
            default ->
                switch (state.substring(0, 2)) {
                    case "28" -> REFUSED;
                    // Connection, transaction rollback, resources, operator, system, configuration, internal.
                    case "08", "40", "53", "57", "58", "F0", "XX" -> UNAVAILABLE;
                    default -> STATEMENT;
                };
        };
    }
}
