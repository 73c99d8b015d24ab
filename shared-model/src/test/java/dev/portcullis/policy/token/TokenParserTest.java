package dev.portcullis.policy.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.policy.token.TokenParser.Parsing;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits to the character, and what a parsed token tells; single forms are golden files. */
class TokenParserTest {
    private static final String HEADER = "{\"alg\":\"ES256\"}";
    private static final String SIGNATURE = "AAAA";

    private static String base64Url(byte[] octets) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }

    private static String base64Url(String text) {
        return base64Url(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String token(String header, String claims) {
        return base64Url(header) + "." + base64Url(claims) + "." + SIGNATURE;
    }

    private static ParsedToken parsed(String text) {
        Parsing parsing = TokenParser.parse(text);
        assertThat(parsing).isInstanceOf(Parsing.Parsed.class);
        return ((Parsing.Parsed) parsing).token();
    }

    private static void assertMalformed(String text, String detail) {
        assertThat(TokenParser.parse(text))
                .isInstanceOfSatisfying(
                        Parsing.Malformed.class,
                        malformed -> assertThat(malformed.detail()).contains(detail));
    }

    /** A JSON object of so many octets. */
    private static String object(String start, int octets) {
        return start + ",\"pad\":\"" + "x".repeat(octets - start.length() - 10) + "\"}";
    }

    @Test
    void a_token_may_have_16384_characters_and_no_more() {
        String rest = "." + base64Url("{}") + ".";
        String header = base64Url(HEADER);
        String longest = header + rest + "A".repeat(TokenParser.MAX_TOKEN_CHARS - header.length() - rest.length());

        assertThat(longest).hasSize(16_384);
        assertThat(parsed(longest).signature()).isNotEmpty();
        assertThat(TokenParser.parse(longest + "AAA")).isEqualTo(new Parsing.TooLarge());
    }

    @Test
    void the_digits_of_an_escape_are_ascii() {
        // The lower eight bits of U+0563 are those of the letter c.
        String header = "{\"alg\":\"ES256\",\"kid\":\"\\u006c\u0563\\\\u\u0563\"}";

        assertThat(parsed(token(header, "{}")).kid()).isEqualTo("l\u0563\\u\u0563");
        assertMalformed(token(header.replace("6c", "6"), "{}"), "The header of the token is not a strict JSON object");
    }

    @Test
    void a_header_may_have_4096_octets_and_no_more() {
        String start = "{\"alg\":\"ES256\"";

        assertThat(parsed(token(object(start, 4_096), "{}")).claims()).isNotNull();
        assertThat(TokenParser.parse(token(object(start, 4_097), "{}"))).isEqualTo(new Parsing.TooLarge());
        assertThat(TokenParser.parse(token(object(start, 8_000), "{}"))).isEqualTo(new Parsing.TooLarge());
    }

    @Test
    void every_part_must_be_base64url() {
        String good = token(HEADER, "{}");
        parsed(good);

        assertMalformed("*" + good, " of the token is not base64url: ");
        assertMalformed(good.replace(".", ".*"), " of the token is not base64url: ");
        assertMalformed(good + "*", " of the token is not base64url: ");
        for (String other : List.of("\u00e9", "\u0141", "\ud83d\ude00", "\ud800", "\ud83d\ude00".repeat(3))) {
            assertMalformed(other + good, " of the token is not base64url: ");
            assertMalformed(good.replace(".", other + "."), " of the token is not base64url: ");
            assertMalformed(good.replace(".", "." + other), " of the token is not base64url: ");
            assertMalformed(good + other, " of the token is not base64url: ");
            assertMalformed(other + ".." + other, " of the token is not base64url: ");
        }
        // So many octets are missing that the last part would begin behind the end.
        assertMalformed("\ud83d\ude00".repeat(5) + "..A", " of the token is not base64url: ");
    }

    @Test
    void every_part_must_be_there() {
        assertMalformed("." + base64Url("{}") + "." + SIGNATURE, "The header of the token is not a strict JSON object");
        assertMalformed(base64Url(HEADER) + ".." + SIGNATURE, "The payload of the token is not a strict JSON object");
        assertMalformed(base64Url(HEADER) + "." + base64Url("{}") + ".", "The token has no signature");
        assertMalformed(base64Url(HEADER) + "." + base64Url("{}"), "The token is not a JWT: it has 2 parts");
    }

    @Test
    void octets_that_are_not_utf_8_are_no_json() {
        byte[] latin1 = "{\"a\":\"\u00fc\"}".getBytes(StandardCharsets.ISO_8859_1);

        parsed(token(HEADER, "{\"a\":\"\u00fc\"}"));
        assertMalformed(
                base64Url(HEADER) + "." + base64Url(latin1) + "." + SIGNATURE,
                "The payload of the token is not a strict JSON object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e308", "1E308", "-1.7976931348623157e308", "123456789012345678901234567890", "1e-400"})
    void numbers_within_a_double_are_taken(String number) {
        assertThat(parsed(token(HEADER, "{\"n\":" + number + "}")).claims().get("n"))
                .isEqualTo(new JsonNumber(number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e309", "1E309", "-1e309"})
    void numbers_beyond_a_double_are_not(String number) {
        assertMalformed(
                token(HEADER, "{\"n\":" + number + "}"), "The payload of the token is not a strict JSON object");
        assertMalformed(
                token(HEADER, "{\"n\":1" + "0".repeat(309) + "}"),
                "The payload of the token is not a strict JSON object");
    }

    @ParameterizedTest
    @CsvSource({
        "7, 7.0, true",
        "7, 70e-1, true",
        "7, 8, false",
        "-0, 0, true",
        "7, 7.0000000000000000000001, false",
        "1e-9999999999, 1e-9999999999, true",
        "1e-9999999999, 0, false",
        "0, 1e-9999999999, false"
    })
    void numbers_are_the_same_however_written(String one, String other, boolean same) {
        assertThat(new JsonNumber(one).sameAs(other)).isEqualTo(same);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "7",
                "1800000000",
                "999999999999999",
                "9007199254740993",
                "9999999999999999999",
                "12345678901234567890",
                "-5",
                "-0",
                "1.5",
                "18e8",
                "18E8",
                "1800000000.999"
            })
    void a_number_is_the_nearest_double(String number) {
        assertThat(new JsonNumber(number).toDouble()).isEqualTo(Double.parseDouble(number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "\\udc00", "\\ud800x", "\\udc00\\ud800", "ü\\ud800", "\ud83d\ude00\\udc00"})
    void half_a_surrogate_pair_is_no_text(String half) {
        String detail = "The payload of the token is not a strict JSON object";
        assertMalformed(token(HEADER, "{\"a\":\"" + half + "\"}"), detail);
        assertMalformed(token(HEADER, "{\"" + half + "\":1}"), detail);
        assertMalformed(token(HEADER, "{\"a\":{\"b\":[\"" + half + "\"]}}"), detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud83d\\ude00", "\ud83d\ude00", "\u00fc\\ud83d\\ude00"})
    void a_whole_surrogate_pair_is(String pair) {
        assertThat(parsed(token(HEADER, "{\"" + pair + "\":\"" + pair + "\"}"))
                        .claims()
                        .names())
                .hasSize(1);
    }

    @Test
    void a_parsed_token_tells_what_it_says_and_shows_nothing_of_itself() {
        String text = token(
                "{\"alg\":\"ES256\",\"kid\":\"k\"}",
                "{\"sub\":\"alice\",\"exp\":1.5,\"nbf\":2,\"o\":{\"p\":[1]},\"gone\":null}");

        ParsedToken token = parsed(text);

        assertThat(token.text()).isEqualTo(text);
        assertThat(new String(TokenParser.octets(text), StandardCharsets.US_ASCII))
                .isEqualTo(text);
        assertThat(token.signedChars()).isEqualTo(text.lastIndexOf('.'));
        assertThat(token.signature()).containsExactly(0, 0, 0);
        assertThat(token.kid()).isEqualTo("k");
        assertThat(token.expiresAt()).isEqualTo(1.5);
        assertThat(token.notBefore()).isEqualTo(2);
        assertThat(token.issuedAt()).isNaN();
        assertThat(token.claims().has("gone")).isTrue();
        assertThat(token.claims().has("absent")).isFalse();
        assertThat(token.claims().at(java.util.List.of("o", "p"))).isEqualTo(java.util.List.of(new JsonNumber("1")));
        assertThat(token.claims().at(java.util.List.of("sub", "p"))).isNull();
        assertThat(token).hasToString("ParsedToken[]");
        assertThat(token.claims()).hasToString("Claims[5]");
    }

    @Test
    void the_weight_of_a_token_counts_its_characters_and_its_values() {
        String few = token(HEADER, "{\"a\":\"" + "x".repeat(2_000) + "\"}");
        String many = token(HEADER, "{\"a\":[" + "0,".repeat(999) + "0]}");
        String nested = token(HEADER, "{\"a\":[" + "{\"b\":{\"b\":{}}},".repeat(99) + "0]}");
        String lists = token(HEADER, "{\"a\":[" + "[],".repeat(999) + "[]]}");
        StringBuilder wide = new StringBuilder("{\"a\":1");
        for (int i = 0; i < 999; i++) {
            wide.append(",\"").append(i).append("\":1");
        }
        String members = token(HEADER, wide + "}");
        String signed = base64Url(HEADER) + "." + base64Url("{}") + "." + "A".repeat(4_000);
        String named = token("{\"alg\":\"ES256\",\"kid\":\"" + "x".repeat(2_000) + "\\u4e2d\"}", "{}");

        assertThat(parsed(few).weightBytes()).isBetween(few.length() + 2 * 2_000, 3 * few.length());
        assertThat(parsed(many).weightBytes())
                .as("a boxed number in a list takes some 64 octets")
                .isBetween(1_000 * 64, 1_000 * 128);
        assertThat(parsed(nested).weightBytes())
                .as("a map of one member takes some 256 octets, an empty one 88")
                .isBetween(99 * (2 * 256 + 88), 2 * 99 * (2 * 256 + 88));
        assertThat(parsed(lists).weightBytes())
                .as("an empty list takes some 56 octets")
                .isBetween(1_000 * 56, 1_000 * 280);
        assertThat(parsed(members).weightBytes())
                .as("a member with a number takes some 170 octets")
                .isBetween(1_000 * 170, 1_000 * 260);
        assertThat(parsed(signed).weightBytes())
                .as("a token is kept with its signature decoded")
                .isBetween(4_000 + 3_000, 2 * (4_000 + 3_000));
        assertThat(parsed(named).weightBytes())
                .as("a kid that is not Latin takes two octets for each character")
                .isBetween(named.length() + 2 * 2_000, 3 * named.length());
    }
}
