package dev.portcullis.policy.jwk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Base64UrlTest {
    @Test
    void octets_of_every_length_come_back_as_they_were() {
        Random random = new Random(1);
        for (int length = 0; length < 100; length++) {
            byte[] octets = new byte[length];
            random.nextBytes(octets);

            assertThat(Base64Url.decode(Base64.getUrlEncoder().withoutPadding().encodeToString(octets)))
                    .isEqualTo(octets);
        }
    }

    @Test
    void a_part_of_a_text_is_decoded_by_itself() {
        assertThat(Base64Url.decode(Base64Url.octets("*AQID*"), 1, 5)).containsExactly(1, 2, 3);
        assertThat(Base64Url.decode(Base64Url.octets("*AQ*"), 1, 3)).containsExactly(1);
        assertThat(Base64Url.decode(Base64Url.octets("**"), 1, 1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A",
                "AAAAA",
                "*AAA",
                "A*AA",
                "AA*A",
                "AAA*",
                "*A",
                "A*",
                "*AA",
                "A*A",
                "AA*",
                "AA==",
                "AAA=",
                "AA==AAAA",
                "AAA=AAAA",
                "AAAA=",
                "=",
                "AA AA",
                "AAA\n",
                "+AAA",
                "/AAA",
                "\u0080AAA",
                "\u0141AAA",
                "AAA\uffff",
                "AAAA*A",
                "*AAAAAAA"
            })
    void nothing_else_is_taken(String text) {
        assertThat(Base64Url.decode(text)).isNull();
    }

    @Test
    void an_end_is_taken_if_it_is_the_one_that_encoding_makes() {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        for (char last = 0; last < 0x180; last++) {
            for (String before : new String[] {"Q", "QU", "QUJ", "QUJDQ", "QUJDQU"}) {
                byte[] decoded = Base64Url.decode(before + last);
                byte[] lenient = lenient(before + last);
                boolean whole =
                        lenient != null && encoder.encodeToString(lenient).equals(before + last);
                assertThat(decoded).as("%s and %x", before, (int) last).isEqualTo(whole ? lenient : null);
            }
        }
    }

    private static byte @Nullable [] lenient(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"AB", "AP", "AAB", "AAC", "AAAAAB", "__"})
    void bits_that_belong_to_no_octet_must_be_zero(String text) {
        assertThat(Base64Url.decode(text)).isNull();
    }
}
