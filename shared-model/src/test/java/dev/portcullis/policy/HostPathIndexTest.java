package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.model.PathPattern;
import dev.portcullis.policy.pattern.HostPattern;
import dev.portcullis.policy.pattern.Parsed;
import dev.portcullis.policy.pattern.PathRegex;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** In which order patterns are found; that they are, and no others, is for {@link RuleIndexTest} to show. */
class HostPathIndexTest {
    private final HostPathIndex<String, String> index = new HostPathIndex<>();

    private static <T> T valid(Parsed<T> parsed) {
        return ((Parsed.Valid<T>) parsed).value();
    }

    private void add(String host, PathPattern.Match match, String path, @Nullable String method, String name) {
        PathRegex regex = match == PathPattern.Match.REGEX ? valid(PathRegex.parse(path, false)) : null;
        index.add(
                valid(HostPattern.parse(host)),
                new PathPattern(match, path),
                regex,
                false,
                method == null ? null : List.of(method),
                name);
    }

    @Test
    void what_matches_is_found_once_and_the_most_specific_first() {
        for (String host : List.of("*", "*.example", "*.b.example", "a.b.example", "other.example")) {
            add(host, PathPattern.Match.REGEX, "/x.*", null, host + " regex");
            add(host, PathPattern.Match.PREFIX, "/x", null, host + " prefix");
            add(host, PathPattern.Match.PREFIX, "/x/y", null, host + " longer");
            add(host, PathPattern.Match.EXACT, "/x/y/z", null, host + " exact");
            add(host, PathPattern.Match.EXACT, "/x/y/z", "GET", host + " exact GET");
        }
        index.finish(names -> String.join("+", names));

        List<String> ofOneHost = List.of(" exact GET", " exact", " longer", " prefix", " regex");
        assertThat(index.find("a.b.example", "/x/y/z", "GET"))
                .containsExactlyElementsOf(List.of("a.b.example", "*.b.example", "*.example", "*").stream()
                        .flatMap(host -> ofOneHost.stream().map(path -> host + path))
                        .toList());
        assertThat(index.find("b.example", "/x", "POST"))
                .containsExactly("*.example prefix", "*.example regex", "* prefix", "* regex");
        assertThat(index.find("b.example", "/y", "POST")).isEmpty();
    }
}
