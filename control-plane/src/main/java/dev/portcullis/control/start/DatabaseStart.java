package dev.portcullis.control.start;

import dev.portcullis.control.database.DatabaseFailure;
import dev.portcullis.fault.LastingFault;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManagerFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.hibernate.SessionFactory;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * Brings the database to the schema of this version, and checks that it has it. If the database is away the program starts
 * nevertheless, live and not ready, and this goes on in the background: it knows its database when that comes. Nothing
 * may use the database before.
 */
@ApplicationScoped
public class DatabaseStart {
    private static final Logger LOG = Logger.getLogger(DatabaseStart.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    /** Before all observers that use the database. */
    private static final int FIRST = 1;

    private final String jdbcUrl;
    private final String user;
    private final String password;
    private final Flyway flyway;
    private final EntityManagerFactory entities;
    private final LastingFault fault = new LastingFault();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable String waitsFor;

    DatabaseStart(
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") String jdbcUrl,
            @ConfigProperty(name = "quarkus.datasource.username") String user,
            @ConfigProperty(name = "quarkus.datasource.password", defaultValue = " ") String password,
            Flyway flyway,
            EntityManagerFactory entities) {
        this.jdbcUrl = jdbcUrl;
        this.user = user;
        this.password = password;
        this.flyway = flyway;
        this.entities = entities;
    }

    /** Whether the database has been there, and has its schema. */
    public boolean isDone() {
        return done.getCount() == 0;
    }

    /** Waits until the database has been there, and has its schema. */
    public void await() throws InterruptedException {
        done.await();
    }

    Optional<String> waitsFor() {
        return Optional.ofNullable(waitsFor);
    }

    void start(@Observes @Priority(FIRST) StartupEvent event) {
        if (!attempt()) {
            Thread.ofPlatform().name("database-start").daemon().start(this::untilDone);
        }
    }

    private void untilDone() {
        try {
            do {
                Thread.sleep(PAUSE);
            } while (!attempt());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.errorf("The program cannot go on: %s", e.getMessage());
            Quarkus.asyncExit(1);
        }
    }

    /**
     * @return whether it is done; otherwise the database is away
     * @throws StartException if trying again would not help
     */
    private boolean attempt() {
        try {
            connect();
            flyway.migrate();
            entities.unwrap(SessionFactory.class).getSchemaManager().validateMappedObjects();
        } catch (StartException e) {
            throw e;
        } catch (SQLException | RuntimeException e) {
            if (DatabaseFailure.of(e)
                    .filter(kind -> kind == DatabaseFailure.UNAVAILABLE)
                    .isEmpty()) {
                throw new StartException("PostgreSQL at " + jdbcUrl + ": " + e.getMessage(), e);
            }
            String what = "PostgreSQL at " + jdbcUrl;
            waitsFor = what;
            fault.failed("Not ready, waiting for " + what + ": " + e.getMessage(), System.nanoTime())
                    .ifPresent(LOG::warn);
            return false;
        }
        waitsFor = null;
        done.countDown();
        fault.ended("PostgreSQL is there", System.nanoTime()).ifPresent(LOG::info);
        return true;
    }

    /** Past the pool, whose failures do not say whether the login was refused. */
    private void connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("loginTimeout", "5");
        try (Connection connection = new Driver().connect(jdbcUrl, properties)) {
            if (connection == null) {
                throw new StartException("quarkus.datasource.jdbc.url: " + jdbcUrl
                        + " (expected: jdbc:postgresql://host:port/database)");
            }
        }
    }
}
