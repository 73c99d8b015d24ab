package dev.portcullis.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The faults that {@code deploy/chaos/sabotage} puts into a copy of the tree, to show that chaos finds them. */
class SabotageTest {
    static Stream<Path> patches() throws IOException, URISyntaxException {
        URL folder = Objects.requireNonNull(SabotageTest.class.getResource("/sabotage"));
        try (var found = Files.list(Path.of(folder.toURI()))) {
            return found.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("patches")
    void what_a_patch_changes_is_still_there(Path patch) throws IOException {
        List<String> lines = Files.readAllLines(patch);
        Path file = Path.of(System.getProperty("portcullis.home"))
                .resolve(lines.stream()
                        .filter(line -> line.startsWith("--- a/"))
                        .map(line -> line.substring("--- a/".length()))
                        .findFirst()
                        .orElseThrow());
        List<String> removed = lines.stream()
                .filter(line -> line.startsWith("-") && !line.startsWith("---"))
                .map(line -> line.substring(1))
                .toList();

        assertThat(removed).isNotEmpty();
        assertThat(Files.readAllLines(file)).containsAll(removed);
    }
}
