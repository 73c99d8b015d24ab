package dev.portcullis.policy.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the JDK, whose CASE_INSENSITIVE concerns ASCII letters only, as ours does. */
class AsciiCaseFoldingTest {
    /** What RE2 and the JDK write alike and mean alike. */
    private static final String[] PIECES = {
        "a",
        "B",
        "z",
        "Z",
        "k",
        "9",
        "-",
        "_",
        "\u00e9",
        "\u212a",
        ".",
        "[a-c]",
        "[^a-c]",
        "[X-b]",
        "[^X-b]",
        "[aZ]",
        "[k9-]",
        "[-k]",
        "[^k]",
        "[\\x41-\\x43]",
        "[\\d]",
        "[^\\d]",
        "[\\w-]",
        "[\\]k]",
        "[\\-a]",
        "[\u00e9-\u00ea]",
        "[a-a]",
        "[Y-a]",
        "[y-{]",
        "[@-A]",
        "[!-@]",
        "[\\t-\\x7a]",
        "\\x41",
        "\\x7A",
        "\\x{61}",
        "\\x5b",
        "\\d",
        "\\D",
        "\\w",
        "\\.",
        "\\-",
        "\\pL",
        "\\p{Nd}",
        "\\PL",
        "\\t",
        "\\Qa.B\\E",
        "\\Qk_-\\E",
        "\\Q9\\E",
        "\\Q\u00e9\\E",
        "\\b",
        "^",
        "$",
        "(?:aB)",
        "(?:a|K)",
        "(k)",
        "(?:zz)?",
        "a*",
        "B+",
        "[a-c]*",
        "z{2}",
        "k{0,2}",
        "(?:aB){1,2}",
        "\\\\"
    };

    private static final String ALPHABET = "abcABCkKyYzZxX9-_.@[{`\\]\t\u00e9\u00c9\u212a\u017f";

    @Test
    void an_expression_matches_what_it_matches_in_the_jdk() {
        Random random = new Random(3);
        int matched = 0;
        for (int i = 0; i < 60_000; i++) {
            StringBuilder expression = new StringBuilder();
            for (int pieces = 1 + random.nextInt(4); pieces > 0; pieces--) {
                expression.append(PIECES[random.nextInt(PIECES.length)]);
            }
            StringBuilder text = new StringBuilder();
            for (int chars = random.nextInt(5); chars > 0; chars--) {
                text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            boolean expected = Pattern.compile(expression.toString(), Pattern.CASE_INSENSITIVE)
                    .matcher(text)
                    .matches();
            matched += expected ? 1 : 0;

            assertThat(com.google.re2j.Pattern.matches(AsciiCaseFolding.of(expression.toString()), text))
                    .as("%s on %s", expression, text)
                    .isEqualTo(expected);
        }
        assertThat(matched).isGreaterThan(1_000);
    }

    /** Beginnings and ends of everything that RE2 knows. */
    private static final String[] SCRAPS = {
        "\\",
        "\\x",
        "\\x{",
        "\\x4",
        "\\x41",
        "\\p",
        "\\p{",
        "\\pL",
        "\\p{L}",
        "{",
        "}",
        "[",
        "[^",
        "]",
        "[:",
        "[:alpha:]",
        ":]",
        "-",
        "a",
        "Z",
        "1",
        "\\1",
        "\\0",
        "\\07",
        "\\18",
        "\\8",
        "(",
        "(?",
        "(?:",
        "(?P<",
        "(?i",
        ")",
        ">",
        ":",
        "*",
        "+",
        "?",
        "|",
        "\\Qa",
        "\\Q4",
        "\\E",
        "\\b",
        "\\a",
        "\\e",
        "\\c",
        "\\z",
        "^",
        "$",
        "41",
        "\\_",
        " ",
        "\u00e9",
        "\ud83d\ude00",
        ","
    };

    private static boolean isExpression(String text) {
        try {
            com.google.re2j.Pattern.compile(text);
            return true;
        } catch (com.google.re2j.PatternSyntaxException e) {
            return false;
        }
    }

    @Test
    void what_is_no_expression_stays_none_and_what_is_one_stays_one() {
        Random random = new Random(5);
        int expressions = 0;
        for (int i = 0; i < 60_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int scraps = 1 + random.nextInt(4); scraps > 0; scraps--) {
                text.append(SCRAPS[random.nextInt(SCRAPS.length)]);
            }
            boolean expression = isExpression(text.toString());
            expressions += expression ? 1 : 0;

            assertThat(isExpression(AsciiCaseFolding.of(text.toString())))
                    .as("%s", text)
                    .isEqualTo(expression);
        }
        assertThat(expressions).isBetween(10_000, 50_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '"',
            value = {
                "a [aA]",
                "\\101 [Aa]",
                "\\132 [Zz]",
                "\\133 \\133",
                "\\172x [zZ][xX]",
                "\\0101 \\0101",
                "\\78 \\78",
                "\\x41 [Aa]",
                "\\x5A4 [Zz]4",
                "\\x{5a} [Zz]",
                "\\x{5b} \\x{5b}",
                "\\x{7A}{2} [zZ]{2}",
                "[\\x41] [\\x41a-a]",
                "[\\x{41}-\\103] [\\x{41}-\\103a-c]",
                "[[:alpha:]a] [[:alpha:]aA-A]",
                "[^a] [^aA-A]",
                "[^]a] [^]aA-A]",
                "[\\a-c] [\\a-cA-Ca-z]",
                "[\\.-a] [\\.-aA-Aa-z]",
                "[\\pLa] [\\pLaA-A]",
                "[\\p{Lu}a] [\\p{Lu}aA-A]",
                "[\\da] [\\daA-A]",
                "[a-] [aA-A-]",
                "\\pLa \\pL[aA]",
                "\\p{Lu}a \\p{Lu}[aA]",
                "\\Q0\\E [0]",
                "\\Q9\\E [9]",
                "\\Q/\\E \\/",
                "\\Q:\\E \\:",
                "\\Q~\\E \\~",
                "\\Q\u0080\\E \u0080",
                "\\Qa\\Eb [aA][bB]",
                "\\Qa [aA]",
                "(?P<name>b) (?P<name>[bB])",
                "(?i)b (?i)[bB]",
            })
    void letters_and_what_stands_for_them_become_both_of_their_cases(String expression, String folded) {
        assertThat(AsciiCaseFolding.of(expression)).isEqualTo(folded);
    }

    @Test
    void a_quoted_space_is_a_space() {
        assertThat(AsciiCaseFolding.of("\\Q !\\E")).isEqualTo(" \\!");
        assertThat(AsciiCaseFolding.of("\\Q\u007f\\E")).isEqualTo("\\\u007f");
    }

    @Test
    void what_is_quoted_goes_on_with_nothing_that_stands_before_it() {
        assertThat(isExpression("\\1\\Q41\\E")).isFalse();
        assertThat(isExpression(AsciiCaseFolding.of("\\1\\Q41\\E"))).isFalse();
        assertThat(com.google.re2j.Pattern.matches(AsciiCaseFolding.of("a{2\\Q3\\E}"), "A{23}"))
                .isTrue();
        assertThat(isExpression(AsciiCaseFolding.of("\\x{41Z"))).isFalse();
    }
}
