package dev.portcullis.policy.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Held against a library over broken documents; and what is easily got wrong, by name. */
class StrictJsonTest {
    private static final int MAX_DEPTH = 5;
    private static final int TRIES = 300_000;

    private static final List<String> DOCUMENTS = List.of(
            "{}",
            "{\"alg\":\"ES256\",\"kid\":\"2026-01\",\"typ\":\"JWT\"}",
            " { \"a\" : [ 1 , -0.5e+3 , true , false , null , [ ] , { } ] }\r\n\t",
            "{\"iss\":\"https://issuer.example\",\"exp\":1800000000,\"aud\":[\"a\",\"b\"],\"o\":{\"p\":{\"q\":[{}]}}}",
            "{\"\\u0061\":\"\\ud83d\\ude00\\n\\/\\\"\\\\\",\"a\":\"\u00fc\u4e2d\ud83d\ude00\"}",
            "{\"n\":[0,-1,12,1.0,1E5,1e-7,1.7976931348623157e308,123456789012345678901234567890]}");

    /** What breaks documents best. */
    private static final String PIECES = "{}[]\",:\\\\\"\"ud800nulltruefalse0123456789.-+eE \t\n\u0000\u001f/bfnrt";

    private static @Nullable Map<String, @Nullable Object> read(byte[] octets) {
        StrictJson.Read read = StrictJson.object(octets, MAX_DEPTH);
        return read == null ? null : read.object();
    }

    private static @Nullable Map<String, @Nullable Object> read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] broken(Random random) {
        List<Byte> octets = new ArrayList<>();
        for (byte octet : DOCUMENTS.get(random.nextInt(DOCUMENTS.size())).getBytes(StandardCharsets.UTF_8)) {
            octets.add(octet);
        }
        int changes = random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int place = random.nextInt(octets.size());
            byte piece = random.nextInt(8) == 0
                    ? (byte) random.nextInt(256)
                    : (byte) PIECES.charAt(random.nextInt(PIECES.length()));
            switch (random.nextInt(4)) {
                case 0 -> octets.set(place, piece);
                case 1 -> octets.add(place, piece);
                case 2 -> octets.add(place, octets.get(random.nextInt(octets.size())));
                default -> octets.set(place, octets.get(random.nextInt(octets.size())));
            }
        }
        byte[] array = new byte[octets.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = octets.get(i);
        }
        return array;
    }

    @Test
    void broken_documents_are_read_as_the_library_reads_them() {
        Random random = new Random(8259);
        int taken = 0;
        for (int i = 0; i < TRIES; i++) {
            byte[] octets = broken(random);
            Map<String, @Nullable Object> expected = LibraryJson.object(octets, MAX_DEPTH);
            assertThat(read(octets))
                    .as(() -> new String(octets, StandardCharsets.ISO_8859_1))
                    .isEqualTo(expected);
            taken += expected == null ? 0 : 1;
        }
        assertThat(taken).as("of those that are still JSON").isBetween(TRIES / 10, TRIES * 9 / 10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[]",
                "\"a\"",
                "1",
                "null",
                "{}x",
                "{}{}",
                "{},",
                "\ufeff{}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,\"a\":1}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":[1,]}",
                "{\"a\":[,1]}",
                "{\"a\":[1 2]}",
                "{\"a\":[1}",
                "{\"a\":[1}]",
                "{\"a\":1]",
                "{\"a\"::1}",
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"\\u0061\":1}",
                "{\"a\":null,\"a\":null}",
                "{\"o\":{\"a\":1,\"a\":1}}",
                "{\"a\":tru}",
                "{\"a\":truee}",
                "{\"a\":True}",
                "{\"a\":nul}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":01}",
                "{\"a\":-}",
                "{\"a\":+1}",
                "{\"a\":1.}",
                "{\"a\":.1}",
                "{\"a\":1e}",
                "{\"a\":1e+}",
                "{\"a\":--1}",
                "{\"a\":-01}",
                "{\"a\":0x1}",
                "{\"a\":1_0}",
                "{\"a\":\u0661}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\\u\u0661\u0661\u0661\u0661\"}",
                "{\"a\":\"\\\"}",
                "{\"a\":\"\\\\\"\"}",
                "{\"a\":\"\\\t\"}",
                "{\"a\":\"\\\u00fc\"}",
                "{\"a\":\"\\u12\",\"b\":\"34\"}",
                "{\"a\":\"",
                "{\"a\":\"\\",
                "{\"a\":\"\\u",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\\n\t\"}",
                "{\"a\t\":1}",
                "{\"a\u0000\":1}",
                "{/**/}",
                "{}//",
                "{\"a\":1}\u00a0",
                "{\"a\":1}\u0000",
                "\u000b{}",
                "{\"a\":\uffff}",
                "\uffff"
            })
    void what_is_no_strict_json_is_not_read(String text) {
        assertThat(read(text)).isNull();
    }

    @Test
    void strings_are_what_their_escapes_say() {
        assertThat(read("{\"\\u0041\\u0000\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00fC\u4e2dz\":\"\"}"))
                .containsOnlyKeys("A\0\"\\/\b\f\n\r\t\u00fc\u4e2dz");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"c3", "c3 28", "bc", "c0 80", "c1 bf", "e0 80 80", "ed a0 80", "f0 80 80 80", "f4 90 80 80", "ff"
            })
    void octets_that_are_no_utf_8_are_in_no_string(String hex) {
        byte[] octets = HexFormat.ofDelimiter(" ").parseHex(hex);
        String latin1 = new String(octets, StandardCharsets.ISO_8859_1);

        for (String place : List.of("{\"a\":\"%s\"}", "{\"%s\":1}", "{\"a\":\"\\n%s\"}", "{\"a\":\"%s\\n\"}", "{%s}")) {
            assertThat(read(place.formatted(latin1).getBytes(StandardCharsets.ISO_8859_1)))
                    .as(place)
                    .isNull();
        }
    }

    @Test
    void texts_of_two_three_and_four_octets_are_text() {
        assertThat(read("{\"\u0080\u07ff\u0800\uffff\ud800\udc00\udbff\udfff\":\"\ufeff\"}"))
                .containsOnlyKeys("\u0080\u07ff\u0800\uffff\ud800\udc00\udbff\udfff");
    }

    @Test
    void nesting_ends_where_it_was_said_to() {
        assertThat(read("{\"a\":[[{\"b\":[]}]]}")).isNotNull();
        assertThat(read("{\"a\":[[{\"b\":[[]]}]]}")).isNull();
        assertThat(read("{\"a\":[[[[{}]]]]}")).isNull();
    }

    @Test
    void a_number_has_1000_characters_at_most() {
        assertThat(read("{\"a\":0." + "1".repeat(998) + "}")).isNotNull();
        assertThat(read("{\"a\":0." + "1".repeat(999) + "}")).isNull();
    }
}
