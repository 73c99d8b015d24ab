package dev.portcullis.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ImageDigestTest {

    @Test
    void the_digest_of_a_set_does_not_depend_on_the_order_or_on_what_came_and_went() {
        List<byte[]> hashes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            hashes.add(hash("demo/rule/" + i, "{}"));
        }
        String expected = digest(hashes).value();
        Collections.shuffle(hashes, new Random(7));
        ImageDigest other = new ImageDigest();
        for (byte[] hash : hashes) {
            byte[] passing = hash("demo/passing", Base64.getEncoder().encodeToString(hash));
            other.add(passing);
            other.add(hash);
            other.remove(passing);
        }

        assertThat(other.value()).isEqualTo(expected);
        assertThat(other.records()).isEqualTo(50);
    }

    @Test
    void one_octet_of_a_key_or_a_value_makes_another_digest() {
        String plain = digest(List.of(hash("demo/rule/1", "{}"))).value();

        assertThat(digest(List.of(hash("demo/rule/2", "{}"))).value()).isNotEqualTo(plain);
        assertThat(digest(List.of(hash("demo/rule/1", "[]"))).value()).isNotEqualTo(plain);
        assertThat(digest(List.of(hash("demo/rule/1{", "}"))).value()).isNotEqualTo(plain);
        assertThat(digest(List.of()).value()).isNotEqualTo(plain);
        assertThat(digest(List.of(hash("demo/rule/1", "{}"), hash("demo/rule/1", "{}")))
                        .value())
                .isNotEqualTo(plain);
    }

    @Test
    void it_goes_on_from_its_state() {
        ImageDigest first = digest(List.of(hash("a", "1"), hash("b", "2")));
        ImageDigest resumed = ImageDigest.of(first.state());
        resumed.remove(hash("a", "1"));

        assertThat(resumed.value()).isEqualTo(digest(List.of(hash("b", "2"))).value());
        assertThat(resumed.records()).isEqualTo(1);
        assertThatThrownBy(() -> ImageDigest.of(new byte[7])).hasMessageContaining("7 bytes (expected: 2052)");
    }

    @Test
    void it_is_the_sum_that_is_described_computed_by_other_means() throws Exception {
        MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
        int[] sum = new int[1024];
        for (byte[] hash : List.of(hash("a", "1"), hash("b", "2"))) {
            for (int lane = 0; lane < 1024; lane++) {
                byte[] block = sha512.digest(ByteBuffer.allocate(33)
                        .put(hash)
                        .put((byte) (lane / 32))
                        .array());
                sum[lane] +=
                        ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).getShort(lane % 32 * 2);
            }
        }
        ByteBuffer bytes = ByteBuffer.allocate(2048).order(ByteOrder.LITTLE_ENDIAN);
        for (int lane : sum) {
            bytes.putShort((short) lane);
        }
        byte[] expected = MessageDigest.getInstance("SHA-256").digest(bytes.array());

        assertThat(Base64.getUrlDecoder()
                        .decode(digest(List.of(hash("b", "2"), hash("a", "1"))).value()))
                .isEqualTo(expected);
    }

    /** What stands in signed heads and in databases must not change with the program. */
    @Test
    void it_is_what_it_has_always_been() {
        assertThat(digest(List.of()).value()).isEqualTo("5aAKqZkayKXuMQmETYSlVYO9IFcq0__NQnkvPDaxg60");
        assertThat(digest(List.of(hash("demo/instance", "{}"))).value())
                .isEqualTo("RO9xWSCBVibICSEhhqEWc3vHxfwS6uC2x0H512O3o7M");
    }

    private static ImageDigest digest(List<byte[]> hashes) {
        ImageDigest digest = new ImageDigest();
        hashes.forEach(digest::add);
        return digest;
    }

    private static byte[] hash(String key, String value) {
        return ImageDigest.recordHash(key, value.getBytes(StandardCharsets.UTF_8));
    }
}
