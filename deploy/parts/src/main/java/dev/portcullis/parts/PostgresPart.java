package dev.portcullis.parts;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL on 127.0.0.1 (TCP only), from the binaries on the class path, with one empty database
 * {@value #DATABASE}. Works as root too. Thread-safe once started.
 */
public final class PostgresPart implements AutoCloseable {
    /** The database that is made at first start. */
    public static final String DATABASE = "portcullis";

    /** Superuser; connections from this machine need no password. */
    public static final String USER = "postgres";

    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final EmbeddedPostgres server;
    private final PartHome home;
    private final long pid;
    private final @Nullable Guard guard;

    private PostgresPart(EmbeddedPostgres server, PartHome home, long pid, @Nullable Guard guard) {
        this.server = server;
        this.home = home;
        this.pid = pid;
        this.guard = guard;
    }

    /** Starts one on a free port with a temporary data folder, which goes when it is closed or this JVM ends. */
    public static PostgresPart start() {
        return start(PartHome.temporary("postgres"), PartHome.freePorts(1).getFirst(), Lifetime.WITH_PARENT);
    }

    /**
     * Starts one whose data survive.
     *
     * @param dataDir initialised if empty
     * @param port 1-65535 on 127.0.0.1
     * @param log output is appended here
     * @throws PartException if it does not answer within 60 seconds
     */
    public static PostgresPart start(Path dataDir, int port, Path log, Lifetime lifetime) {
        return start(PartHome.lasting(dataDir, log), port, lifetime);
    }

    private static PostgresPart start(PartHome home, int port, Lifetime lifetime) {
        try {
            Files.createDirectories(home.dataDir());
            Files.createDirectories(home.log().toAbsolutePath().getParent());
            EmbeddedPostgres server = builder(home, port).start();
            long pid = Long.parseLong(Files.readAllLines(home.dataDir().resolve("postmaster.pid"))
                    .getFirst()
                    .strip());
            createDatabase(server, DATABASE);
            // QUIT is PostgreSQL's immediate shutdown: the write-ahead log makes it safe, and its children go with it.
            Guard guard = lifetime == Lifetime.WITH_PARENT ? Guard.over(pid, "QUIT", home) : null;
            return new PostgresPart(server, home, pid, guard);
        } catch (IOException | IllegalStateException e) {
            throw new PartException("PostgreSQL did not start on port " + port + ", see " + home.log(), e);
        }
    }

    private static EmbeddedPostgres.Builder builder(PartHome home, int port) {
        File log = home.log().toFile();
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(binaries().toFile())
                .setDataDirectory(home.dataDir().toFile())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPort(port)
                .setPGStartupWait(START_LIMIT)
                .setOutputRedirector(Redirect.appendTo(log))
                .setErrorRedirector(Redirect.appendTo(log))
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("shared_buffers", "64MB");
        // The library turns durability off, which suits only data that nobody will miss.
        return switch (home.keep()) {
            case FOR_EVER -> builder.setServerConfig("fsync", "on").setServerConfig("synchronous_commit", "on");
            case UNTIL_CLOSED -> builder;
        };
    }

    /** One copy of the unpacked binaries for each user, since another user's copy cannot be written. */
    private static Path binaries() {
        return Path.of(System.getProperty("java.io.tmpdir"), "portcullis-postgres-" + System.getProperty("user.name"));
    }

    private static void createDatabase(EmbeddedPostgres server, String name) {
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            try (var found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("database " + name + " cannot be made", e);
        }
    }

    /** {@code jdbc:postgresql://127.0.0.1:port/portcullis}; the user is {@link #USER}, any password will do. */
    public String jdbcUrl() {
        return jdbcUrl(port());
    }

    /** The same for a server that was started before, on this port. */
    public static String jdbcUrl(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
    }

    public int port() {
        return server.getPort();
    }

    /** Process id of the server's first process. */
    public long pid() {
        return pid;
    }

    public Path log() {
        return home.log();
    }

    /** Ends the server in order (fast shutdown) and removes temporary data. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (guard != null) {
                guard.close();
            }
            home.removeIfTemporary();
        }
    }
}
