package dev.portcullis.control.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MigrationNumbersTest {
    /** Has never been on the main branch. A database that has V5 would refuse to start with it. */
    private static final int UNUSED = 4;

    @Test
    void migrations_are_numbered_without_a_gap_but_for_the_one_that_is_unused() throws IOException {
        List<Integer> numbers;
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
            numbers = files.map(file -> String.valueOf(file.getFileName()))
                    .map(name -> Integer.valueOf(name.replaceFirst("V(\\d+)__[a-z_]+\\.sql", "$1")))
                    .sorted()
                    .toList();
        }

        assertThat(numbers)
                .hasSizeGreaterThanOrEqualTo(8)
                .isEqualTo(IntStream.rangeClosed(1, numbers.getLast())
                        .filter(number -> number != UNUSED)
                        .boxed()
                        .toList());
    }
}
