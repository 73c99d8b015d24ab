package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Decisions and plans by golden files: {@code name.in.json} is a configuration and requests, {@code name.out.json} what is
 * decided of each and why. A new case needs no code. {@code -Dgolden.write=true} writes the expected files afresh, for a
 * reader to compare; nothing else does.
 */
class GoldenDecisionTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @TestFactory
    Stream<DynamicTest> every_golden_file_is_decided_as_expected() throws IOException {
        List<Path> inputs = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            files.filter(file -> file.toString().endsWith(".in.json")).sorted().forEach(inputs::add);
        }
        assertThat(inputs).isNotEmpty();
        return inputs.stream().map(input -> DynamicTest.dynamicTest(name(input), () -> check(input)));
    }

    private static String name(Path input) {
        return input.getFileName().toString().replace(".in.json", "").replace('-', ' ');
    }

    private static void check(Path input) throws IOException {
        Path expected = input.resolveSibling(input.getFileName().toString().replace(".in.", ".out."));
        JsonNode document = JSON.readTree(Files.readString(input));
        ArrayNode decided = JSON.createArrayNode();
        GoldenScene scene = new GoldenScene(document);
        for (JsonNode request : document.get("requests")) {
            ObjectNode entry = decided.addObject();
            entry.put("request", request.get("name").asText());
            entry.setAll(scene.decide(request));
        }
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(expected, JSON.writeValueAsString(decided) + "\n");
        }
        assertThat(expected).exists();
        assertThat(JSON.writeValueAsString(decided))
                .isEqualTo(JSON.writeValueAsString(JSON.readTree(Files.readString(expected))));
    }
}
