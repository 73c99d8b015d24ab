package dev.portcullis.gateway;

import static org.awaitility.Awaitility.await;

import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.RawClient;
import dev.portcullis.gateway.peer.RawMessage;
import dev.portcullis.gateway.peer.Reports;
import dev.portcullis.gateway.peer.SignedRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A node as a process of its own, with the log that it has in production. There is no Kafka, so it answers 503 to everybody. */
final class NodeProcess implements AutoCloseable {
    final int proxy;
    final int admin;
    final Process process;
    private final Path log;

    /** What differs from a node that simply runs. */
    static final class Starting {
        private final Map<String, String> environment = new HashMap<>();
        private final List<String> command = new ArrayList<>();
        private final Path dir;
        private final int proxy;
        private final int admin;
        private boolean unread;

        Starting(Path dir) {
            this(dir, freePort(), freePort());
        }

        Starting(Path dir, int proxy, int admin) {
            this.dir = dir;
            this.proxy = proxy;
            this.admin = admin;
            environment.put("PORTCULLIS_INSTANCE", Config.INSTANCE);
            environment.put("PORTCULLIS_NODE_ID", "n1");
            environment.put("PORTCULLIS_KAFKA", "127.0.0.1:" + freePort());
            environment.put("PORTCULLIS_PROXY_HOST", "127.0.0.1");
            environment.put("PORTCULLIS_PROXY_PORT", Integer.toString(proxy));
            environment.put("PORTCULLIS_ADMIN_PORT", Integer.toString(admin));
            environment.put(
                    "PORTCULLIS_TRUSTED_KEYS", SignedRecords.KEYS.trusted().text());
            environment.put("PORTCULLIS_ENROLMENT_SECRET", Reports.SECRET);
            environment.put(
                    "PORTCULLIS_SECRET_KEYS", "k1:" + Base64.getEncoder().encodeToString(new byte[32]));
            command.addAll(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Dlogback.configurationFile=logback.xml",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Gateway.class.getName()));
        }

        Starting with(String name, String value) {
            environment.put(name, value);
            return this;
        }

        /** It may have so many descriptors. */
        Starting withDescriptors(int most) {
            command.addAll(0, List.of("bash", "-c", "ulimit -n " + most + "; exec \"$@\"", "bash"));
            return this;
        }

        /** Nobody reads what it writes. */
        Starting unread() {
            unread = true;
            return this;
        }

        NodeProcess start() {
            return new NodeProcess(this);
        }
    }

    private NodeProcess(Starting starting) {
        this.proxy = starting.proxy;
        this.admin = starting.admin;
        this.log = starting.dir.resolve("node.log");
        ProcessBuilder builder = new ProcessBuilder(starting.command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PORTCULLIS_"));
        builder.environment().putAll(starting.environment);
        if (!starting.unread) {
            builder.redirectOutput(log.toFile());
        }
        try {
            process = builder.directory(starting.dir.toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    NodeProcess awaitServing() {
        await().atMost(Duration.ofSeconds(90)).until(() -> status(proxy, "/") == 503 && status(admin, "/live") == 200);
        return this;
    }

    RawMessage ask(int port, String path) {
        return RawClient.ask(port, "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    }

    /** 0: nobody answers. */
    int status(int port, String path) {
        try {
            return ask(port, path).status();
        } catch (UncheckedIOException | AssertionError e) {
            return 0;
        }
    }

    String log() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int exitCode() throws InterruptedException {
        return process.waitFor(90, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
