package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PathTableTest {
    private final PathTable<Pattern> table = new PathTable<>();
    private final Map<Pattern, Pattern> patterns = new HashMap<>();

    private record Pattern(String text, boolean isPrefix) {
        /** As it is said to people: by whole segments; with a trailing slash, only what goes on below. */
        boolean matches(String path) {
            if (!isPrefix) {
                return path.equals(text);
            }
            return text.endsWith("/") ? path.startsWith(text) : path.equals(text) || path.startsWith(text + "/");
        }
    }

    private void add(String text, boolean isPrefix) {
        Pattern pattern = new Pattern(text, isPrefix);
        Pattern stored = table.slot(text, isPrefix, () -> pattern);
        assertThat(stored).isEqualTo(pattern);
        patterns.putIfAbsent(pattern, stored);
    }

    private List<Pattern> found(String path) {
        List<Pattern> found = new ArrayList<>();
        table.find(new PathPrefixes(path), found);
        return found;
    }

    private void assertFindsWhatMatches(String path) {
        assertThat(found(path))
                .as(path)
                .containsExactlyInAnyOrderElementsOf(patterns.keySet().stream()
                        .filter(pattern -> pattern.matches(path))
                        .toList());
    }

    private static String path(Random random, int most) {
        StringBuilder path = new StringBuilder();
        int segments = 1 + random.nextInt(most);
        for (int i = 0; i < segments; i++) {
            path.append('/').append("ab".repeat(2), 0, random.nextInt(4));
        }
        return path.toString();
    }

    @Test
    void what_is_found_is_what_matches_however_many_patterns_there_are() {
        Random random = new Random(12);
        for (int i = 0; i < 600; i++) {
            add(path(random, 5), random.nextBoolean());
            assertFindsWhatMatches(path(random, 6));
        }
        for (int i = 0; i < 2_000; i++) {
            assertFindsWhatMatches(path(random, 7));
        }
    }

    /** Thue and Morse: of two such texts every polynomial modulo 2^64 has the same value, wherever it is taken. */
    private static String thueMorse(int length, char even, char odd) {
        StringBuilder text = new StringBuilder("/");
        for (int i = 0; i < length; i++) {
            text.append(Integer.bitCount(i) % 2 == 0 ? even : odd);
        }
        return text.toString();
    }

    @Test
    void nobody_can_write_paths_that_collide() {
        for (int length : List.of(512, 1_024, 2_048, 3_072)) {
            String one = thueMorse(length, 'a', 'b');
            String other = thueMorse(length, 'b', 'a');

            assertThat(PathPrefixes.hash(one)).isNotEqualTo(PathPrefixes.hash(other));
            add(one, false);
            add(other, true);
            assertFindsWhatMatches(one);
            assertFindsWhatMatches(other + "/below");
        }
    }

    @Test
    void a_prefix_has_the_hash_of_its_text() {
        String path = "/a/bc//def/\u00e9\u4e2d/" + "x".repeat(100) + "/";
        PathPrefixes prefixes = new PathPrefixes(path);

        int depth = 0;
        for (int end = 0; end >= 0; end = end == path.length() ? -1 : path.indexOf('/', end + 1)) {
            assertThat(prefixes.reaches(depth)).isTrue();
            assertThat(prefixes.hash(depth)).isEqualTo(PathPrefixes.hash(path.substring(0, end)));
            depth++;
        }
        assertThat(depth).isGreaterThan(5);
    }

    @Test
    void the_root_is_a_pattern_like_others() {
        add("/", true);
        add("/", false);
        for (String path : List.of("/", "/a", "/a/", "//")) {
            assertFindsWhatMatches(path);
        }
    }

    @Test
    void paths_may_be_deeper_than_a_word_has_bits() {
        for (int depth : List.of(1, 62, 63, 64, 65, 200, 400)) {
            add("/a".repeat(depth), depth % 2 == 0);
        }
        for (int depth : List.of(1, 2, 62, 63, 64, 65, 66, 199, 200, 201, 399, 400, 401, 1_000)) {
            assertFindsWhatMatches("/a".repeat(depth));
            assertFindsWhatMatches("/a".repeat(depth) + "/");
            assertFindsWhatMatches("/a".repeat(depth - 1) + "/b");
        }
    }

    @Test
    void the_shortest_prefix_comes_first_and_an_exact_one_last() {
        for (String text : List.of("/a/b", "/", "/a", "/a/", "/a/b/c")) {
            add(text, true);
        }
        add("/a/b/c", false);

        assertThat(found("/a/b/c"))
                .hasSize(6)
                .isSortedAccordingTo(Comparator.comparing((Pattern pattern) -> !pattern.isPrefix())
                        .thenComparing(pattern -> pattern.text().length()));
    }

    @Test
    void one_pattern_has_one_slot() {
        Pattern first = table.slot("/a", true, () -> new Pattern("first", true));

        assertThat(table.slot("/a", true, () -> new Pattern("second", true))).isSameAs(first);
        assertThat(table.slot("/a", false, () -> new Pattern("third", false)).text())
                .isEqualTo("third");
        assertThat(table.slot("/a/", true, () -> new Pattern("fourth", true)).text())
                .isEqualTo("fourth");
    }
}
