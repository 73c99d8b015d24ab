package dev.portcullis.control.problem;

import java.sql.SQLException;
import java.util.Locale;
import org.hibernate.exception.JDBCConnectionException;

/** Tells a database that is away from a statement that failed. */
final class DatabaseLoss {
    /** SQLSTATE classes: 08 connection exception, 57P operator intervention, 53 insufficient resources. */
    private static final String LOSS_STATES = "08...|57P..|53...";

    private DatabaseLoss() {}

    static boolean isLoss(Throwable failure) {
        if (failure instanceof JDBCConnectionException) {
            return true;
        }
        if (!(failure instanceof SQLException sql)) {
            return false;
        }
        String state = sql.getSQLState();
        // The pool has no SQLSTATE for having waited in vain for a connection.
        return state == null
                ? String.valueOf(sql.getMessage()).toLowerCase(Locale.ROOT).contains("acquisition timeout")
                : state.matches(LOSS_STATES);
    }
}
