package dev.portcullis.policy.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.policy.pattern.HostName.Kind;
import dev.portcullis.policy.pattern.HostName.Reading;
import java.lang.Character.UnicodeScript;
import java.net.IDN;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {
    @ParameterizedTest
    @CsvSource({
        "a, a, NAME",
        "A-z_0.Example., a-z_0.example, NAME",
        "1.example, 1.example, NAME",
        "0xg, 0xg, NAME",
        "0.0.0.0, 0.0.0.0, IPV4",
        "255.255.255.255, 255.255.255.255, IPV4",
        "10.1.2.100., 10.1.2.100, IPV4",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8, IPV6",
        "0001:00ab:0:0:0:0:0:F, 1:ab::f, IPV6",
        "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7, IPV6",
        "0:0:1:0:0:1:1:1, ::1:0:0:1:1:1, IPV6",
        "1:1:0:0:1:0:0:0, 1:1:0:0:1::, IPV6",
        "::1:2:3:4:5:6:7, 0:1:2:3:4:5:6:7, IPV6",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0, IPV6",
        "1:2:3:4:5:6:9.10.11.12, 1:2:3:4:5:6:90a:b0c, IPV6",
        "::255.254.253.252, ::fffe:fdfc, IPV6",
        "1::9.10.11.12, 1::90a:b0c, IPV6",
        "0000:0000:0000:0000:0000:ffff:255.255.255.255, ::ffff:ffff:ffff, IPV6",
        "2:3:4:5:6::9.10.11.12, 2:3:4:5:6:0:90a:b0c, IPV6"
    })
    void a_host_has_one_form(String given, String text, Kind kind) {
        assertThat(HostName.read(given)).isEqualTo(new Reading.Host(text, kind));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a..",
                ".",
                "a b",
                "a@b",
                "a`b",
                "a{b",
                "a/b",
                "a;b",
                "a+b",
                "127.1",
                "1.2.3.4.5",
                "1.2.3.1000",
                "1.2.3.256",
                "1.2.3.04",
                "a.1",
                "a.0x1f",
                "0x",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                "1:2:3:4:5:6:7:9.10.11.12",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "1:2:3:4::5:6:7:8",
                "1.2.3.4::",
                "1:2.3.4.5:6::",
                "::1.2.3",
                "::g",
                "::00001",
                "::\u0661",
                ":1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:",
                "1:::2",
                ":"
            })
    void what_can_be_read_in_two_ways_is_none(String given) {
        assertThat(HostName.read(given)).isInstanceOf(Reading.NoHost.class);
    }

    @Test
    void names_and_labels_are_bounded() {
        String label = "a".repeat(63);
        String longest = label + "." + label + "." + label + "." + "a".repeat(61);
        assertThat(longest).hasSize(253);

        assertThat(HostName.read(longest)).isEqualTo(new Reading.Host(longest, Kind.NAME));
        assertThat(HostName.read(longest + ".")).isEqualTo(new Reading.Host(longest, Kind.NAME));
        assertThat(HostName.read(longest + "a")).isInstanceOf(Reading.NoHost.class);
        assertThat(HostName.read("a" + label + ".example")).isInstanceOf(Reading.NoHost.class);
        assertThat(HostName.read("\u00fc".repeat(2_000))).isEqualTo(new Reading.NoHost("at most 253 characters"));
    }

    @Test
    void international_names_become_a_labels_unless_there_is_more_than_one_way() {
        assertThat(HostName.read("B\u00dccher.example"))
                .isEqualTo(new Reading.Host("xn--bcher-kva.example", Kind.NAME));
        for (String deviating : new String[] {"\u00df", "\u1e9e", "\u03c2", "a\u200cb", "a\u200db", "a\u1806b"}) {
            assertThat(HostName.read(deviating + ".example")).isInstanceOf(Reading.NoHost.class);
        }
    }

    /**
     * The JDK maps as of Unicode 3.2. What Unicode folds otherwise today is another name for the clients of today. Of Cherokee
     * it is the capitals that letters are folded to.
     */
    @Test
    void no_letter_is_taken_that_is_folded_otherwise_today() {
        List<String> folded = new ArrayList<>();
        int taken = 0;
        for (int c = 0x80; c < 0x30000; c++) {
            if (Character.isLetter(c)
                    && UnicodeScript.of(c) != UnicodeScript.CHEROKEE
                    && HostName.read(Character.toString(c) + ".example")
                            instanceof Reading.Host(String text, Kind kind)) {
                taken++;
                String label = IDN.toUnicode(text.substring(0, text.length() - ".example".length()));
                boolean isStable = nfkc(label.toLowerCase(Locale.ROOT)).equals(label);
                if (!isStable
                        || (Character.isIdeographic(c)
                                && !nfkc(Character.toString(c)).equals(label))) {
                    folded.add(Integer.toHexString(c));
                }
            }
        }
        assertThat(folded).isEmpty();
        assertThat(taken).isGreaterThan(80_000);
    }

    private static String nfkc(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC);
    }
}
