package dev.portcullis.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.signature.NodeToken.Verification;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeTokenTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final String TEXT = Base64.getEncoder().encodeToString(new byte[16]);

    private final EnrolmentSecret secret = EnrolmentSecret.parse(TEXT);
    private final EnrolmentSecrets secrets = EnrolmentSecrets.parse("demo:" + TEXT);
    private final String token = NodeToken.of(secret, "demo", "n1", NOW);

    @Test
    void a_node_of_the_instance_is_known_by_its_token() {
        assertThat(NodeToken.verify(secrets, "demo", token, NOW)).isEqualTo(new Verification.Valid("n1"));
    }

    @Test
    void a_token_serves_one_instance_only_even_where_all_share_a_secret() {
        EnrolmentSecrets shared = EnrolmentSecrets.parse("*:" + TEXT);

        assertThat(NodeToken.verify(shared, "demo", token, NOW)).isEqualTo(new Verification.Valid("n1"));
        assertThat(NodeToken.verify(shared, "other", token, NOW)).isInstanceOf(Verification.Invalid.class);
        assertThat(NodeToken.verify(secrets, "other", token, NOW)).isInstanceOf(Verification.Invalid.class);
        assertThat(NodeToken.verify(EnrolmentSecrets.NONE, "demo", token, NOW))
                .isInstanceOf(Verification.Invalid.class);
    }

    @Test
    void a_changed_character_anywhere_makes_it_invalid() {
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'Q' : 'A';
            String changed = token.substring(0, i) + other + token.substring(i + 1);
            if (i == token.length() - 1) {
                continue; // Some of its last bits belong to no octet of the signature.
            }
            assertThat(NodeToken.verify(secrets, "demo", changed, NOW))
                    .as("character %d", i)
                    .isInstanceOf(Verification.Invalid.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"-61, false", "-60, true", "0, true", "119, true", "120, false"})
    void it_is_valid_for_a_minute_and_for_clocks_a_minute_apart(long secondsLater, boolean valid) {
        assertThat(
                        NodeToken.verify(secrets, "demo", token, NOW.plusSeconds(secondsLater))
                                instanceof Verification.Valid)
                .isEqualTo(valid);
    }

    @Test
    void a_token_with_another_header_is_invalid_although_the_secret_made_it() {
        String payload = token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'));
        for (String header : new String[] {"{\"alg\":\"none\"}", "{\"alg\":\"HS512\",\"typ\":\"JWT\"}", "{}"}) {
            assertThat(NodeToken.verify(secrets, "demo", signed(encode(header) + "." + payload), NOW))
                    .as(header)
                    .isInstanceOf(Verification.Invalid.class);
        }
        assertThat(NodeToken.verify(
                        secrets, "demo", signed(encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + payload), NOW))
                .isEqualTo(new Verification.Valid("n1"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"iss":"n1","sub":"demo","aud":"portcullis-snapshot","iat":1800000000,"exp":1800000060,"jti":"j"} | true
            {"iss":"n1","sub":"demo","aud":"portcullis-report","iat":1800000000,"exp":1800000060,"jti":"j"}   | false
            {"iss":"n1","sub":"demo","aud":"portcullis-snapshot","iat":1800000000,"exp":1900000000,"jti":"j"} | false
            {"iss":"n1","sub":"demo","aud":"portcullis-snapshot","iat":1800000000,"jti":"j"}                  | false
            {"sub":"demo","aud":"portcullis-snapshot","iat":1800000000,"exp":1800000060,"jti":"j"}            | false
            null                                                                                              | false
            []                                                                                                | false
            """)
    void claims_are_these_and_no_others(String claims, boolean valid) {
        String made = signed(encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + encode(claims));

        assertThat(NodeToken.verify(secrets, "demo", made, NOW) instanceof Verification.Valid)
                .isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource({"''", "a.b.c", "..", "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."})
    void what_is_no_token_is_invalid(String text) {
        assertThat(NodeToken.verify(secrets, "demo", text, NOW)).isInstanceOf(Verification.Invalid.class);
    }

    private String signed(String input) {
        byte[] mac = secret.mac(NodeToken.AUDIENCE, input.getBytes(StandardCharsets.US_ASCII));
        return input + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
    }

    private static String encode(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.US_ASCII));
    }
}
