package dev.portcullis.policy.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.model.PathPattern;
import dev.portcullis.model.PathPattern.Match;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternCoverTest {
    @ParameterizedTest
    @CsvSource({
        "*, *, true",
        "*, a.example, true",
        "*, *.example, true",
        "a.example, *, false",
        "*.example, *, false",
        "a.example, A.example, true",
        "a.example, b.example, false",
        "*.example, a.example, true",
        "*.example, example, false",
        "a.example, *.example, false",
        "*.example, *.example, true",
        "*.example, *.a.example, true",
        "*.a.example, *.example, false",
        "*.example, *.xexample, false",
        "a..b, a..b, false",
        "*, a..b, false",
        "a..b, *, false"
    })
    void a_host_pattern_covers_another_if_each_of_its_hosts_is_one_of_its_own(
            String wide, String narrow, boolean covers) {
        assertThat(PatternCover.hostCovers(wide, narrow)).isEqualTo(covers);
    }

    @ParameterizedTest
    @CsvSource({
        "a.example, *.example, true",
        "*.example, a.example, true",
        "a.example, b.example, false",
        "*.a, *.b, false"
    })
    void host_patterns_meet_if_one_covers_the_other(String a, String b, boolean meet) {
        assertThat(PatternCover.hostsMeet(a, b)).isEqualTo(meet);
    }

    private static PathPattern path(String text) {
        String[] parts = text.split(":", 2);
        return new PathPattern(Match.valueOf(parts[0]), parts[1]);
    }

    @ParameterizedTest
    @CsvSource({
        "EXACT:/a, EXACT:/a, true",
        "EXACT:/a, EXACT:/b, false",
        "EXACT:/a, PREFIX:/a, false",
        "EXACT:/, EXACT:/a, false",
        "PREFIX:/a, EXACT:/a, true",
        "PREFIX:/a, EXACT:/a/b, true",
        "PREFIX:/a, EXACT:/ab, false",
        "PREFIX:/a/, EXACT:/a/b, true",
        "PREFIX:/a/, EXACT:/a, false",
        "PREFIX:/, PREFIX:/a, true",
        "PREFIX:/a, PREFIX:/, false",
        "PREFIX:/, REGEX:/a, false",
        "REGEX:/a, REGEX:/a, true",
        "REGEX:/.*, EXACT:/a, false"
    })
    void a_path_pattern_covers_another_by_segment(String wide, String narrow, boolean covers) {
        assertThat(PatternCover.pathCovers(path(wide), path(narrow))).isEqualTo(covers);
    }

    @ParameterizedTest
    @CsvSource({
        "EXACT:/a, PREFIX:/, true",
        "PREFIX:/, EXACT:/a, true",
        "EXACT:/a, EXACT:/b, false",
        "PREFIX:/a, PREFIX:/ab, false",
        "REGEX:/x, EXACT:/a, true",
        "EXACT:/a, REGEX:/x, true"
    })
    void path_patterns_may_meet_if_one_covers_the_other_or_is_an_expression(String a, String b, boolean meet) {
        assertThat(PatternCover.pathsMeet(path(a), path(b))).isEqualTo(meet);
    }

    @ParameterizedTest
    @CsvSource({
        "PREFIX:/, true",
        "PREFIX:/a, false",
        "EXACT:/, false",
        "REGEX:.*, true",
        "REGEX:/.*, true",
        "REGEX:/[^;]*, true",
        "REGEX:/a.*, false",
        "REGEX:(, false"
    })
    void some_patterns_mean_every_path(String pattern, boolean every) {
        assertThat(PatternCover.isEveryPath(path(pattern), false)).isEqualTo(every);
        assertThat(PatternCover.isEveryPath(path(pattern), true)).isEqualTo(every);
    }
}
