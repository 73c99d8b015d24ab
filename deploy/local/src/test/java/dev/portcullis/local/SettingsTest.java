package dev.portcullis.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @Test
    void settings_that_were_written_are_read_again(@TempDir Path dir) throws Exception {
        Settings settings = new Settings(new Ports(1, 2, 3, 4, 5, 6, 7), 3, Settings.Demo.LEFT_OUT);
        settings.write(dir.resolve("settings"));
        assertThat(Settings.read(dir.resolve("settings"))).contains(settings);
    }

    @Test
    void without_a_file_there_are_no_settings(@TempDir Path dir) throws Exception {
        assertThat(Settings.read(dir.resolve("settings"))).isEmpty();
    }

    @Test
    void a_number_of_nodes_that_makes_no_sense_is_refused_by_its_flag() {
        assertThat(new Settings(Ports.USUAL, 16, Settings.Demo.MADE).nodes()).isEqualTo(16);
        assertThatThrownBy(() -> new Settings(Ports.USUAL, 0, Settings.Demo.MADE))
                .hasMessage("--nodes: 0 (expected: 1-16)");
    }
}
