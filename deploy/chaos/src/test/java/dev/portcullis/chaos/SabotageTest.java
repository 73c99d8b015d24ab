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
        Path home = Path.of(System.getProperty("portcullis.home"));
        List<String> file = List.of();
        int removed = 0;
        for (String line : Files.readAllLines(patch)) {
            if (line.startsWith("--- a/")) {
                file = Files.readAllLines(home.resolve(line.substring("--- a/".length())));
            } else if (line.startsWith("-")) {
                assertThat(file).contains(line.substring(1));
                removed++;
            }
        }
        assertThat(removed).isPositive();
    }
}
