package dev.portcullis.policy.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

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
}
