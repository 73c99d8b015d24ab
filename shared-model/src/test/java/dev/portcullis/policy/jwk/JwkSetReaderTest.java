package dev.portcullis.policy.jwk;

import static dev.portcullis.policy.jwk.WrittenKeys.EC;
import static dev.portcullis.policy.jwk.WrittenKeys.ED;
import static dev.portcullis.policy.jwk.WrittenKeys.OCT;
import static dev.portcullis.policy.jwk.WrittenKeys.PLACE;
import static dev.portcullis.policy.jwk.WrittenKeys.RSA;
import static dev.portcullis.policy.jwk.WrittenKeys.base64Url;
import static dev.portcullis.policy.jwk.WrittenKeys.faults;
import static dev.portcullis.policy.jwk.WrittenKeys.json;
import static dev.portcullis.policy.jwk.WrittenKeys.read;
import static dev.portcullis.policy.jwk.WrittenKeys.set;
import static dev.portcullis.policy.jwk.WrittenKeys.with;
import static dev.portcullis.policy.jwk.WrittenKeys.without;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.nimbusds.jose.jwk.JWK;
import dev.portcullis.model.JwkItem;
import dev.portcullis.secret.SecretKeyRing;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JwkSetReaderTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final SecretKeyRing secrets = WrittenKeys.SECRETS;
    private final JwkSetReader reader = WrittenKeys.READER;

    @Test
    void keys_of_all_types_are_read_and_described() {
        JwkSetReading.Read read = read(EC, RSA, ED, OCT);

        assertThat(read.descriptions())
                .extracting(KeyDescription::kty, KeyDescription::sizeBits, KeyDescription::usable)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("EC", 256, true),
                        org.assertj.core.groups.Tuple.tuple("RSA", 2048, true),
                        org.assertj.core.groups.Tuple.tuple("OKP", 255, true),
                        org.assertj.core.groups.Tuple.tuple("oct", 256, true));
        assertThat(reader.describe(read.keys(), PLACE)).isEqualTo(read.descriptions());
    }

    @Test
    void thumbprints_are_those_of_the_rfcs() throws Exception {
        // RFC 7638 section 3.1 and RFC 8037 appendix A.3.
        assertThat(read(RSA).descriptions().getFirst().thumbprint())
                .isEqualTo("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
        assertThat(read(ED).descriptions().getFirst().thumbprint())
                .isEqualTo("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        assertThat(read(EC).descriptions().getFirst().thumbprint())
                .isEqualTo(JWK.parse(EC).computeThumbprint().toString());
    }

    @Test
    void a_secret_leaves_sealed_and_is_shown_as_a_keyed_fingerprint_only() {
        JwkSetReading.Read read = read(OCT);
        JwkItem item = read.keys().getFirst();
        KeyDescription shown = read.descriptions().getFirst();

        assertThat(item.members()).doesNotContainKey("k");
        assertThat(secrets.open(java.util.Objects.requireNonNull(item.sealedSecret()), PLACE))
                .isEqualTo(new byte[32]);
        assertThat(shown.thumbprint()).isNull();
        assertThat(shown.fingerprint()).isNotNull();
        byte[] otherKey = new byte[32];
        otherKey[0] = 1;
        assertThat(new JwkSetReader(secrets, otherKey)
                        .describe(read.keys(), PLACE)
                        .getFirst()
                        .fingerprint())
                .isNotEqualTo(shown.fingerprint());
    }

    @Test
    void a_number_that_would_change_when_it_is_stored_is_refused() {
        String within = ED.replace("}", ",\"note\":{\"a\":[1e308]}}");
        String beyond = ED.replace("}", ",\"note\":{\"a\":[1e309]}}");

        assertThat(read(within).keys()).hasSize(1);
        for (JsonNode set :
                new JsonNode[] {set(beyond), new TextNode(set(within).toString().replace("308", "309"))}) {
            assertThat(faults(set))
                    .containsExactly("keys[0].note a number beyond the range of a double "
                            + "(expected: 0, or 1e-308 to 1.79e308 in size)");
        }
    }

    @Test
    void a_number_is_the_same_however_it_is_written() {
        List<JwkItem> keys = read(ED.replace("}", ",\"note\":{\"a\":[1, 2.5, null, \"1.0\"]}}"))
                .keys();

        for (String same : new String[] {"[1.0, 25e-1, null, \"1.0\"]", "[10e-1, 2.50, null, \"1.0\"]"}) {
            JsonNode set = set(ED.replace("}", ",\"note\":{\"a\":" + same + "}}"));
            assertThat(reader.read(set, PLACE, List.of()))
                    .isEqualTo(new JwkSetReading.Read(keys, reader.describe(keys, PLACE)));
        }
        assertThat(read(ED.replace("}", ",\"note\":{\"a\":[1, 2.5, null, 1.0]}}"))
                        .keys())
                .isNotEqualTo(keys);
    }

    @Test
    void a_set_nests_32_levels_and_no_more() {
        String deepest = set(with(ED, "note", "[".repeat(29) + "]".repeat(29))).toString();
        String deeper = deepest.replace("[]", "[[]]");

        for (JsonNode set : new JsonNode[] {json(deepest), new TextNode(deepest)}) {
            assertThat(reader.read(set, PLACE, List.of())).isInstanceOf(JwkSetReading.Read.class);
        }
        for (JsonNode set : new JsonNode[] {json(deeper), new TextNode(deeper)}) {
            assertThat(faults(set)).containsExactly(" 33 levels (expected: at most 32)");
        }
        for (String inside : new String[] {"[".repeat(2_000), "[1e99999999999]", "[" + "1".repeat(1_001) + "]"}) {
            assertThat(faults(new TextNode(deepest.replace("[]", inside))))
                    .containsExactly(" too deep, or a number too long or large (expected: at most 32 levels)");
        }
    }

    @Test
    void what_was_read_can_be_written_back_without_the_secret() {
        List<JwkItem> stored = read(OCT).keys();
        JwkSetReading again = reader.read(set(without(OCT, "k")), PLACE, stored);

        assertThat(again).isInstanceOf(JwkSetReading.Read.class);
        assertThat(((JwkSetReading.Read) again).keys()).isEqualTo(stored);
        assertThat(faults(set(without(OCT, "k"))).getFirst()).startsWith("keys[0].k key s: missing");
        JwkSetReading forMore = reader.read(set(with(without(OCT, "k"), "alg", "\"HS512\"")), PLACE, stored);
        assertThat(forMore).isInstanceOf(JwkSetReading.Refused.class);
    }

    @Test
    void a_secret_that_is_given_again_stays_sealed_as_it_is_and_another_one_does_not() {
        List<JwkItem> stored = read(OCT).keys();
        String sealed = stored.getFirst().sealedSecret();

        assertThat(sealedOf(reader.read(set(OCT), PLACE, stored))).isEqualTo(sealed);
        assertThat(sealedOf(reader.read(set(with(OCT, "k", '"' + base64Url(new byte[33]) + '"')), PLACE, stored)))
                .isNotNull()
                .isNotEqualTo(sealed);
        assertThat(sealedOf(reader.read(set(with(OCT, "kid", "\"t\"")), PLACE, stored)))
                .as("another kid")
                .isNotEqualTo(sealed);
        assertThat(sealedOf(reader.read(set(OCT), "demo/rule/jr-2", stored)))
                .as("another place")
                .isNotEqualTo(sealed);
    }

    private static @Nullable String sealedOf(JwkSetReading reading) {
        return ((JwkSetReading.Read) reading).keys().getFirst().sealedSecret();
    }

    @Test
    void one_secret_may_be_without_a_kid_and_is_kept() {
        String nameless = without(OCT, "kid");
        List<JwkItem> stored =
                read(nameless, OCT, without(ED, "kid"), without(EC, "kid")).keys();

        JwkSetReading again = reader.read(
                set(without(nameless, "k"), without(OCT, "k"), without(ED, "kid"), without(EC, "kid")), PLACE, stored);

        assertThat(((JwkSetReading.Read) again).keys()).isEqualTo(stored);
        assertThat(faults(set(nameless, OCT, with(nameless, "k", '"' + base64Url(new byte[48]) + '"'))))
                .containsExactly("keys[2].kid missing in a second oct key (expected: a kid, in all of them but one)");
        read(nameless, with(OCT, "kid", "\"null\""));
    }

    @Test
    void compiled_keys_name_their_kids_and_show_no_more() {
        KeyTable table = new KeyTable(new KeyCompiler(secrets, CryptoProviders.jdkOnly())
                .compile(read(EC, OCT).keys(), PLACE));

        assertThat(table).hasToString("KeyTable[VerificationKey[1], VerificationKey[s]]");
    }

    @Test
    void white_space_in_base64url_is_removed_before_storing() {
        String wrapped = RSA.replace("0vx7a", "0vx7a \\n\\t ");

        assertThat(read(wrapped).keys()).isEqualTo(read(RSA).keys());
    }

    @Test
    void white_space_is_removed_from_every_member_that_is_base64url() {
        String akp = "{\"kty\":\"AKP\",\"alg\":\"ML-DSA-44\",\"pub\":\"" + base64Url(new byte[1_312]) + "\"}";
        String withHashes = with(with(EC, "x5t", "\"AAAA\""), "x5t#S256", "\"BBBB\"");
        Map<String, List<String>> members = Map.of(
                RSA, List.of("n", "e"),
                withHashes, List.of("x", "y", "x5t", "x5t#S256"),
                ED, List.of("x"),
                akp, List.of("pub"));
        members.forEach((key, names) -> names.forEach(name -> {
            String value = json(key).get(name).asText();
            String wrapped = with(key, name, "\" " + value.substring(0, 2) + "\\r\\n\\t" + value.substring(2) + " \"");

            assertThat(read(wrapped).keys()).as(name).isEqualTo(read(key).keys());
        }));
        assertThat(read(OCT.replace("AAAA", " AA\\nAA")).descriptions())
                .isEqualTo(read(OCT).descriptions());
    }

    @Test
    void a_string_that_holds_the_set_is_accepted_and_one_that_does_not_is_not() {
        assertThat(reader.read(new TextNode(set(EC).toString()), PLACE, List.of()))
                .isInstanceOf(JwkSetReading.Read.class);
        for (String text :
                new String[] {"", "x", EC, "[]", "{\"keys\":{}}", "{\"keys\":[]} x", "{\"keys\":[],\"keys\":[]}"}) {
            assertThat(reader.read(new TextNode(text), PLACE, List.of())).isInstanceOf(JwkSetReading.Refused.class);
        }
    }

    @Test
    void every_fault_is_reported_with_key_and_member() {
        String weak = with(RSA, "e", "\"AQ\"");
        List<String> faults = faults(set(weak, "1", with(EC, "d", "\"AQ\""), with(ED, "x", "\"AA\"")));

        assertThat(faults)
                .containsExactly(
                        "keys[0].e key 2011-04-29: even or below 3 (expected: odd, 3 or more)",
                        "keys[1] not an object (expected: a JWK)",
                        "keys[2].d key 1: private or secret member (expected: public members only)",
                        "keys[3].x 1 bytes (expected: 32)");
    }

    @Test
    void a_set_without_usable_key_is_refused_with_the_reasons() {
        assertThat(faults(set(with(EC, "use", "\"enc\""))))
                .containsExactly("keys no usable key (expected: one or more); keys[0]: use is \"enc\", not sig");
        assertThat(faults(set())).containsExactly("keys no key (expected: 1 to 100)");
    }

    @Test
    void one_kid_may_name_one_key_of_a_type() {
        String other = with(
                with(EC, "x", "\"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY\""),
                "y",
                "\"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU\"");
        assertThat(faults(set(EC, other)))
                .containsExactly(
                        "keys[1].kid key 1: there twice for one kty and alg (expected: once, or the same key)");
        assertThat(faults(set(
                        with(ED, "kid", "\"1\""),
                        with(with(ED, "kid", "\"1\""), "x", "\"WGZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmY\""))))
                .hasSize(1);
        assertThat(faults(set(
                        with(with(ED, "kid", "\"1\""), "alg", "\"EdDSA\""),
                        with(
                                with(with(ED, "kid", "\"1\""), "x", "\"WGZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmY\""),
                                "alg",
                                "\"Ed25519\""))))
                .as("one algorithm under two names")
                .hasSize(1);
        read(EC, with(RSA, "kid", "\"1\""), without(EC, "kid"), without(EC, "kid"));
    }

    @Test
    void one_kid_may_name_keys_of_several_algorithms_and_one_key_several_times() {
        String rs256 = with(RSA, "alg", "\"RS256\"");
        assertThat(read(rs256, with(RSA, "alg", "\"PS256\""), without(RSA, "alg"), EC, EC)
                        .descriptions())
                .extracting(KeyDescription::usable)
                .containsOnly(true);
        assertThat(read(EC, with(EC, "use", "\"enc\""), with(with(EC, "use", "\"enc\""), "x", "7"))
                        .descriptions())
                .as("what cannot serve is mistaken for nothing")
                .extracting(KeyDescription::usable)
                .containsExactly(true, false, false);
        assertThat(faults(set(OCT, OCT))).as("a secret is kept by its kid").hasSize(1);
    }

    @Test
    void what_is_malformed_is_passed_over_beside_a_key_that_serves_and_refused_where_none_does() {
        String odd = with(with(ED, "x", "\"AA\""), "key_ops", "\"verify\"");

        JwkSetReading.Read read = read(EC, odd, "{}");

        assertThat(read.keys().get(1).members()).containsEntry("x", "AA");
        assertThat(read.descriptions())
                .extracting(KeyDescription::reason)
                .containsExactly(
                        null,
                        "key_ops: not a list of strings (expected: for example [\"verify\"]); x: 1 bytes (expected: 32)",
                        "kty: missing (expected: RSA, EC, OKP, AKP or oct)");
        assertThat(reader.describe(read.keys(), PLACE)).isEqualTo(read.descriptions());
        assertThat(faults(set(with(EC, "use", "\"enc\""), odd)))
                .containsExactly(
                        "keys[1].key_ops not a list of strings (expected: for example [\"verify\"])",
                        "keys[1].x 1 bytes (expected: 32)");
    }

    @Test
    void a_malformed_secret_key_is_passed_over_beside_no_other() {
        assertThat(faults(set(EC, with(OCT, "kid", "7"))))
                .containsExactly("keys[1].kid not a string (expected: a string)");
    }

    @Test
    void a_secret_is_refused_whatever_else_is_wrong_with_its_key() {
        for (String kty : List.of("", "\"kty\":1,", "\"kty\":\"quantum\",", "\"kty\":\"EC\",", "\"kty\":\"OCT\",")) {
            assertThat(faults(set(EC, "{" + kty + "\"k\":\"AA\"}")))
                    .as(kty)
                    .contains("keys[1].k private or secret member (expected: public members only)");
        }
    }

    @Test
    void sets_are_bounded_in_keys_and_octets() {
        ArrayNode keys = JSON.createArrayNode();
        for (int i = 0; i <= 100; i++) {
            keys.add(json(with(ED, "kid", "\"" + i + "\"")));
        }
        ObjectNode set = JSON.createObjectNode();
        set.set("keys", keys);
        assertThat(faults(set)).containsExactly("keys 101 keys (expected: 1 to 100)");
        keys.remove(100);
        assertThat(reader.read(set, PLACE, List.of())).isInstanceOf(JwkSetReading.Read.class);

        int room = 64 * 1024 - set(with(EC, "note", "\"\"")).toString().length();
        assertThat(reader.read(set(with(EC, "note", '"' + "A".repeat(room) + '"')), PLACE, List.of()))
                .isInstanceOf(JwkSetReading.Read.class);
        assertThat(faults(set(with(EC, "note", '"' + "A".repeat(room + 1) + '"'))))
                .containsExactly(" 65537 bytes (expected: at most 65536)");
        assertThat(reader.read(new TextNode("x".repeat(1 << 20)), PLACE, List.of()))
                .isInstanceOf(JwkSetReading.Refused.class);
    }

    @Test
    void no_fault_quotes_key_material() {
        String secret = base64Url("a-very-secret-value-of-20-bytes".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        for (String key : new String[] {
            "{\"kty\":\"oct\",\"k\":\"" + secret + "\"}",
            "{\"kty\":\"oct\",\"k\":\"" + secret + "=\"}",
            "{\"kty\":\"RSA\",\"n\":\"" + secret + "\",\"e\":\"AQAB\",\"d\":\"" + secret + "\"}"
        }) {
            assertThat(String.join("\n", faults(set(key)))).doesNotContain(secret);
        }
    }
}
