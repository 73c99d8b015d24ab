package dev.portcullis.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.portcullis.model.KeyReport;
import dev.portcullis.model.Report;
import dev.portcullis.model.ReportStamp;
import dev.portcullis.model.WireJson;
import dev.portcullis.policy.jwk.CryptoProviders;
import dev.portcullis.policy.jwk.JwkSetReader;
import dev.portcullis.policy.jwk.JwkSetReading;
import dev.portcullis.policy.jwk.KeyCompiler;
import dev.portcullis.policy.jwk.KeyTable;
import dev.portcullis.secret.SecretKeyRing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
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

    private KeySetParse<KeyTable> read(String document) {
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

        assertThat(read(document)).isInstanceOfSatisfying(KeySetParse.Read.class, usable -> {
            assertThat(usable.keys()).hasToString("KeyTable[VerificationKey[ec], VerificationKey[rsa]]");
            assertThat((List<?>) usable.facts())
                    .isEqualTo(List.of(
                            new KeyFacts(ec.toPublicJWK().toJSONObject(), List.of("ES256"), null),
                            new KeyFacts(rsa.toPublicJWK().toJSONObject(), List.of("PS256"), null)));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "null", "\"hunter2\"", "[]"})
    void what_is_no_key_is_left_out_but_a_list_of_nothing_else_is_no_key_set(String other) {
        assertThat(read(set(other, publicEc()))).isInstanceOf(KeySetParse.Read.class);

        for (String document : List.of(set(other), set(OCT, other))) {
            assertThat(read(document))
                    .isInstanceOfSatisfying(
                            KeySetParse.Refused.class,
                            refused -> assertThat(refused.detail())
                                    .contains("expected: ")
                                    .doesNotContain("hunter2"));
        }
    }

    @Test
    void a_list_without_keys_is_a_key_set() {
        assertThat(usable("{\"keys\":[]}").keys()).hasToString("KeyTable[]");
        assertThat(usable("{\"keys\":[],\"more\":7}").facts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                OCT,
                "{}",
                "{\"kty\":\"XYZ\",\"kid\":\"x\"}",
                "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}",
                "{\"kty\":\"oct\",\"kid\":\"o\"}"
            })
    void a_key_that_cannot_serve_is_left_out_and_spoils_no_other(String odd) {
        assertThat(read(set(odd, publicEc()))).isInstanceOfSatisfying(KeySetParse.Read.class, usable -> {
            assertThat(usable.keys()).hasToString("KeyTable[VerificationKey[ec]]");
            assertThat((List<?>) usable.facts()).hasSize(2);
        });
        assertThat(usable(set(odd)).keys())
                .as("it is all that the provider has")
                .hasToString("KeyTable[]");
        assertThat(usable(set(odd)).facts()).hasSize(1);
    }

    static Stream<Arguments> reasons() {
        return Stream.of(
                Arguments.of(OCT, "kty oct is a secret key (expected: a public one)"),
                Arguments.of("7", "not an object"),
                Arguments.of("{}", "kty: missing (expected: RSA, EC, OKP, AKP or oct)"),
                Arguments.of("{\"kty\":null}", "kty: missing (expected: RSA, EC, OKP, AKP or oct)"),
                Arguments.of("{\"kty\":\"X\\nYZ\"}", "kty \"X?YZ\" is not known"),
                Arguments.of("{EC,\"use\":\"enc\"}", "use is \"enc\", not sig"),
                Arguments.of("{EC,\"use\":[\"sig\"]}", "use: not a string (expected: a string)"),
                Arguments.of("{EC,\"key_ops\":[\"sign\"]}", "key_ops does not contain verify"),
                Arguments.of("{EC,\"alg\":\"ECDH-ES\"}", "alg \"ECDH-ES\" is not known"),
                Arguments.of("{EC,\"alg\":\"ES384\"}", "alg ES384 does not fit the type of the key"),
                Arguments.of("{EC,\"d\":\"hunter2\"}", "d: private or secret member (expected: public members only)"),
                Arguments.of("{\"kty\":\"EC\",\"crv\":\"secp256k1\"}", "crv \"secp256k1\" is not known"),
                Arguments.of(
                        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\"}",
                        "x: 1 bytes (expected: 32); y: missing (expected: base64url)"),
                Arguments.of(
                        "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"" + "A".repeat(170) + "B\"}",
                        "n: not base64url (expected: base64url without padding)"),
                Arguments.of(
                        "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"" + "_".repeat(170) + "8\"}",
                        "n: 1024 bits (expected: 2048 to 8192)"));
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void a_key_that_cannot_serve_says_why(String key, String reason) {
        String members = publicEc().substring(1, publicEc().length() - 1);

        KeySetParse.Read<KeyTable> read = usable(set(publicEc(), key.replace("EC,", members + ",")));

        assertThat(read.facts()).extracting(KeyFacts::reason).containsExactly(null, reason);
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void what_may_stand_beside_a_key_that_serves_may_stand_so_in_a_rule_too_unless_it_should_not_be_written(
            String key, String reason) throws JsonProcessingException {
        String members = publicEc().substring(1, publicEc().length() - 1);
        String document = set(publicEc(), key.replace("EC,", members + ","));
        boolean refused = key.equals("7") || reason.startsWith("d: ") || reason.startsWith("n: 1024 bits");

        JwkSetReading written =
                new JwkSetReader(ring(), new byte[32]).read(new JsonMapper().readTree(document), "a/rule/b", List.of());

        if (refused) {
            assertThat(written).isInstanceOf(JwkSetReading.Refused.class);
        } else {
            assertThat(written)
                    .isInstanceOfSatisfying(
                            JwkSetReading.Read.class,
                            read -> assertThat(read.descriptions().get(1).reason())
                                    .isEqualTo(key.equals(OCT) ? null : reason));
        }
    }

    @Test
    void a_member_that_is_null_is_absent_and_white_space_in_base64url_is_removed() {
        String wrapped = publicEc()
                .replaceFirst(
                        "\"x\":\"(.{10})",
                        "\"d\":null,\"alg\":null,\"use\":null,\"key_ops\":null,\"x\":\" $1\\\\n\\\\t ");
        assertThat(wrapped).contains("\\n\\t ");

        KeySetParse.Read<KeyTable> read = usable(set(wrapped));

        assertThat(read.facts()).containsExactly(new KeyFacts(ec.toPublicJWK().toJSONObject(), List.of("ES256"), null));
    }

    @Test
    void a_key_published_with_its_private_part_is_not_trusted() {
        assertThat(usable(set(ec.toJSONString())).keys()).hasToString("KeyTable[]");
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
        assertThat(read(set(hundred))).isInstanceOf(KeySetParse.Read.class);

        assertThat(read(set(String.join(",", hundred), "{}"))).isInstanceOf(KeySetParse.Refused.class);
    }

    @Test
    void a_set_nests_32_levels_and_no_more() {
        String deepest = set("{\"x5c\":" + "[".repeat(29) + "]".repeat(29) + "}", publicEc());

        assertThat(read(deepest)).isInstanceOf(KeySetParse.Read.class);
        assertThat(read(deepest.replace("[]", "[[]]"))).isInstanceOf(KeySetParse.Refused.class);
    }

    @Test
    void only_what_is_public_of_a_key_is_shown() {
        String odd = "{\"kty\":\"oct\",\"kid\":7,\"k\":\"hunter2\",\"key_ops\":[\"verify\"],\"x5c\":[\"hunter2\"],"
                + "\"custom\":\"hunter2\",\"use\":{\"d\":\"hunter2\"},\"alg\":\"HS256\",\"crv\":null}";
        String published = ec.toJSONString();

        KeySetParse.Read<KeyTable> read = usable(set(odd, published, publicEc()));

        assertThat(read.facts())
                .extracting(KeyFacts::members)
                .containsExactly(
                        Map.of("kty", "oct", "key_ops", List.of("verify"), "alg", "HS256"),
                        ec.toPublicJWK().toJSONObject(),
                        ec.toPublicJWK().toJSONObject());
        assertThat(read.facts().get(1).algorithms()).isEmpty();
        assertThat(read.toString()).doesNotContain("hunter2", ec.getD().toString());
    }

    @Test
    void a_report_of_the_largest_set_is_small_enough_for_the_topic() {
        String[] keys = IntStream.range(0, 100)
                .mapToObj(i -> "{\"kid\":\"" + i + "\\u0001" + "€".repeat(40) + "\",\"use\":\"\\ud835\",\"n\":\""
                        + "A".repeat(497) + "\"}")
                .toArray(String[]::new);
        keys[0] = publicEc();
        String document = set(keys);
        assertThat(document.getBytes(StandardCharsets.UTF_8).length).isBetween(63 << 10, 64 << 10);

        byte[] report = WireJson.write(new KeyReport(
                Report.FORMAT,
                "demo",
                "n1",
                "c291cmNlLW9mLWtleXMtMQ",
                "https://keys.example",
                KeyReport.State.FRESH,
                usable(document).facts().stream()
                        .map(fact -> new KeyReport.ReportedKey(fact.members(), fact.algorithms(), fact.reason()))
                        .toList(),
                1L,
                2L,
                null,
                null,
                0,
                new ReportStamp(1, 2, 3)));

        assertThat(WireJson.readKeyReport(report).keys()).hasSize(100);
        assertThat(report.length).isLessThan(128 << 10);
    }

    private KeySetParse.Read<KeyTable> usable(String document) {
        return (KeySetParse.Read<KeyTable>) read(document);
    }
}
