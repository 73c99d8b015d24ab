package dev.portcullis.control.testing;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Looks into the database past the program. */
@ApplicationScoped
public class Database {
    private final DataSource source;

    Database(DataSource source) {
        this.source = source;
    }

    /** The first column of every row. */
    public List<String> column(String sql) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> column = new ArrayList<>();
            while (rows.next()) {
                column.add(rows.getString(1));
            }
            return column;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public void execute(String sql) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How a statement would be executed in a transaction that begins with another. */
    public List<String> plan(String settings, String sql) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            try {
                statement.execute(settings);
                List<String> plan = new ArrayList<>();
                ResultSet rows = statement.executeQuery("EXPLAIN " + sql);
                while (rows.next()) {
                    plan.add(rows.getString(1));
                }
                return plan;
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every row of every table, as text. */
    public String dump() {
        StringBuilder dump = new StringBuilder();
        for (String table : column("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")) {
            dump.append(table).append('\n');
            column("SELECT t::text FROM " + table + " AS t")
                    .forEach(row -> dump.append(row).append('\n'));
        }
        return dump.toString();
    }

    public long outboxSize() {
        return Long.parseLong(column("SELECT count(*) FROM outbox_entry").getFirst());
    }
}
