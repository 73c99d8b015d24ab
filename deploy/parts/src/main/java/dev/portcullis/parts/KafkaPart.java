package dev.portcullis.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A real Kafka broker on 127.0.0.1: one KRaft node that is broker and controller, in a JVM of its own, because its jars
 * are of another version than the clients' beside us. Topics are not made by themselves. Thread-safe once started.
 *
 * <p>Its jars are looked for in the folder that the system property {@value #LIB_PROPERTY} names.
 */
public final class KafkaPart implements AutoCloseable {
    /** System property with the folder of the broker's jars. */
    public static final String LIB_PROPERTY = "portcullis.kafka.lib";

    private static final String CLUSTER_ID = "cG9ydGN1bGxpcy1sb2NhbA";
    private static final String STARTED = "Kafka Server started";
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private final PartProcess process;
    private final PartHome home;
    private final int port;

    private KafkaPart(PartProcess process, PartHome home, int port) {
        this.process = process;
        this.home = home;
        this.port = port;
    }

    /** Starts one on free ports with a temporary data folder, which goes when it is closed or this JVM ends. */
    public static KafkaPart start() {
        List<Integer> ports = PartHome.freePorts(2);
        PartHome home = PartHome.temporary("kafka");
        return start(home, ports.getFirst(), ports.getLast(), Lifetime.WITH_PARENT);
    }

    /**
     * Starts one whose data survive.
     *
     * @param dataDir formatted if empty; the broker's settings are written beside the data
     * @param port of the clients, 1-65535 on 127.0.0.1
     * @param controllerPort of the controller, 1-65535; it must stay the same from start to start
     * @param log output is appended here
     * @throws PartException if it is not up within 90 seconds
     */
    public static KafkaPart start(Path dataDir, int port, int controllerPort, Path log, Lifetime lifetime) {
        return start(PartHome.lasting(dataDir, log), port, controllerPort, lifetime);
    }

    /**
     * Starts one that clients reach by several ways, each with a listener of its own that is advertised under another port:
     * that of a proxy, say, which can be cut for one client only.
     */
    public static KafkaPart start(
            Path dataDir, int port, int controllerPort, List<Way> ways, Path log, Lifetime lifetime) {
        return start(PartHome.lasting(dataDir, log), port, controllerPort, ways, lifetime);
    }

    /**
     * A further listener.
     *
     * @param name upper case letters and digits
     * @param port where it listens on 127.0.0.1
     * @param advertisedPort where clients are told to connect to on 127.0.0.1
     */
    public record Way(String name, int port, int advertisedPort) {}

    private static KafkaPart start(PartHome home, int port, int controllerPort, Lifetime lifetime) {
        return start(home, port, controllerPort, List.of(), lifetime);
    }

    private static KafkaPart start(PartHome home, int port, int controllerPort, List<Way> ways, Lifetime lifetime) {
        try {
            Files.createDirectories(home.dataDir());
            Files.createDirectories(home.log().toAbsolutePath().getParent());
            Path settings = home.dataDir().resolve("server.properties");
            Files.writeString(settings, settings(home.dataDir(), port, controllerPort, ways));
            long logged = Files.exists(home.log()) ? Files.size(home.log()) : 0;
            PartProcess process = PartProcess.start(command(home, settings), Map.of(), home, lifetime);
            KafkaPart part = new KafkaPart(process, home, port);
            part.awaitStart(logged);
            return part;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(PartHome home, Path settings) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms128m",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dlog4j2.configurationFile=classpath:portcullis-broker-log4j2.xml"));
        switch (home.keep()) {
            // What the JVM learned of the classes shortens the next start; a temporary broker has none.
            case FOR_EVER ->
                command.addAll(List.of(
                        "-XX:SharedArchiveFile=" + home.dataDir().resolve("classes.jsa"),
                        "-XX:+AutoCreateSharedArchive",
                        "-Xlog:disable"));
            case UNTIL_CLOSED -> {}
        }
        command.addAll(List.of(
                "-cp",
                libraries().resolve("*") + ":" + ownClasses(),
                BrokerMain.class.getName(),
                settings.toString(),
                CLUSTER_ID));
        return command;
    }

    /**
     * What a broker alone takes: from the beginning of a transaction with one record until a reader has it.
     *
     * @param bootstrapServers of a running broker
     * @param topic made for it
     * @return nanoseconds of each, sorted
     * @throws PartException if it fails
     */
    public static long[] roundTrips(String bootstrapServers, String topic, int count) {
        ProcessBuilder measuring = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                        "-Dlog4j2.level=OFF",
                        "-cp",
                        libraries().resolve("*") + ":" + ownClasses(),
                        RoundTripMain.class.getName(),
                        bootstrapServers,
                        topic,
                        Integer.toString(count))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            Process process = measuring.start();
            long[] nanos = process.inputReader()
                    .lines()
                    .filter(line -> line.matches("[0-9]{1,18}"))
                    .mapToLong(Long::parseLong)
                    .sorted()
                    .toArray();
            if (process.waitFor() != 0 || nanos.length != count) {
                throw new PartException("round trips: " + nanos.length + ", exit " + process.exitValue()
                        + " (expected: " + count + ")");
            }
            return nanos;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PartException("interrupted while Kafka was measured", e);
        }
    }

    private static Path libraries() {
        String folder = System.getProperty(LIB_PROPERTY);
        if (folder == null || !Files.isDirectory(Path.of(folder))) {
            throw new PartException(
                    LIB_PROPERTY + ": " + folder + " (expected: the folder that building deploy/parts fills)");
        }
        return Path.of(folder).toAbsolutePath();
    }

    private static Path ownClasses() {
        try {
            return Path.of(KafkaPart.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String settings(Path dataDir, int port, int controllerPort, List<Way> ways) {
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d%4$s
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d%5$s
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT%6$s
                controller.listener.names=CONTROLLER
                inter.broker.listener.name=PLAINTEXT
                log.dirs=%3$s
                auto.create.topics.enable=false
                num.partitions=1
                default.replication.factor=1
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=1
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                group.initial.rebalance.delay.ms=0
                log.cleaner.backoff.ms=500
                log.cleaner.dedupe.buffer.size=4194304
                num.network.threads=2
                num.io.threads=4
                num.recovery.threads.per.data.dir=2
                """.formatted(
                        port,
                        controllerPort,
                        dataDir.resolve("log"),
                        forEach(ways, way -> ",%s://127.0.0.1:%d".formatted(way.name(), way.port())),
                        forEach(ways, way -> ",%s://127.0.0.1:%d".formatted(way.name(), way.advertisedPort())),
                        forEach(ways, way -> ",%s:PLAINTEXT".formatted(way.name())));
    }

    private static String forEach(List<Way> ways, Function<Way, String> text) {
        return ways.stream().map(text).collect(Collectors.joining());
    }

    private void awaitStart(long logged) throws IOException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!newLines(logged).contains(STARTED)) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                process.kill();
                throw new PartException("Kafka did not start on port " + port + ", see " + home.log());
            }
            pause();
        }
    }

    private String newLines(long logged) throws IOException {
        byte[] all = Files.readAllBytes(home.log());
        int from = Math.toIntExact(Math.min(logged, all.length));
        return new String(all, from, all.length - from, StandardCharsets.UTF_8);
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PartException("interrupted while Kafka was starting", e);
        }
    }

    /** {@code 127.0.0.1:port}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /** Process id of the broker's JVM. */
    public long pid() {
        return process.pid();
    }

    public Path log() {
        return home.log();
    }

    /** Ends the broker in order, by force after 20 seconds, and removes temporary data. */
    @Override
    public void close() {
        process.close();
        home.removeIfTemporary();
    }
}
