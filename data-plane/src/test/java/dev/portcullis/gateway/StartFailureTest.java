package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A node that cannot start says why in one line, and ends. */
class StartFailureTest {
    @TempDir
    private Path dir;

    private static List<String> complaints(NodeProcess node) {
        return node.log().lines().filter(line -> !line.contains(" INFO ")).toList();
    }

    private void endsWithOneLine(NodeProcess.Starting starting, String... said) throws InterruptedException {
        try (NodeProcess node = starting.start()) {
            assertThat(node.exitCode()).isEqualTo(1);
            assertThat(complaints(node)).singleElement().asString().contains(said);
        }
    }

    @Test
    void a_port_that_is_taken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            int free = NodeProcess.freePort();
            String in = "127.0.0.1:" + port + ": ";
            endsWithOneLine(new NodeProcess.Starting(dir, port, free), "proxy on " + in, "in use");
            endsWithOneLine(new NodeProcess.Starting(dir, free, port), "admin on " + in, "in use");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PORTCULLIS_PROXY_HOST, 192.0.2.1, proxy on 192.0.2.1:",
        "PORTCULLIS_ADMIN_HOST, 192.0.2.1, admin on 192.0.2.1:",
        "PORTCULLIS_ADMIN_HOST, no-such-host.invalid, admin on no-such-host.invalid:"
    })
    void an_address_that_is_not_this_machines(String name, String value, String said) throws Exception {
        endsWithOneLine(new NodeProcess.Starting(dir).with(name, value), said);
    }

    @Test
    void a_folder_for_the_state_that_is_a_file() throws IOException, InterruptedException {
        Path file = Files.createFile(dir.resolve("state"));
        NodeProcess.Starting starting = new NodeProcess.Starting(dir).with("PORTCULLIS_STATE_DIR", file.toString());
        try (NodeProcess node = starting.start()) {
            assertThat(node.exitCode()).isEqualTo(1);
            assertThat(complaints(node)).hasSize(2).last().asString().contains(file.toString());
        }
    }
}
