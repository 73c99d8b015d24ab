package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueryTextTest {
    private static List<String> parameters(String query) {
        List<String> found = new ArrayList<>();
        QueryText.forEachParameter(query, (name, value) -> found.add(name + "|" + value));
        return found;
    }

    @Test
    void an_escape_that_is_none_stands_for_itself() {
        assertThat(parameters("a=%4&b=%&c=%g1&d=%1g&%=e&f=%%41"))
                .containsExactly("a|%4", "b|%", "c|%g1", "d|%1g", "%|e", "f|%A");
    }

    @Test
    void an_escape_is_one_octet() {
        assertThat(parameters("%61=%09&%c3%bc=%C3%BC&x=%ff%00"))
                .containsExactly("a|\t", "\u00c3\u00bc|\u00c3\u00bc", "x|\u00ff\0");
        assertThat(QueryText.octets("\u00fc")).isEqualTo("\u00c3\u00bc");
    }

    @Test
    void every_ampersand_ends_a_parameter_and_the_first_equals_sign_its_name() {
        assertThat(parameters("a&b=&=c&d=e=f&&")).containsExactly("a|", "b|", "|c", "d|e=f", "|", "|");
        assertThat(parameters("")).containsExactly("|");
    }

    @Test
    void what_remains_without_a_parameter_is_byte_for_byte_what_it_was() {
        assertThat(QueryText.without("a=1&%61=2&b=%62&&A=3", "a"::equals)).isEqualTo("b=%62&&A=3");
        assertThat(QueryText.without("b&a", "a"::equals)).isEqualTo("b");
        assertThat(QueryText.without("a&a=", "a"::equals)).isNull();
        assertThat(QueryText.without("b=a", "a"::equals)).isEqualTo("b=a");
    }
}
