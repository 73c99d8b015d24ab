package dev.portcullis.e2e;

import static org.awaitility.Awaitility.await;

import dev.portcullis.parts.Lifetime;
import dev.portcullis.parts.PartProcess;
import dev.portcullis.parts.ProcessIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A replica of the control plane: started as the first one was, on another port. */
final class SecondControlPlane implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Path log;
    private final int port;
    private final PartProcess process;

    private SecondControlPlane(Path log, int port, PartProcess process) {
        this.log = log;
        this.port = port;
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param changed settings that are not those of the first
     */
    static SecondControlPlane start(ProcessIdentity first, Map<String, String> changed) throws IOException {
        Path proc = Path.of("/proc", Long.toString(first.pid()));
        List<String> command = strings(proc.resolve("cmdline"))
                .filter(argument -> !argument.startsWith("-XX:"))
                .toList();
        Map<String, String> environment = new HashMap<>();
        strings(proc.resolve("environ"))
                .map(entry -> entry.split("=", 2))
                .forEach(entry -> environment.put(entry[0], entry[1]));
        int port = freePort();
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.putAll(changed);
        Path log = Files.createTempFile("control-plane-2-", ".log");
        return new SecondControlPlane(log, port, PartProcess.start(command, environment, log, Lifetime.WITH_PARENT));
    }

    private static Stream<String> strings(Path file) throws IOException {
        return Stream.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\0"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    void awaitReady() {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
                    .build();
            await("the second control plane is ready")
                    .atMost(LIMIT)
                    .ignoreExceptions()
                    .until(() -> client.send(ready, BodyHandlers.discarding()).statusCode() == 200);
        }
    }

    int port() {
        return port;
    }

    PartProcess process() {
        return process;
    }

    List<String> log() throws IOException {
        return Files.readAllLines(log);
    }

    @Override
    public void close() throws IOException {
        process.close();
        Files.delete(log);
    }
}
