package dev.portcullis.local.part;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.parts.Lifetime;
import dev.portcullis.parts.PartProcess;
import dev.portcullis.parts.ProcessIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningPartsTest {
    private static final Part PART =
            new JavaProgram("sleeper", List.of(), List.of("-version"), Map.of(), new Readiness.Listens(1));

    @Test
    void a_part_is_found_while_its_process_lives_and_not_after(@TempDir Path dir) throws Exception {
        RunningParts parts = new RunningParts(dir.resolve("run"));
        try (PartProcess process = sleeper(dir)) {
            parts.enter(PART, process.pid());
            assertThat(parts.find("sleeper")).hasValueSatisfying(entry -> {
                assertThat(entry.process().pid()).isEqualTo(process.pid());
                assertThat(entry.fingerprint()).isEqualTo(PART.fingerprint());
            });
        }
        assertThat(parts.find("sleeper")).isEmpty();
        assertThat(parts.names()).containsExactly("sleeper");
    }

    @Test
    void a_process_that_took_over_the_number_is_not_taken_for_the_part_and_gets_no_signal(@TempDir Path dir)
            throws Exception {
        RunningParts parts = new RunningParts(dir.resolve("run"));
        try (PartProcess stranger = sleeper(dir)) {
            parts.enter(PART, stranger.pid());
            Path note = dir.resolve("run/sleeper");
            String born = ProcessIdentity.of(stranger.pid()).born();
            String ticks = born.substring(born.indexOf(':') + 1);
            Files.writeString(note, Files.readString(note).replace(ticks, "1" + ticks));

            assertThat(parts.find("sleeper")).isEmpty();
            new ProcessIdentity(stranger.pid(), "other:1").signal("KILL");
            assertThat(stranger.isAlive()).isTrue();
        }
    }

    private static PartProcess sleeper(Path dir) {
        return PartProcess.start(List.of("sleep", "1000"), Map.of(), dir.resolve("log"), Lifetime.WITH_PARENT);
    }
}
