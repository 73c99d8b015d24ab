package dev.portcullis.local.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What PostgreSQL itself says of how long statements took: parsing, planning and execution. */
final class StatementLog implements AutoCloseable {
    private static final Pattern DURATION = Pattern.compile("duration: ([0-9.]+) ms  [a-z]+ [^:]*: (.*)");

    private final RandomAccessFile log;
    private final Pattern wanted;

    /**
     * Makes the server log every statement from now on.
     *
     * @param wanted is found in the statements that count
     */
    StatementLog(Connection database, Path log, Pattern wanted) throws IOException, SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("ALTER SYSTEM SET log_min_duration_statement = 0");
            statement.execute("SELECT pg_reload_conf()");
        }
        this.log = new RandomAccessFile(log.toFile(), "r");
        this.wanted = wanted;
    }

    /** Forgets what was logged until now. */
    void skip() throws IOException {
        log.seek(log.length());
    }

    /** Milliseconds that the statements took which ended since the last call, or since {@link #skip}. */
    double sum() throws IOException {
        byte[] bytes = new byte[Math.toIntExact(log.length() - log.getFilePointer())];
        log.readFully(bytes);
        double sum = 0;
        Matcher lines = DURATION.matcher(new String(bytes, StandardCharsets.UTF_8));
        while (lines.find()) {
            if (wanted.matcher(lines.group(2)).find()) {
                sum += Double.parseDouble(lines.group(1));
            }
        }
        return sum;
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
