package dev.portcullis.policy.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionSizeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '~',
            value = {
                "abc 3",
                "a|b*c+d? 4",
                "[a-z]b 2",
                "[^]a]b 2",
                "[]a]b 2",
                "[^a]{4} 4",
                "[\\]x]b 2",
                "[[:alpha:]]b 2",
                "[[:alpha:]x]b 2",
                "[[:b]c 2",
                "[a 1",
                "\\x{41}a 2",
                "\\p{Lu}{3} 3",
                "\\P{Lu}b 2",
                "\\p{Lu 1",
                "\\pLb 3",
                "\\.b 2",
                "\\ 1",
                "\\Qab\\E{3} 4",
                "\\Qa{9}\\E 4",
                "\\Qab 2",
                "\\Q\\Ea 1",
                "(ab){3} 6",
                "(?:ab){3} 6",
                "(?P<n>ab){3} 6",
                "a(?i){3} 3",
                "(?i)a{3} 3",
                "((a{2}){3}){4} 24",
                "(){5} 5",
                "(ab 2",
                "a) 1",
                "a{2,5} 5",
                "a{3,} 3",
                "a{0} 1",
                "a{,5} 5",
                "a{x} 4",
                "a{100000} 100000",
                "a{999999} 999999",
                "a{9999999} 1000000",
            })
    void repetitions_count_as_if_they_were_written_out(String expression, long parts) {
        assertThat(ExpressionSize.of(expression)).isEqualTo(parts);
    }
}
