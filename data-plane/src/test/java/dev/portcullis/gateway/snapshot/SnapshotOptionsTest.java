package dev.portcullis.gateway.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotOptionsTest {
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> faults = new ArrayList<>();

    @TempDir
    private Path dir;

    @Test
    void without_settings_there_is_the_topic_and_nothing_else() {
        SnapshotOptions options = read();

        assertThat(faults).isEmpty();
        assertThat(options.controlPlane()).isEmpty();
        assertThat(options.stateDir()).isEmpty();
        assertThat(options.stateMaxAge()).isEqualTo(Duration.ofDays(7));
        assertThat(options.topicWait()).isEqualTo(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @CsvSource({
        "https://control.example, '', true",
        "https://control.example:8443/base, '', true",
        "http://127.0.0.1:8080, '', true",
        "http://localhost:8080, false, true",
        "http://[::1]:8080, '', true",
        "http://control.example, true, true",
        "http://control.example, '', false",
        "http://127.0.0.1.example, '', false",
        "ftp://control.example, true, false",
        "control.example, true, false",
        "https://user:hunter2@control.example, '', false",
        "https://control.example?hunter2, '', false",
        "'https://control .example', '', false"
    })
    void the_control_plane_is_asked_over_https_unless_it_is_on_this_machine_or_the_operator_allows(
            String url, String allowsHttp, boolean usable) {
        environment.put("PORTCULLIS_CONTROL_PLANE", url);
        environment.put("PORTCULLIS_CONTROL_PLANE_ALLOW_HTTP", allowsHttp);

        SnapshotOptions options = read();

        assertThat(options.controlPlane().isPresent()).isEqualTo(usable);
        assertThat(faults).hasSize(usable ? 0 : 1).noneMatch(fault -> fault.contains("hunter2"));
    }

    @Test
    void what_cannot_be_used_is_named_with_what_was_expected() throws Exception {
        environment.put(
                "PORTCULLIS_STATE_DIR", Files.createFile(dir.resolve("file")).toString());
        environment.put("PORTCULLIS_STATE_MAX_AGE_SECONDS", "-1");
        environment.put("PORTCULLIS_START_TOPIC_WAIT_MILLIS", "soon");

        read();

        assertThat(faults).hasSize(3).allMatch(fault -> fault.contains("(expected: "));
    }

    @Test
    void a_state_folder_may_be_there_or_not_yet() {
        for (Path folder : List.of(dir, dir.resolve("new"))) {
            environment.put("PORTCULLIS_STATE_DIR", folder.toString());

            assertThat(read().stateDir()).contains(folder);
        }
        assertThat(faults).isEmpty();
    }

    private SnapshotOptions read() {
        return SnapshotOptions.fromEnvironment(environment, faults::add);
    }
}
