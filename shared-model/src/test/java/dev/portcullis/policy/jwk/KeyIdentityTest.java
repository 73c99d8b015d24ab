package dev.portcullis.policy.jwk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyIdentityTest {
    @ParameterizedTest
    @ValueSource(strings = {"a b", " ", "a\"", "a\\", "a\u007f", "\u00e9", "a\n"})
    void a_member_that_json_may_write_in_two_ways_has_no_thumbprint(String x) {
        assertThat(KeyIdentity.thumbprint(Map.of("kty", "OKP", "crv", "Ed25519", "x", x)))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"!", "~", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})
    void all_other_ascii_is_taken_as_it_is(String x) {
        assertThat(KeyIdentity.thumbprint(Map.of("kty", "OKP", "crv", "Ed25519", "x", x)))
                .hasSize(43);
    }

    @Test
    void types_that_are_not_known_and_keys_that_lack_a_member_have_none() {
        assertThat(KeyIdentity.thumbprint(Map.of("kty", "oct", "k", "AAAA"))).isNull();
        assertThat(KeyIdentity.thumbprint(Map.of("kty", List.of("RSA")))).isNull();
        assertThat(KeyIdentity.thumbprint(Map.of("x", "AAAA"))).isNull();
        assertThat(KeyIdentity.thumbprint(Map.of("kty", "RSA", "n", "AAAA"))).isNull();
        assertThat(KeyIdentity.thumbprint(Map.of("kty", "RSA", "n", "AAAA", "e", 3)))
                .isNull();
        assertThat(KeyIdentity.thumbprint(Map.of("kty", "RSA", "n", "AAAA", "e", "AQAB")))
                .isNotNull();
    }

    @Test
    void what_holds_a_secret_does_not_show_it() {
        assertThat(new KeyMaterial.Secret(new byte[] {1, 2, 3})).hasToString("Secret[]");
        assertThat(new StoredSecret(new byte[] {1, 2, 3}, false)).hasToString("StoredSecret[]");
    }
}
