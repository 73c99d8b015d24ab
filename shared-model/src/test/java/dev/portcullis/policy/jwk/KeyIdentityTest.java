package dev.portcullis.policy.jwk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.model.JwsAlgorithm;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    /** The keys of RFC 9964 appendix A, whose seed is 32 zeros; their thumbprints are the kids there. */
    @ParameterizedTest
    @CsvSource({
        "ML-DSA-44, 1312, T4xl70S7MT6Zeq6r9V9fPJGVn76wfnXJ21-gyo0Gu6o",
        "ML-DSA-65, 1952, Suiu29qbfuaBaR4Ats-c6XQBePB_OpAxAwcTR_0KXVM",
        "ML-DSA-87, 2592, tRn1JNIkgMsABVQBlXeDHxAIcclh-2IX0UdDEzPt5XU"
    })
    void keys_of_ml_dsa_have_the_thumbprint_size_and_encoding_of_the_rfcs(String alg, int bytes, String thumbprint)
            throws Exception {
        JwsAlgorithm algorithm = JwsAlgorithm.named(alg).orElseThrow();
        KeyPairGenerator generator = KeyPairGenerator.getInstance(alg);
        generator.initialize(new NamedParameterSpec(alg), new Zeros());
        byte[] encoded = generator.generateKeyPair().getPublic().getEncoded();
        byte[] pub = Arrays.copyOfRange(encoded, encoded.length - bytes, encoded.length);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(pub);

        assertThat(MlDsaKeys.publicKeyBytes(algorithm)).isEqualTo(bytes);
        assertThat(MlDsaKeys.subjectPublicKeyInfo(algorithm, pub)).isEqualTo(encoded);
        assertThat(KeyIdentity.thumbprint(Map.of("kty", "AKP", "alg", alg, "pub", text)))
                .isEqualTo(thumbprint);
    }

    private static final class Zeros extends SecureRandom {
        private static final long serialVersionUID = 1L;

        @Override
        public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    @Test
    void what_holds_a_secret_does_not_show_it() {
        assertThat(new KeyMaterial.Secret(new byte[] {1, 2, 3})).hasToString("Secret[]");
        assertThat(new StoredSecret(new byte[] {1, 2, 3}, false)).hasToString("StoredSecret[]");
    }
}
