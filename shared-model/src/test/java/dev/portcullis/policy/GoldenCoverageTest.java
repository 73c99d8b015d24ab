package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of what the golden files show is complete and true. */
class GoldenCoverageTest {
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Set<String> ADMITTED = Set.of("PASS", "AUTHENTICATED");

    /** A row of a table in Markdown: what it is about, and the rest. */
    private record Row(String first, String rest) {}

    private static List<Row> rows(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("| "))
                .map(line -> line.split("\\|", 3))
                .map(cells -> new Row(cells[1], cells[2]))
                .toList();
    }

    private static Set<String> quoted(Stream<String> texts) {
        return texts.flatMap(text -> QUOTED.matcher(text).results().map(match -> match.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> named(Predicate<String> names) throws IOException {
        Set<String> all =
                quoted(rows(GoldenFiles.DECISIONS.resolve("README.md")).stream().map(Row::rest));
        return all.stream().filter(names).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> scenes() throws IOException {
        Set<String> scenes = new TreeSet<>(GoldenFiles.scenes(GoldenFiles.DECISIONS));
        GoldenFiles.scenes(GoldenFiles.WRITES).forEach(scene -> scenes.add("written/" + scene));
        return scenes;
    }

    @Test
    void every_scene_is_named_and_every_named_scene_exists() throws IOException {
        assertThat(named(name -> !name.endsWith("Test"))).isEqualTo(scenes());
    }

    @Test
    void every_test_that_is_named_exists() throws IOException {
        Set<String> tests = new TreeSet<>();
        for (String module : List.of("shared-model", "data-plane", "control-plane")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src/test/java"))) {
                files.map(file -> file.getFileName().toString().replace(".java", ""))
                        .forEach(tests::add);
            }
        }
        assertThat(tests).containsAll(named(name -> name.endsWith("Test")));
    }

    @Test
    void every_field_and_every_denial_of_the_page_has_a_row() throws IOException {
        Set<String> described = quoted(rows(Path.of("README.md")).stream()
                .filter(row -> row.first().startsWith(" `"))
                .map(Row::first));
        assertThat(described).contains("issuer", "path.match", "CLAIM_MISSING");

        Set<String> covered =
                quoted(rows(GoldenFiles.DECISIONS.resolve("README.md")).stream().map(Row::first));

        assertThat(covered).containsAll(described);
    }

    @Test
    void every_scene_lets_something_in_and_keeps_something_out() throws IOException {
        List<String> oneSided = new ArrayList<>();
        for (String scene : scenes()) {
            Set<Boolean> outcomes = new TreeSet<>();
            for (JsonNode outcome : GoldenFiles.read(GoldenFiles.DECISIONS.resolve(scene + ".out.json"))) {
                outcomes.add(isLetIn(outcome));
            }
            if (outcomes.size() < 2) {
                oneSided.add(scene);
            }
        }
        assertThat(oneSided).isEmpty();
    }

    private static boolean isLetIn(JsonNode outcome) {
        if (outcome.has("write")) {
            return !outcome.has("refused");
        }
        boolean routed = !outcome.path("plan").asText().equals(DenialReason.NO_ROUTE.code());
        return routed && ADMITTED.contains(outcome.path("decision").asText());
    }
}
