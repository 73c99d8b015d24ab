package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Pairs of {@code name.in.json} and {@code name.out.json}. {@code -Dgolden.write=true} writes the expected files afresh, for
 * a reader to compare; nothing else does.
 */
final class GoldenFiles {
    static final Path DECISIONS = Path.of("src/test/resources/golden");
    static final Path WRITES = DECISIONS.resolve("written");

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private GoldenFiles() {}

    static JsonNode read(Path file) throws IOException {
        return JSON.readTree(Files.readString(file));
    }

    /** The names of the scenes of a folder, in order. */
    static List<String> scenes(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".in.json"))
                    .map(name -> name.replace(".in.json", ""))
                    .sorted()
                    .toList();
        }
    }

    /** A test for each scene of a folder: what is made of its input is what its expected file says. */
    static Stream<DynamicTest> tests(Path folder, Function<JsonNode, ArrayNode> outcome) throws IOException {
        List<String> scenes = scenes(folder);
        assertThat(scenes).isNotEmpty();
        return scenes.stream()
                .map(name -> DynamicTest.dynamicTest(name.replace('-', ' '), () -> check(folder, name, outcome)));
    }

    private static void check(Path folder, String name, Function<JsonNode, ArrayNode> outcome) throws IOException {
        Path expected = folder.resolve(name + ".out.json");
        String found = JSON.writeValueAsString(outcome.apply(read(folder.resolve(name + ".in.json"))));
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(expected, found + "\n");
        }
        assertThat(expected).exists();
        assertThat(found).isEqualTo(JSON.writeValueAsString(read(expected)));
    }
}
