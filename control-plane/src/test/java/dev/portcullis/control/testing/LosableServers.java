package dev.portcullis.control.testing;

import dev.portcullis.parts.KafkaPart;
import dev.portcullis.parts.Lifetime;
import dev.portcullis.parts.PostgresPart;
import dev.portcullis.parts.ProcessIdentity;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL and a real Kafka broker that a test can stop, and start again on the data they left. */
public class LosableServers implements QuarkusTestResourceLifecycleManager {
    private @Nullable Servers servers;

    /** The servers, put into the field of that type in the test. */
    public static final class Servers {
        private final Path home;
        private final int postgresPort = freePort();
        private final int kafkaPort = freePort();
        private final int controllerPort = freePort();
        private @Nullable PostgresPart postgres;
        private @Nullable KafkaPart kafka;

        Servers(Path home) {
            this.home = home;
        }

        public void startPostgres() {
            postgres = PostgresPart.start(
                    home.resolve("postgres"), postgresPort, home.resolve("postgres.log"), Lifetime.WITH_PARENT);
        }

        public void stopPostgres() {
            if (postgres != null) {
                postgres.close();
                postgres = null;
            }
        }

        /** The server and all its backends stand still: connections stay open, and nothing comes any more. */
        public void pausePostgres() {
            signalPostgres("STOP");
        }

        public void resumePostgres() {
            signalPostgres("CONT");
        }

        private void signalPostgres(String signal) {
            long first =
                    Objects.requireNonNull(postgres, "PostgreSQL does not run").pid();
            // The first process first: it cannot make more of them then.
            ProcessIdentity.of(first).signal(signal);
            ProcessHandle.of(first).stream()
                    .flatMap(ProcessHandle::descendants)
                    .forEach(backend -> ProcessIdentity.of(backend.pid()).signal(signal));
        }

        public void startKafka() {
            kafka = KafkaPart.start(
                    home.resolve("kafka"), kafkaPort, controllerPort, home.resolve("kafka.log"), Lifetime.WITH_PARENT);
        }

        public void stopKafka() {
            if (kafka != null) {
                kafka.close();
                kafka = null;
            }
        }

        private static int freePort() {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public Map<String, String> start() {
        Servers started;
        try {
            started = new Servers(
                    Files.createTempDirectory(Path.of("target"), "losable-").toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        servers = started;
        started.startPostgres();
        started.startKafka();
        return Map.of(
                "quarkus.datasource.jdbc.url",
                PostgresPart.jdbcUrl(started.postgresPort),
                "quarkus.datasource.username",
                PostgresPart.USER,
                "quarkus.datasource.password",
                "none",
                // Tests that stop the database wait as long.
                "portcullis.database.socket-timeout-seconds",
                "3",
                "kafka.bootstrap.servers",
                "127.0.0.1:" + started.kafkaPort,
                "mp.jwt.verify.publickey",
                Tokens.publicKeyPem());
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(servers, new TestInjector.MatchesType(Servers.class));
    }

    @Override
    public void stop() {
        if (servers != null) {
            servers.stopKafka();
            servers.stopPostgres();
        }
    }
}
