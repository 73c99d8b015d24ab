package dev.portcullis.local;

import dev.portcullis.local.access.ManagementKeys;
import dev.portcullis.local.access.ManagementToken;
import dev.portcullis.local.demo.DemoUpstream;
import dev.portcullis.local.part.JavaProgram;
import dev.portcullis.local.part.KafkaBroker;
import dev.portcullis.local.part.Part;
import dev.portcullis.local.part.PostgresServer;
import dev.portcullis.local.part.Readiness;
import dev.portcullis.parts.PostgresPart;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Which parts there are, and with which settings each is started. */
final class Blueprint {
    /** The instance that the local nodes serve. */
    static final String INSTANCE = "demo";

    private final Installation installation;
    private final Settings settings;
    private final Ports ports;
    private final ManagementKeys keys;

    Blueprint(Installation installation, Settings settings) {
        this.installation = installation;
        this.settings = settings;
        this.ports = settings.ports();
        this.keys = new ManagementKeys(installation.keys());
    }

    /** What the rest stands on. */
    List<Part> foundation() {
        return List.of(
                new PostgresServer(installation.data().resolve("postgres"), ports.postgresPort()),
                new KafkaBroker(installation.data().resolve("kafka"), ports.kafkaPort(), ports.kafkaControllerPort()));
    }

    /** Control plane, upstream and nodes: what is made of our own code. */
    List<Part> programs() {
        List<Part> programs = new ArrayList<>(List.of(controlPlane(), upstream()));
        programs.addAll(nodes());
        return programs;
    }

    List<Part> nodes() {
        return IntStream.rangeClosed(1, settings.nodes()).mapToObj(this::node).toList();
    }

    Part controlPlane() {
        int port = ports.api();
        Map<String, String> environment = Map.ofEntries(
                Map.entry("QUARKUS_HTTP_HOST", "127.0.0.1"),
                Map.entry("QUARKUS_HTTP_PORT", Integer.toString(port)),
                Map.entry("QUARKUS_DATASOURCE_JDBC_URL", PostgresPart.jdbcUrl(ports.postgres())),
                Map.entry("QUARKUS_DATASOURCE_USERNAME", PostgresPart.USER),
                Map.entry("QUARKUS_DATASOURCE_PASSWORD", "unused"),
                Map.entry("KAFKA_BOOTSTRAP_SERVERS", kafka()),
                Map.entry("PORTCULLIS_TOPICS_REPAIR", "true"),
                // A path: in a URL, a space of it would be escaped, and that is not undone over there.
                Map.entry("MP_JWT_VERIFY_PUBLICKEY_LOCATION", keys.publicKey().toString()),
                Map.entry("MP_JWT_VERIFY_PUBLICKEY_ALGORITHM", "ES256"),
                Map.entry("MP_JWT_VERIFY_ISSUER", ManagementToken.ISSUER),
                Map.entry("MP_JWT_VERIFY_AUDIENCES", ManagementToken.AUDIENCE),
                Map.entry("PORTCULLIS_SIGNING_KEYS_FILE", keys.signingKeys().toString()),
                Map.entry(
                        "PORTCULLIS_ENROLMENT_SECRETS_FILE",
                        keys.enrolmentSecrets().toString()),
                Map.entry("PORTCULLIS_SECRET_KEYS_FILE", keys.secretKeys().toString()));
        return new JavaProgram(
                "control-plane",
                List.of(ports.apiPort()),
                java(
                        "control-plane",
                        "-Xmx512m",
                        "-jar",
                        installation.controlPlane().toString()),
                environment,
                new Readiness.Answers(URI.create("http://127.0.0.1:" + port + "/q/health/ready")));
    }

    Part upstream() {
        return new JavaProgram(
                "upstream",
                List.of(ports.upstreamPort()),
                java(
                        "upstream",
                        "-Xmx256m",
                        "-cp",
                        installation.local().toString(),
                        DemoUpstream.class.getName(),
                        Integer.toString(ports.upstream())),
                Map.of(),
                new Readiness.Listens(ports.upstream()));
    }

    Part node(int number) {
        String name = "node-" + number;
        int admin = ports.adminPort(number).number();
        Map<String, String> environment = Map.ofEntries(
                Map.entry("PORTCULLIS_INSTANCE", INSTANCE),
                Map.entry("PORTCULLIS_NODE_ID", name),
                Map.entry("PORTCULLIS_KAFKA", kafka()),
                Map.entry("PORTCULLIS_PROXY_HOST", "127.0.0.1"),
                Map.entry(
                        "PORTCULLIS_PROXY_PORT",
                        Integer.toString(ports.proxyPort(number).number())),
                Map.entry("PORTCULLIS_ADMIN_HOST", "127.0.0.1"),
                Map.entry("PORTCULLIS_ADMIN_PORT", Integer.toString(admin)),
                Map.entry("PORTCULLIS_CONTROL_PLANE", "http://127.0.0.1:" + ports.api()),
                Map.entry(
                        "PORTCULLIS_ENROLMENT_SECRET_FILE",
                        keys.enrolmentSecret().toString()),
                Map.entry(
                        "PORTCULLIS_STATE_DIR",
                        installation.data().resolve(name).toString()),
                Map.entry("PORTCULLIS_TRUSTED_KEYS_FILE", keys.trustedKeys().toString()),
                Map.entry("PORTCULLIS_SECRET_KEYS_FILE", keys.secretKeys().toString()));
        // Without the demo the instance may not exist yet, and a node is not ready before its instance does.
        String question = switch (settings.demo()) {
            case MADE -> "/ready";
            case LEFT_OUT -> "/live";
        };
        return new JavaProgram(
                name,
                List.of(ports.proxyPort(number), ports.adminPort(number)),
                java(name, "-Xmx512m", "-jar", installation.node().toString()),
                environment,
                new Readiness.Answers(URI.create("http://127.0.0.1:" + admin + question)));
    }

    private String kafka() {
        return "127.0.0.1:" + ports.kafka();
    }

    private List<String> java(String program, String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "-XX:+UseSerialGC",
                "-XX:SharedArchiveFile=" + installation.archive(program),
                "-XX:+AutoCreateSharedArchive",
                "-Xlog:disable",
                "-Xlog:all=warning:stderr:uptime,level,tags",
                "-Xlog:cds*=off",
                "-Xlog:aot*=off",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        all.addAll(List.of(arguments));
        return all;
    }
}
