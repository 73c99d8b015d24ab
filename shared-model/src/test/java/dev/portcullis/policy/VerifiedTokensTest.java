package dev.portcullis.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.policy.jwk.CryptoProviders;
import dev.portcullis.policy.jwk.KeyCompiler;
import dev.portcullis.policy.jwk.VerificationKey;
import dev.portcullis.policy.token.ParsedToken;
import dev.portcullis.policy.token.TokenParser;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifiedTokensTest {
    private final VerificationKey key = key("hs256");

    private static VerificationKey key(String name) {
        return new KeyCompiler(Samples.SECRETS, CryptoProviders.jdkOnly())
                .compile(List.of(TestKeys.named(name).item()), "demo/rule/jr-1")
                .getFirst();
    }

    private static ParsedToken token(String claims) {
        String text = TestKeys.named("hs256").token("HS256", claims);
        return ((TokenParser.Parsing.Parsed) TokenParser.parse(text)).token();
    }

    private static ParsedToken token(int number) {
        return token("{\"n\":" + number + "}");
    }

    private void remember(VerifiedTokens memory, ParsedToken token) {
        memory.remember(token, JwsAlgorithm.HS256, key);
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, 0, 1, 3, 6, (1 << 24) + 2, 1 << 25})
    void the_size_is_a_power_of_two_within_its_bounds(int slots) {
        assertThatThrownBy(() -> new VerifiedTokens(slots))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("slots: " + slots);
        assertThat(new VerifiedTokens(2)).hasToString("VerifiedTokens[2 slots]");
        assertThat(new VerifiedTokens(1 << 24)).hasToString("VerifiedTokens[16777216 slots]");
    }

    @Test
    void two_tokens_fit_two_slots_whatever_their_order_and_however_often_they_come() {
        List<ParsedToken> tokens =
                IntStream.range(0, 12).mapToObj(VerifiedTokensTest::token).toList();
        for (ParsedToken first : tokens) {
            for (ParsedToken second : tokens) {
                VerifiedTokens memory = new VerifiedTokens(2);
                remember(memory, first);
                remember(memory, second);
                remember(memory, second);

                assertThat(memory.find(TokenText.of(first.text()))).isNotNull();
                assertThat(memory.find(TokenText.of(second.text()))).isNotNull();
            }
        }
    }

    @Test
    void four_tokens_fit_four_slots_and_a_fifth_takes_the_place_of_one() {
        List<ParsedToken> tokens =
                IntStream.range(0, 40).mapToObj(VerifiedTokensTest::token).toList();
        for (int start = 0; start < 36; start++) {
            VerifiedTokens memory = new VerifiedTokens(4);
            List<ParsedToken> four = tokens.subList(start, start + 4);
            four.forEach(token -> remember(memory, token));
            four.reversed().forEach(token -> remember(memory, token));

            assertThat(four).allMatch(token -> memory.find(TokenText.of(token.text())) != null);

            remember(memory, tokens.get((start + 4) % 40));
            assertThat(four.stream().filter(token -> memory.find(TokenText.of(token.text())) != null))
                    .hasSize(3);
        }
    }

    @Test
    void a_table_with_room_keeps_most_of_what_came() {
        VerifiedTokens memory = new VerifiedTokens(256);
        List<ParsedToken> tokens =
                IntStream.range(0, 64).mapToObj(VerifiedTokensTest::token).toList();

        tokens.forEach(token -> remember(memory, token));

        assertThat(tokens.stream().filter(token -> memory.find(TokenText.of(token.text())) != null))
                .hasSizeGreaterThan(60);
    }

    @Test
    void what_is_known_is_the_very_token_under_the_very_key_and_algorithm() {
        VerifiedTokens memory = new VerifiedTokens(2);
        ParsedToken token = token(1);
        remember(memory, token);

        VerifiedTokens.Entry entry = Objects.requireNonNull(memory.find(TokenText.of(token.text())));

        assertThat(entry.token()).isSameAs(token);
        assertThat(entry.isVerifiedBy(key, JwsAlgorithm.HS256)).isTrue();
        assertThat(entry.isVerifiedBy(key("hs256"), JwsAlgorithm.HS256))
                .as("the same numbers, compiled again")
                .isTrue();
        assertThat(entry.isVerifiedBy(key, JwsAlgorithm.HS384)).isFalse();
        assertThat(entry.isVerifiedBy(key("hs384"), JwsAlgorithm.HS256)).isFalse();
        assertThat(memory.find(TokenText.of(token(2).text()))).isNull();
    }

    @Test
    void it_is_known_wherever_it_stands_and_nothing_else_that_stands_there_is() {
        VerifiedTokens memory = new VerifiedTokens(2);
        String text = token(1).text();
        remember(memory, token(1));
        String value = "Bearer a.b.c " + text + ". \u4e2d";
        int start = value.indexOf(text);
        int end = start + text.length();

        assertThat(memory.find(new TokenText(value, start, end))).isNotNull();
        assertThat(memory.find(new TokenText(value, start, end - 1))).isNull();
        assertThat(memory.find(new TokenText(value, start, end + 1))).isNull();
        assertThat(memory.find(new TokenText(value, start - 1, end))).isNull();
        assertThat(memory.find(new TokenText(value, start - 1, end - 1))).isNull();
        assertThat(memory.find(new TokenText(value, start + 1, end))).isNull();
        assertThat(memory.find(new TokenText(value, start, start))).isNull();
    }

    @Test
    void equal_texts_are_the_same_token_wherever_they_stand() {
        TokenText text = new TokenText("Bearer abc", 7, 10);

        assertThat(text)
                .isEqualTo(TokenText.of("abc"))
                .hasSameHashCodeAs(TokenText.of("abc"))
                .hasToString("TokenText[]");
        assertThat(text.copy()).isEqualTo("abc");
        for (String other : List.of("ab", "abd", "Xbc", "abcd", "")) {
            assertThat(text).isNotEqualTo(TokenText.of(other));
            assertThat(text.is(other)).isFalse();
        }
    }

    @Test
    void a_token_that_takes_too_much_is_not_remembered() {
        VerifiedTokens memory = new VerifiedTokens(2);
        ParsedToken small = token("{\"a\":\"" + "x".repeat(1_000) + "\"}");
        ParsedToken large = token("{\"a\":\"" + "x".repeat(8_000) + "\"}");
        ParsedToken dense = token("{\"a\":[" + "0,".repeat(500) + "0]}");
        for (ParsedToken token : List.of(small, large, dense)) {
            remember(memory, token);
        }

        assertThat(memory.find(TokenText.of(small.text()))).isNotNull();
        assertThat(memory.find(TokenText.of(large.text()))).isNull();
        assertThat(memory.find(TokenText.of(dense.text()))).isNull();
    }

    @Test
    void the_longest_signatures_that_there_are_leave_room_for_usual_claims() {
        VerifiedTokens memory = new VerifiedTokens(2);
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String claims = "{\"iss\":\"https://issuer.example\",\"sub\":\"" + "x".repeat(400) + "\",\"exp\":1}";
        // ML-DSA-87 (FIPS 204, table 2).
        String text = base64.encodeToString("{\"alg\":\"ML-DSA-87\"}".getBytes(UTF_8)) + "."
                + base64.encodeToString(claims.getBytes(UTF_8)) + "." + base64.encodeToString(new byte[4_627]);
        remember(memory, ((TokenParser.Parsing.Parsed) TokenParser.parse(text)).token());

        assertThat(memory.find(TokenText.of(text))).isNotNull();
    }
}
