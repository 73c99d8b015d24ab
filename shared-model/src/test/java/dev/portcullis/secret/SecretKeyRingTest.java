package dev.portcullis.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class SecretKeyRingTest {
    private static final String PLACE = "demo/rule/jr-1";
    private static final byte[] SECRET = "a secret of some length".getBytes(StandardCharsets.UTF_8);

    private static String key(int fill) {
        byte[] key = new byte[32];
        java.util.Arrays.fill(key, (byte) fill);
        return Base64.getEncoder().encodeToString(key);
    }

    private final SecretKeyRing ring = SecretKeyRing.parse("old:" + key(1));

    @Test
    void what_was_sealed_for_a_place_opens_there() {
        assertThat(ring.open(ring.seal(SECRET, PLACE), PLACE)).isEqualTo(SECRET);
    }

    @Test
    void it_opens_nowhere_else() {
        String sealed = ring.seal(SECRET, PLACE);

        assertThatThrownBy(() -> ring.open(sealed, "demo/rule/jr-2")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sealing_twice_gives_two_texts_and_neither_holds_the_secret() {
        String first = ring.seal(SECRET, PLACE);

        assertThat(ring.seal(SECRET, PLACE)).isNotEqualTo(first);
        assertThat(new String(Base64.getUrlDecoder().decode(first.split("\\.", -1)[2]), StandardCharsets.ISO_8859_1))
                .doesNotContain("secret");
    }

    @Test
    void after_a_rotation_the_first_key_seals_and_the_old_one_still_opens() {
        String before = ring.seal(SECRET, PLACE);
        SecretKeyRing rotated = SecretKeyRing.parse("new:" + key(2) + ",old:" + key(1));

        assertThat(rotated.open(before, PLACE)).isEqualTo(SECRET);
        assertThat(rotated.seal(SECRET, PLACE)).startsWith("v1.new.");
        assertThatThrownBy(() -> ring.open(rotated.seal(SECRET, PLACE), PLACE))
                .hasMessageContaining("key new is not in the ring");
    }

    @Test
    void what_another_key_has_sealed_is_renewed_and_nothing_else() {
        String before = ring.seal(SECRET, PLACE);
        SecretKeyRing rotated = SecretKeyRing.parse("new:" + key(2) + ",old:" + key(1));

        String renewed = rotated.renew(before, PLACE);
        assertThat(renewed).startsWith("v1.new.");
        assertThat(rotated.open(renewed, PLACE)).isEqualTo(SECRET);
        assertThat(rotated.renew(renewed, PLACE)).isEqualTo(renewed);
        assertThatThrownBy(() -> rotated.renew(before, "elsewhere")).hasMessageContaining("does not open");
    }

    @Test
    void every_changed_character_is_noticed() {
        String sealed = ring.seal(SECRET, PLACE);
        for (int i = 0; i < sealed.length() - 1; i++) {
            char other = sealed.charAt(i) == 'A' ? 'B' : 'A';
            String changed = sealed.substring(0, i) + other + sealed.substring(i + 1);

            assertThatThrownBy(() -> ring.open(changed, PLACE)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void texts_that_were_never_sealed_are_refused() {
        for (String text : new String[] {"", "v1", "v1.old.", "v1.old.AAAA", "v2.old.AAAA", "v1.old.!", "v1.old.A.B"}) {
            assertThatThrownBy(() -> ring.open(text, PLACE)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void a_ring_says_what_is_wrong_with_it_and_never_shows_a_key() {
        String shortKey = Base64.getEncoder().encodeToString(new byte[16]);

        assertThatThrownBy(() -> SecretKeyRing.parse("a:" + shortKey))
                .hasMessage("secret key a: 16 bytes (expected: 32)");
        assertThatThrownBy(() -> SecretKeyRing.parse("a:" + key(1) + ",a:" + key(2)))
                .hasMessageContaining("there twice");
        assertThatThrownBy(() -> SecretKeyRing.parse("nocolon")).hasMessageContaining("no usable id");
        assertThatThrownBy(() -> SecretKeyRing.parse("a:###"))
                .hasMessageContaining("no base64")
                .hasMessageNotContaining("###");
        assertThat(ring.toString()).doesNotContain(key(1));
    }
}
