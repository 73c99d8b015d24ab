package dev.portcullis.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.portcullis.policy.jwk.CryptoProviders;
import dev.portcullis.policy.jwk.KeyCompiler;
import dev.portcullis.policy.jwk.VerificationKey;
import dev.portcullis.secret.SecretKeyRing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedKeysTest {
    private static final String OCT =
            "{\"kty\":\"oct\",\"kid\":\"oct\",\"alg\":\"HS256\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}";

    private final PublishedKeys reader = new PublishedKeys(new KeyCompiler(ring(), CryptoProviders.jdkOnly()));
    private final ECKey ec = generateEc();
    private final RSAKey rsa = generateRsa();

    private static SecretKeyRing ring() {
        return SecretKeyRing.parse("test:" + Base64.getEncoder().encodeToString(new byte[32]));
    }

    private static ECKey generateEc() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RSAKey generateRsa() {
        try {
            return new RSAKeyGenerator(2_048)
                    .keyID("rsa")
                    .algorithm(JWSAlgorithm.PS256)
                    .keyUse(KeyUse.SIGNATURE)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeySetParse<List<VerificationKey>> read(String document) {
        return reader.apply(document.getBytes(StandardCharsets.UTF_8));
    }

    private static String set(String... keys) {
        return "{\"keys\":[" + String.join(",", keys) + "]}";
    }

    private String publicEc() {
        return ec.toPublicJWK().toJSONString();
    }

    @Test
    void the_keys_that_can_serve_are_taken_in_order() {
        String document = set(publicEc(), rsa.toPublicJWK().toJSONString());

        assertThat(read(document)).isInstanceOfSatisfying(KeySetParse.Usable.class, usable -> {
            assertThat((List<?>) usable.keys()).hasToString("[VerificationKey[ec], VerificationKey[rsa]]");
            assertThat((List<?>) usable.facts())
                    .hasToString(List.of(new KeyFacts("ec", List.of("ES256")), new KeyFacts("rsa", List.of("PS256")))
                            .toString());
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                OCT,
                "7",
                "null",
                "{}",
                "{\"kty\":\"XYZ\",\"kid\":\"x\"}",
                "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}",
                "{\"kty\":\"oct\",\"kid\":\"o\"}"
            })
    void a_key_that_cannot_serve_is_left_out_and_spoils_no_other(String odd) {
        assertThat(read(set(odd, publicEc()))).isInstanceOfSatisfying(KeySetParse.Usable.class, usable -> {
            assertThat((List<?>) usable.keys()).hasToString("[VerificationKey[ec]]");
            assertThat((List<?>) usable.facts()).hasSize(2);
        });
        assertThat(read(set(odd))).isInstanceOf(KeySetParse.Refused.class);
    }

    @Test
    void a_key_published_with_its_private_part_is_not_trusted() {
        assertThat(read(set(ec.toJSONString()))).isInstanceOf(KeySetParse.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hunter2",
                "<html>hunter2",
                "[]",
                "7",
                "\"hunter2\"",
                "{}",
                "{\"keys\":{}}",
                "{\"keys\":[]}",
                "{\"keys\":[],\"keys\":[]}",
                "{\"keys\":[]} {}",
                "{\"keys\":[",
                "{\"hunter2\":[]}"
            })
    void a_document_that_is_no_key_set_is_refused_without_quoting_it(String document) {
        assertThat(read(document))
                .isInstanceOfSatisfying(
                        KeySetParse.Refused.class,
                        refused -> assertThat(refused.detail())
                                .contains("expected: ")
                                .doesNotContain("hunter2"));
    }

    @Test
    void a_hundred_keys_are_taken_and_no_more() {
        String[] hundred = new String[100];
        Arrays.fill(hundred, "{}");
        hundred[99] = publicEc();
        assertThat(read(set(hundred))).isInstanceOf(KeySetParse.Usable.class);

        assertThat(read(set(String.join(",", hundred), "{}"))).isInstanceOf(KeySetParse.Refused.class);
    }
}
