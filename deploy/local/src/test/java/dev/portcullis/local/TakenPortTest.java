package dev.portcullis.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.parts.Lifetime;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TakenPortTest {
    @Test
    void a_taken_port_is_told_with_its_number_and_flag_before_anything_is_started(@TempDir Path dir) throws Exception {
        Ports ports = Ports.free();
        Installation installation = new Installation(dir, dir.resolve("state"));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        LocalSystem system = new LocalSystem(
                installation,
                new Settings(ports, 2, Settings.Demo.MADE),
                Lifetime.WITH_PARENT,
                new Progress(new PrintStream(said, true, StandardCharsets.UTF_8)));
        int second = ports.proxyPort(2).number();
        try (ServerSocket holder = new ServerSocket(second, 1, InetAddress.getLoopbackAddress())) {
            assertThat(holder.isBound()).isTrue();

            assertThatThrownBy(system::up)
                    .isInstanceOf(LocalException.class)
                    .hasMessageContaining("port " + second)
                    .hasMessageContaining("node-2")
                    .hasMessageContaining("--proxy-port");
        }
        assertThat(system.status()).allMatch(part -> part.state() == PartStatus.State.DOWN);
        assertThat(installation.data().resolve("postgres")).doesNotExist();
    }
}
