package dev.portcullis.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.local.part.Readiness;
import dev.portcullis.parts.Lifetime;
import dev.portcullis.parts.PartProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;

/**
 * A Keycloak of its own, on a free port of 127.0.0.1 and with its database in memory, never outliving this JVM. Its log lies
 * beside the folder that it was unpacked to.
 */
final class KeycloakServer implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofMinutes(4);
    private static final String ADMIN = "portcullis-test";

    private final URI address;
    private final PartProcess process;
    private final KeycloakHttp http = new KeycloakHttp();
    private final String adminSecret;

    private KeycloakServer(URI address, PartProcess process, String adminSecret) {
        this.address = address;
        this.process = process;
        this.adminSecret = adminSecret;
    }

    /** Starts it and waits until it answers. */
    static KeycloakServer start() throws IOException {
        String unpacked = System.getProperty("keycloak.home");
        if (unpacked == null) {
            throw new IOException(
                    "keycloak.home: not set (expected: an unpacked Keycloak, as `./portcullis test keycloak` has it)");
        }
        Path home = Path.of(unpacked);
        Path log = home.resolveSibling(home.getFileName() + ".log");
        Files.deleteIfExists(log);
        URI address = URI.create("http://127.0.0.1:" + freePort());
        String secret = UUID.randomUUID().toString();
        PartProcess process = PartProcess.start(
                command(home, address.getPort()),
                Map.of("KC_BOOTSTRAP_ADMIN_CLIENT_ID", ADMIN, "KC_BOOTSTRAP_ADMIN_CLIENT_SECRET", secret),
                log,
                Lifetime.WITH_PARENT);
        try {
            Readiness ready = new Readiness.Answers(address.resolve("/realms/master"));
            Awaitility.await("Keycloak answers or ends; its log: " + log)
                    .atMost(READY_LIMIT)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> ready.holds() || !process.isAlive());
            if (!process.isAlive()) {
                throw new IOException("Keycloak ended while it was starting; its log: " + log);
            }
        } catch (IOException | RuntimeException e) {
            process.close();
            throw e;
        }
        return new KeycloakServer(address, process, secret);
    }

    /** What {@code kc.sh start} would run, but as one process, which can be ended by its id. */
    private static List<String> command(Path home, int port) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        for (String opened : List.of("java.util", "java.util.concurrent", "java.security", "java.lang")) {
            command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
        }
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-Dkc.home.dir=" + home,
                "-Djboss.server.config.dir=" + home.resolve("conf"),
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Djava.util.concurrent.ForkJoinPool.common.threadFactory="
                        + "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
                // As it was unpacked it is built for what is asked of it here: building it again would only take time.
                "-Dkc.config.built=true",
                "-cp",
                home.resolve("lib/quarkus-run.jar").toString(),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint",
                "start",
                "--db-url=jdbc:h2:mem:keycloak;NON_KEYWORDS=VALUE;DB_CLOSE_DELAY=-1",
                // Without it there would be a port open to the network, for other members of a cluster.
                "--cache=local",
                "--http-enabled=true",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--hostname-strict=false"));
        return command;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Makes a realm whose keys are those that Keycloak gives to every new one. */
    KeycloakRealm createRealm(String name) throws IOException {
        create("", Map.of("realm", name, "enabled", true));
        return new KeycloakRealm(this, name);
    }

    URI address() {
        return address;
    }

    /**
     * Makes something through the admin REST API.
     *
     * @param path below {@code /admin/realms/}
     * @return the last segment of its address; mostly its id
     */
    String create(String path, Object body) throws IOException {
        return http.send("POST", admin(path), adminToken(), body).location();
    }

    /** Replaces what lies there. */
    void replace(String path, Object body) throws IOException {
        http.send("PUT", admin(path), adminToken(), body);
    }

    JsonNode read(String path) throws IOException {
        return http.get(admin(path), adminToken()).body();
    }

    /** What anybody may read. */
    JsonNode published(String path) throws IOException {
        return http.get(address.resolve(path)).body();
    }

    private URI admin(String path) {
        return address.resolve("/admin/realms" + (path.isEmpty() ? "" : "/") + path);
    }

    /** The access token of a service account (RFC 6749 section 4.4). */
    String token(String realm, String client, String secret) throws IOException {
        JsonNode answer = http.form(
                address.resolve("/realms/" + realm + "/protocol/openid-connect/token"),
                Map.of("grant_type", "client_credentials", "client_id", client, "client_secret", secret));
        return answer.path("access_token").asText();
    }

    /** They hold for a minute only, so each is used once. */
    private String adminToken() throws IOException {
        return token("master", ADMIN, adminSecret);
    }

    @Override
    public void close() {
        process.close();
        http.close();
    }
}
