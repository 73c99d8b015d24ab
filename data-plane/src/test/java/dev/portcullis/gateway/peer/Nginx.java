package dev.portcullis.gateway.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real nginx on 127.0.0.1, in a folder of its own. */
public final class Nginx implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/nginx");
    private static final int ATTEMPTS = 10;

    private final Path folder;
    private final int port;
    private final Process process;

    /**
     * Starts one, or skips the test where there is none; CI has one.
     *
     * @param server what stands in its {@code server} block
     */
    public static Nginx start(Path folder, String server) throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                System.getenv("CI") != null || Files.isExecutable(PROGRAM), "no nginx (apt-get install nginx-light)");
        for (int attempt = 1; ; attempt++) {
            Nginx nginx = new Nginx(folder, server);
            if (nginx.isListening()) {
                return nginx;
            }
            nginx.close();
            if (attempt == ATTEMPTS) {
                throw new AssertionError("nginx does not start: " + Files.readString(folder.resolve("error.log")));
            }
        }
    }

    private Nginx(Path folder, String server) throws IOException {
        this.folder = folder;
        this.port = freePort();
        String temporary = "client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;"
                + " uwsgi_temp_path uwsgi; scgi_temp_path scgi;";
        Files.writeString(
                folder.resolve("nginx.conf"),
                (isRoot() ? "user root;\n" : "")
                        + "daemon off; worker_processes 1; pid nginx.pid; error_log error.log;\n"
                        + "events { worker_connections 4096; }\n"
                        + "http { access_log off; %s\nserver { listen 127.0.0.1:%d backlog=1024;\n%s\n} }\n"
                                .formatted(temporary, port, server));
        process = nginx().start();
    }

    private ProcessBuilder nginx(String... arguments) {
        ProcessBuilder builder =
                new ProcessBuilder(PROGRAM.toString(), "-p", folder.toString(), "-c", "nginx.conf", "-e", "error.log");
        builder.command().addAll(java.util.List.of(arguments));
        return builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.log").toFile());
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean isListening() {
        while (process.isAlive()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return process.isAlive();
            } catch (IOException e) {
                Thread.onSpinWait();
            }
        }
        return false;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Replaces its workers; the old ones close the connections that wait for a request. */
    public void reload() throws IOException, InterruptedException {
        Process reload = nginx("-s", "reload").start();
        if (reload.waitFor() != 0) {
            throw new AssertionError("nginx does not reload");
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
