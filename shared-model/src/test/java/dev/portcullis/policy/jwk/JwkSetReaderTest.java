package dev.portcullis.policy.jwk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.portcullis.model.JwkItem;
import dev.portcullis.secret.SecretKeyRing;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JwkSetReaderTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String PLACE = "demo/rule/jr-1";
    /** The examples of RFC 7517 appendix A.1 and RFC 8037 appendix A.2. */
    private static final String EC =
            "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
                    + "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\",\"use\":\"sig\",\"kid\":\"1\"}";

    private static final String RSA =
            "{\"kty\":\"RSA\",\"n\":\"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc"
                    + "_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQ"
                    + "MicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPks"
                    + "INHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw\",\"e\":\"AQAB\",\"alg\":\"RS256\",\"kid\":\"2011-04-29\"}";
    private static final String ED =
            "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}";
    private static final String OCT = "{\"kty\":\"oct\",\"kid\":\"s\",\"k\":\"" + base64Url(new byte[32]) + "\"}";

    private final SecretKeyRing secrets =
            SecretKeyRing.parse("t:" + Base64.getEncoder().encodeToString(new byte[32]));
    private final JwkSetReader reader = new JwkSetReader(secrets, new byte[32]);

    private static String base64Url(byte[] octets) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }

    private static JsonNode set(String... keys) {
        return json("{\"keys\":[" + String.join(",", keys) + "]}");
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    private JwkSetReading.Read read(String... keys) {
        JwkSetReading reading = reader.read(set(keys), PLACE, List.of());
        assertThat(reading).isInstanceOf(JwkSetReading.Read.class);
        return (JwkSetReading.Read) reading;
    }

    /** The faults as "field message". */
    private List<String> faults(JsonNode set) {
        JwkSetReading reading = reader.read(set, PLACE, List.of());
        assertThat(reading).isInstanceOf(JwkSetReading.Refused.class);
        return ((JwkSetReading.Refused) reading)
                .violations().stream().map(v -> v.field() + " " + v.message()).toList();
    }

    private static String with(String key, String member, String value) {
        ObjectNode node = (ObjectNode) json(key);
        node.set(member, json(value));
        return node.toString();
    }

    private static String without(String key, String member) {
        return ((ObjectNode) json(key)).without(member).toString();
    }

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
    void keys_whose_checks_would_cost_too_much_are_refused() {
        byte[] modulus = new byte[1_024];
        Arrays.fill(modulus, (byte) 0xff);
        String largest = with(RSA, "n", '"' + base64Url(modulus) + '"');
        byte[] exponent = {1, 0, 0, 0, 1};

        assertThat(read(with(largest, "e", '"' + base64Url(exponent) + '"')).descriptions())
                .extracting(KeyDescription::sizeBits, KeyDescription::usable)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(8_192, true));

        byte[] larger = Arrays.copyOf(modulus, 1_025);
        larger[1_024] = 1;
        assertThat(faults(set(with(RSA, "n", '"' + base64Url(larger) + '"'))).getFirst())
                .contains("8200 bits (expected: 2048 to 8192)");
        byte[] longer = {2, 0, 0, 0, 1};
        assertThat(faults(set(with(RSA, "e", '"' + base64Url(longer) + '"'))).getFirst())
                .contains("34 bits (expected: at most 33)");
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
    void key_operations_say_whether_a_key_can_serve() {
        assertThat(read(EC, with(ED, "key_ops", "[\"sign\"]")).descriptions())
                .extracting(KeyDescription::usable)
                .containsExactly(true, false);
        assertThat(read(with(ED, "key_ops", "[\"sign\",\"verify\"]")).descriptions())
                .extracting(KeyDescription::usable)
                .containsExactly(true);
        assertThat(faults(set(with(ED, "key_ops", "\"verify\""))))
                .singleElement()
                .asString()
                .startsWith("keys[0].key_ops");
        assertThat(faults(set(with(ED, "key_ops", "null"))))
                .singleElement()
                .asString()
                .startsWith("keys[0].key_ops");
    }

    @Test
    void coordinates_lie_below_the_prime_of_their_curve() {
        BigInteger prime = BigInteger.TWO
                .pow(256)
                .subtract(BigInteger.TWO.pow(224))
                .add(BigInteger.TWO.pow(192))
                .add(BigInteger.TWO.pow(96))
                .subtract(BigInteger.ONE);
        BigInteger x = new BigInteger(
                1, Base64.getUrlDecoder().decode(json(EC).get("x").asText()));
        BigInteger y = new BigInteger(
                1, Base64.getUrlDecoder().decode(json(EC).get("y").asText()));

        assertThat(Curve.P_256.holds(x, y)).isTrue();
        assertThat(Curve.P_256.holds(x, prime.subtract(y))).isTrue();
        assertThat(Curve.P_256.holds(x.add(prime), y)).isFalse();
        assertThat(Curve.P_256.holds(x, y.add(prime))).isFalse();
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
    void rsa_keys_that_are_short_or_even_are_refused() {
        BigInteger modulus = new BigInteger(
                1, Base64.getUrlDecoder().decode(json(RSA).get("n").asText()));

        assertThat(faults(set(with(RSA, "n", text(modulus.shiftRight(1).setBit(0)))))
                        .getFirst())
                .contains("2047 bits (expected: 2048 to 8192)");
        assertThat(faults(set(with(RSA, "n", text(modulus.clearBit(0))))).getFirst())
                .contains("even (expected: odd)");
        assertThat(faults(set(with(RSA, "e", "\"AQAA\""))).getFirst()).contains("keys[0].e");
        assertThat(faults(set(with(RSA, "n", "\"*\""))).getFirst()).contains("not base64url");
        assertThat(faults(set(without(RSA, "n"))).getFirst()).contains("keys[0].n");
    }

    private static String text(BigInteger value) {
        byte[] octets = value.toByteArray();
        return "\"" + base64Url(octets[0] == 0 ? Arrays.copyOfRange(octets, 1, octets.length) : octets) + "\"";
    }

    @Test
    void points_off_their_curve_are_refused() {
        assertThat(faults(set(with(EC, "y", "\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyA\"")))
                        .getFirst())
                .contains("not on P-256");
        assertThat(faults(set(with(EC, "x", "\"" + base64Url(new byte[31]) + "\"")))
                        .getFirst())
                .contains("31 bytes (expected: 32)");
        byte[] offCurve = new byte[32];
        offCurve[0] = 2;
        assertThat(faults(set(with(ED, "x", "\"" + base64Url(offCurve) + "\""))).getFirst())
                .contains("not on Ed25519");
    }

    @Test
    void ed25519_points_of_small_order_are_refused() {
        // RFC 7748 section 7 and libsodium's list: 0, 1, -1 and the two points of order 8.
        for (String hex : new String[] {
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
        }) {
            String x = base64Url(java.util.HexFormat.of().parseHex(hex));
            assertThat(faults(set(with(ED, "x", "\"" + x + "\"")))).hasSize(1);
        }
    }

    @Test
    void private_keys_are_refused_whatever_their_type() throws Exception {
        RSAKey pair = new RSAKeyGenerator(2048).generate();

        assertThat(faults(json("{\"keys\":[" + pair.toJSONString() + "]}"))).hasSize(6);
        assertThat(faults(set(with(ED, "d", "\"AA\"")))).hasSize(1);
        assertThat(faults(set(with(RSA, "k", "\"AA\"")))).hasSize(1);
        assertThat(faults(set(EC, "{\"kty\":\"new\",\"priv\":\"AA\"}"))).hasSize(1);
    }

    @Test
    void oct_keys_must_be_as_long_as_the_hash_they_serve() {
        assertThat(faults(set(oct(31, null))).getFirst()).contains("31 bytes (expected: 32 or more)");
        assertThat(faults(set(oct(47, "HS384"))).getFirst()).contains("47 bytes (expected: 48 or more for HS384)");
        assertThat(faults(set(oct(63, "HS512"))).getFirst()).contains("63 bytes (expected: 64 or more for HS512)");
        for (String key : new String[] {oct(32, null), oct(32, "HS256"), oct(48, "HS384"), oct(64, "HS512")}) {
            read(key);
        }
    }

    private static String oct(int bytes, @org.jspecify.annotations.Nullable String alg) {
        String members = "{\"kty\":\"oct\",\"k\":\"" + base64Url(new byte[bytes]) + "\"";
        return members + (alg == null ? "}" : ",\"alg\":\"" + alg + "\"}");
    }

    @Test
    void keys_that_cannot_serve_are_kept_and_marked() {
        List<KeyDescription> keys = read(
                        EC,
                        with(RSA, "use", "\"enc\""),
                        with(with(RSA, "kid", "\"2\""), "alg", "\"RSA-OAEP\""),
                        with(with(RSA, "kid", "\"3\""), "key_ops", "[\"encrypt\"]"),
                        with(with(EC, "kid", "\"4\""), "crv", "\"secp256k1\""),
                        with(with(ED, "kid", "\"5\""), "crv", "\"X25519\""),
                        with(with(EC, "kid", "\"6\""), "alg", "\"ES384\""),
                        "{\"kty\":\"quantum\",\"kid\":\"7\",\"z\":1}",
                        "{\"kty\":\"AKP\",\"alg\":\"SLH-DSA\",\"pub\":\"AA\"}",
                        with(oct(16, null), "alg", "\"A128KW\""))
                .descriptions();

        assertThat(keys).filteredOn(key -> !key.usable()).hasSize(9);
        assertThat(keys.stream().skip(1).map(KeyDescription::reason).collect(Collectors.toList()))
                .containsExactly(
                        "use is \"enc\", not sig",
                        "alg \"RSA-OAEP\" is not known",
                        "key_ops does not contain verify",
                        "crv \"secp256k1\" is not known",
                        "crv \"X25519\" is not known",
                        "alg ES384 does not fit the type of the key",
                        "kty \"quantum\" is not known",
                        "alg \"SLH-DSA\" is not known for AKP",
                        "alg \"A128KW\" is not known");
    }

    @Test
    void a_set_without_usable_key_is_refused_with_the_reasons() {
        assertThat(faults(set(with(EC, "use", "\"enc\""))))
                .containsExactly("keys no usable key (expected: one or more); keys[0]: use is \"enc\", not sig");
        assertThat(faults(set())).containsExactly("keys no key (expected: 1 to 100)");
    }

    @Test
    void one_kid_may_name_one_key_of_a_type() {
        assertThat(faults(set(EC, EC))).hasSize(1).first().asString().contains("keys[1].kid key 1: there twice");
        read(EC, with(RSA, "kid", "\"1\""), without(EC, "kid"), without(EC, "kid"));
    }

    @Test
    void members_of_the_wrong_type_are_faults() {
        assertThat(faults(
                        set(with(EC, "kid", "1"), with(EC, "kty", "1"), with(EC, "alg", "[]"), with(EC, "use", "{}"))))
                .hasSize(4);
        assertThat(faults(set(with(EC, "key_ops", "\"verify\""), without(EC, "kty"))))
                .hasSize(2);
        assertThat(faults(set("{\"kty\":\"oct\",\"k\":1}", "{\"kty\":\"AKP\",\"pub\":\"AA\"}")))
                .hasSize(2);
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

        String padded = with(EC, "x5c", "[\"" + "A".repeat(64 * 1024) + "\"]");
        assertThat(faults(set(padded)).getFirst()).contains("(expected: at most 65536)");
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
