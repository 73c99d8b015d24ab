package dev.portcullis.chaos.cluster;

import dev.portcullis.chaos.history.History;
import dev.portcullis.local.access.ManagementKeys;
import dev.portcullis.local.access.ManagementToken;
import dev.portcullis.local.part.Readiness;
import dev.portcullis.parts.KafkaPart;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * A whole system of its own: PostgreSQL, Kafka, two control planes, and three nodes. Every connection to PostgreSQL and to
 * Kafka leads through a proxy of its own.
 */
public final class Cluster implements AutoCloseable {
    /** Where Debian's package puts it, for programs with several threads. */
    private static final Path FAKETIME =
            Path.of(System.getProperty("chaos.faketime", "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"));

    private final Map<Integer, Long> behindSeconds = new ConcurrentHashMap<>();
    private Optional<SmallDisk> postgresDisk = Optional.empty();
    private final Layout layout;
    private final ManagementKeys keys;
    private final ManagedPart postgres;
    private final ManagedPart kafka;
    private final List<ManagedPart> controlPlanes = new ArrayList<>();
    private final List<ManagedPart> nodes = new ArrayList<>();
    private final List<FaultProxy> controlPlaneToPostgres = new ArrayList<>();
    private final List<FaultProxy> controlPlaneToKafka = new ArrayList<>();
    private final List<FaultProxy> nodeToKafka = new ArrayList<>();

    public Cluster(Layout layout, History history) throws IOException {
        this.layout = layout;
        this.keys = new ManagementKeys(layout.state().resolve("keys"));
        keys.makeMissing();
        Programs programs = new Programs(layout, keys);
        List<KafkaPart.Way> ways = new ArrayList<>();
        for (int number = 0; number < Layout.CONTROL_PLANES; number++) {
            String name = "control-plane-" + (number + 1);
            FaultProxy toPostgres = new FaultProxy(name + " to postgres", layout.postgresPort());
            FaultProxy toKafka = way(name, ways);
            controlPlaneToPostgres.add(toPostgres);
            controlPlaneToKafka.add(toKafka);
            int its = number;
            controlPlanes.add(new ManagedPart(
                    name,
                    () -> programs.controlPlane(its, toPostgres.port(), toKafka.port()),
                    new Readiness.Answers(URI.create("http://127.0.0.1:" + layout.apiPort(number) + "/q/health/ready")),
                    history));
        }
        for (int number = 0; number < Layout.INSTANCE_OF_NODE.size(); number++) {
            FaultProxy toKafka = way("node-" + (number + 1), ways);
            nodeToKafka.add(toKafka);
            int its = number;
            nodes.add(new ManagedPart(
                    "node-" + (number + 1),
                    () -> programs.node(its, toKafka.port(), clock(its)),
                    new Readiness.Answers(admin(number).resolve("/ready")),
                    history));
        }
        postgres =
                new ManagedPart("postgres", programs::postgres, new Readiness.Listens(layout.postgresPort()), history);
        kafka = new ManagedPart(
                "kafka", () -> programs.kafka(ways), new Readiness.Listens(layout.kafkaPort()), history);
    }

    private FaultProxy way(String client, List<KafkaPart.Way> ways) {
        int port = layout.wayPort(ways.size());
        FaultProxy proxy = new FaultProxy(client + " to kafka", port);
        ways.add(new KafkaPart.Way("WAY" + ways.size(), port, proxy.port()));
        return proxy;
    }

    /**
     * Gives the database a disk that can be filled. Only before anything is started.
     *
     * @return whether that is possible here
     */
    public boolean limitPostgresDisk() throws IOException {
        postgresDisk = SmallDisk.mountedAt(layout.home("postgres"));
        return postgresDisk.isPresent();
    }

    /** Empty: it has none of its own. */
    public Optional<SmallDisk> postgresDisk() {
        return postgresDisk;
    }

    /** Whether a node can be started with another time than the machine's. */
    public boolean canSetClocks() {
        return Files.exists(FAKETIME);
    }

    /** From its next start on, a node's clock is behind by so much. */
    public void setBehind(int node, Duration behind) {
        behindSeconds.put(node, behind.toSeconds());
    }

    private Map<String, String> clock(int node) {
        long seconds = behindSeconds.getOrDefault(node, 0L);
        return seconds == 0
                ? Map.of()
                : Map.of(
                        "LD_PRELOAD",
                        FAKETIME.toString(),
                        "FAKETIME",
                        "-" + seconds,
                        "FAKETIME_DONT_FAKE_MONOTONIC",
                        "1");
    }

    /** Starts the parts that hold the data, and the control planes, and waits for them. */
    public void startManagement() {
        postgres.start();
        kafka.start();
        postgres.awaitReady();
        kafka.awaitReady();
        controlPlanes.forEach(ManagedPart::start);
        controlPlanes.forEach(ManagedPart::awaitReady);
    }

    /** Starts the nodes, whose instances must be there, and waits for them. */
    public void startNodes() {
        nodes.forEach(ManagedPart::start);
        nodes.forEach(ManagedPart::awaitReady);
    }

    /** All that can be killed, paused and started again. */
    public List<ManagedPart> parts() {
        List<ManagedPart> parts = new ArrayList<>(List.of(postgres, kafka));
        parts.addAll(controlPlanes);
        parts.addAll(nodes);
        return parts;
    }

    public ManagedPart postgres() {
        return postgres;
    }

    public ManagedPart kafka() {
        return kafka;
    }

    public List<ManagedPart> controlPlanes() {
        return List.copyOf(controlPlanes);
    }

    public List<ManagedPart> nodes() {
        return List.copyOf(nodes);
    }

    /** By the number of the node. */
    public List<FaultProxy> nodeToKafka() {
        return List.copyOf(nodeToKafka);
    }

    /** By the number of the control plane. */
    public List<FaultProxy> controlPlaneToPostgres() {
        return List.copyOf(controlPlaneToPostgres);
    }

    /** By the number of the control plane. */
    public List<FaultProxy> controlPlaneToKafka() {
        return List.copyOf(controlPlaneToKafka);
    }

    /** Bases of the management API, one for each control plane. */
    public List<URI> apis() {
        return IntStream.range(0, Layout.CONTROL_PLANES)
                .mapToObj(number -> URI.create("http://127.0.0.1:" + layout.apiPort(number) + "/api/v1"))
                .toList();
    }

    /** Where clients send requests to a node. */
    public URI proxy(int node) {
        return URI.create("http://127.0.0.1:" + layout.proxyPort(node));
    }

    /** Where a node says how it is. */
    public URI admin(int node) {
        return URI.create("http://127.0.0.1:" + layout.adminPort(node));
    }

    /** The broker, past all proxies. */
    public String bootstrapServers() {
        return "127.0.0.1:" + layout.kafkaPort();
    }

    public Path postgresData() {
        return layout.data("postgres");
    }

    public Path kafkaData() {
        return layout.data("kafka");
    }

    /** A management token of an administrator. */
    public String token() throws IOException {
        return keys.sign(new ManagementToken(ManagementToken.Role.ADMIN, List.of(), Instant.now(), Duration.ofDays(1)));
    }

    /** Ends all parts, the nodes first. */
    @Override
    public void close() throws IOException {
        for (ManagedPart part : parts().reversed()) {
            part.resume();
            part.stop();
        }
        for (List<FaultProxy> links : List.of(controlPlaneToPostgres, controlPlaneToKafka, nodeToKafka)) {
            for (FaultProxy link : links) {
                link.close();
            }
        }
        if (postgresDisk.isPresent()) {
            postgresDisk.get().close();
        }
    }
}
