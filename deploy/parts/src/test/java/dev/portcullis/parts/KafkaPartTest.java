package dev.portcullis.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaPartTest {
    @Test
    void a_broker_listens_once_started_and_is_gone_once_closed() throws Exception {
        long pid;
        Path log;
        try (KafkaPart kafka = KafkaPart.start()) {
            pid = kafka.pid();
            log = kafka.log();
            try (Socket socket = new Socket("127.0.0.1", kafka.port())) {
                assertThat(socket.isConnected()).isTrue();
            }
            assertThat(ProcessHandle.of(pid)).isPresent();
        }
        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(log.getParent()).doesNotExist();
    }

    @Test
    void a_broker_starts_again_on_the_data_it_left(@TempDir Path dir) {
        var ports = PartHome.freePorts(2);
        Path data = dir.resolve("data with a space");
        for (int i = 0; i < 2; i++) {
            try (KafkaPart kafka = KafkaPart.start(
                    data, ports.getFirst(), ports.getLast(), dir.resolve("kafka.log"), Lifetime.WITH_PARENT)) {
                assertThat(kafka.bootstrapServers()).isEqualTo("127.0.0.1:" + ports.getFirst());
            }
        }
        assertThat(data.resolve("log/meta.properties")).exists();
    }
}
