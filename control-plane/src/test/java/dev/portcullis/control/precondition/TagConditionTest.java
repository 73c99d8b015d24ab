package dev.portcullis.control.precondition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.control.problem.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagConditionTest {
    private static final EntityTag A = new EntityTag("a", false);
    private static final EntityTag B = new EntityTag("b", false);

    @Test
    void a_field_that_is_not_there_asks_for_nothing() {
        assertThat(TagCondition.parse("If-Match", null)).isEmpty();
        assertThat(TagCondition.parse("If-Match", List.of())).isEmpty();
    }

    @Test
    void a_star_is_anything() {
        assertThat(TagCondition.parse("If-Match", List.of(" * "))).contains(new TagCondition.Anything());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\",\"b\"", "\"a\" , \"b\"", ",\"a\",,\t\"b\",", " \"a\", \"b\" "})
    void a_list_may_have_white_space_and_empty_elements(String value) {
        assertThat(TagCondition.parse("If-Match", List.of(value))).contains(new TagCondition.OneOf(List.of(A, B)));
    }

    @Test
    void several_fields_are_one_list() {
        assertThat(TagCondition.parse("If-Match", List.of("\"a\"", "\"b\"")))
                .contains(new TagCondition.OneOf(List.of(A, B)));
    }

    @Test
    void a_tag_may_hold_commas_and_stars_and_be_empty_or_weak() {
        assertThat(TagCondition.parse("If-Match", List.of("\"a,*\", \"\", W/\"a\"")))
                .contains(new TagCondition.OneOf(
                        List.of(new EntityTag("a,*", false), new EntityTag("", false), new EntityTag("a", true))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                "a",
                "\"a",
                "a\"",
                "\"a\" \"b\"",
                "\"a\"\"b\"",
                "\"a\", *",
                "*, \"a\"",
                "**",
                "w/\"a\"",
                "W/ \"a\"",
                "\"a b\"",
                "\"a\\\"\"",
                "'a'",
                "\"a\";q=1"
            })
    void what_is_malformed_is_refused(String value) {
        assertThatThrownBy(() -> TagCondition.parse("If-Match", List.of(value)))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("If-Match: malformed (expected: ");
    }

    @Test
    void a_weak_tag_equals_strongly_nothing_and_weakly_its_twin() {
        EntityTag weak = new EntityTag("a", true);
        assertThat(A.equalsStrongly(new EntityTag("a", false))).isTrue();
        assertThat(A.equalsStrongly(weak)).isFalse();
        assertThat(weak.equalsStrongly(weak)).isFalse();
        assertThat(A.equalsWeakly(weak)).isTrue();
        assertThat(A.equalsWeakly(B)).isFalse();
    }
}
