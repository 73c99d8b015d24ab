package dev.portcullis.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnrolmentSecretsTest {
    private static final String ONE = secret('1');
    private static final String TWO = secret('2');
    private final byte[] message = bytes("message");

    @Test
    void what_a_secret_of_the_instance_or_of_all_has_made_is_taken_and_what_another_instances_has_made_is_not() {
        EnrolmentSecrets secrets = EnrolmentSecrets.parse("a:" + ONE + ",*:" + TWO);
        byte[] byOne = EnrolmentSecret.parse(ONE).mac("p", message);
        byte[] byTwo = EnrolmentSecret.parse(TWO).mac("p", message);

        assertThat(secrets.verify("a", "p", message, byOne)).isTrue();
        assertThat(secrets.verify("b", "p", message, byOne)).isFalse();
        assertThat(secrets.verify("a", "p", message, byTwo)).isTrue();
        assertThat(secrets.verify("b", "p", message, byTwo)).isTrue();
    }

    @Test
    void an_instance_may_have_several_while_they_are_changed() {
        EnrolmentSecrets secrets = EnrolmentSecrets.parse("a:" + ONE + ",a:" + TWO);

        assertThat(secrets.verify("a", "p", message, EnrolmentSecret.parse(ONE).mac("p", message)))
                .isTrue();
        assertThat(secrets.verify("a", "p", message, EnrolmentSecret.parse(TWO).mac("p", message)))
                .isTrue();
    }

    @Test
    void what_was_made_for_one_purpose_or_message_serves_no_other() {
        EnrolmentSecret secret = EnrolmentSecret.parse(ONE);
        byte[] mac = secret.mac("p", message);

        assertThat(secret.verify("p", message, mac)).isTrue();
        assertThat(secret.verify("q", message, mac)).isFalse();
        assertThat(secret.verify("p", bytes("messagf"), mac)).isFalse();
        assertThat(secret.verify("p", message, new byte[0])).isFalse();
    }

    @Test
    void where_there_are_no_secrets_nothing_is_taken() {
        assertThat(EnrolmentSecrets.NONE.isEmpty()).isTrue();
        assertThat(EnrolmentSecrets.NONE.verify(
                        "a", "p", message, EnrolmentSecret.parse(ONE).mac("p", message)))
                .isFalse();
        assertThat(EnrolmentSecrets.parse("a:" + ONE).isEmpty()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 'secret 1: no instance'",
        "very-secret, 'secret 1: no instance'",
        "':AAAA', 'secret 1: no instance'",
        "'a:%%%', 'secret 1: no base64'",
        "'a:AAAAAAAAAAAAAAAAAAAAAA==,b:AAAA', 'secret 2: 3 bytes (expected: 16 or more)'"
    })
    void secrets_that_cannot_be_used_are_named_without_their_content(String text, String expected) {
        assertThatThrownBy(() -> EnrolmentSecrets.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(expected)
                .hasMessageNotContaining("very-secret")
                .hasNoCause();
    }

    @Test
    void nothing_that_is_printed_holds_a_secret() {
        assertThat(EnrolmentSecret.parse(ONE)).hasToString("EnrolmentSecret[***]");
        assertThat(EnrolmentSecrets.parse("a:" + ONE + ",*:" + TWO)).hasToString("EnrolmentSecrets[a, *]");
    }

    private static String secret(char of) {
        return Base64.getEncoder().encodeToString(String.valueOf(of).repeat(16).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
