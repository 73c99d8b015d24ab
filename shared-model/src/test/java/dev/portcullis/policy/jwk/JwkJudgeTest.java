package dev.portcullis.policy.jwk;

import static dev.portcullis.policy.jwk.WrittenKeys.EC;
import static dev.portcullis.policy.jwk.WrittenKeys.ED;
import static dev.portcullis.policy.jwk.WrittenKeys.RSA;
import static dev.portcullis.policy.jwk.WrittenKeys.base64Url;
import static dev.portcullis.policy.jwk.WrittenKeys.faults;
import static dev.portcullis.policy.jwk.WrittenKeys.json;
import static dev.portcullis.policy.jwk.WrittenKeys.read;
import static dev.portcullis.policy.jwk.WrittenKeys.set;
import static dev.portcullis.policy.jwk.WrittenKeys.with;
import static dev.portcullis.policy.jwk.WrittenKeys.without;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which keys may be stored, and which of them can serve. */
class JwkJudgeTest {
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
        assertThat(read(with(ED, "key_ops", "null")).keys())
                .as("null is absent")
                .isEqualTo(read(ED).keys());
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

        // The square root of b: the point above zero, which the prime must not stand for.
        BigInteger root = Curve.P_256
                .parameters()
                .getCurve()
                .getB()
                .modPow(prime.add(BigInteger.ONE).shiftRight(2), prime);
        assertThat(Curve.P_256.holds(BigInteger.ZERO, root)).isTrue();
        assertThat(Curve.P_256.holds(prime, root)).isFalse();
    }

    @Test
    void an_unknown_curve_is_named_by_forty_characters_at_most() {
        String forty = "x".repeat(40);

        assertThat(read(EC, with(ED, "crv", '"' + forty + '"'), with(ED, "crv", '"' + forty + "y\""))
                        .descriptions())
                .extracting(KeyDescription::reason)
                .containsExactly(null, "crv \"" + forty + "\" is not known", "crv \"" + forty + "…\" is not known");
    }

    @Test
    void the_size_of_an_ml_dsa_key_is_that_of_its_octets() {
        // FIPS 204, table 2.
        String key = "{\"kty\":\"AKP\",\"alg\":\"ML-DSA-44\",\"pub\":\"" + base64Url(new byte[1_312]) + "\"}";

        assertThat(read(key).descriptions())
                .extracting(KeyDescription::sizeBits)
                .containsExactly(10_496);
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
        assertThat(faults(set(EC, "{\"kty\":\"new\",\"priv\":\"AA\"}"))).hasSize(1);
        // RFC 7518 sections 6.2.2, 6.3.2 and 6.4.1, RFC 8037 section 2, RFC 9964 section 3.
        for (String member : List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv")) {
            for (String key : List.of(RSA, EC, ED)) {
                assertThat(faults(set(with(key, member, "\"AA\""))))
                        .singleElement()
                        .asString()
                        .startsWith("keys[0]." + member);
            }
        }
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
    void members_of_the_wrong_type_are_faults() {
        assertThat(faults(
                        set(with(EC, "kid", "1"), with(EC, "kty", "1"), with(EC, "alg", "[]"), with(EC, "use", "{}"))))
                .hasSize(4);
        assertThat(faults(set(with(EC, "key_ops", "\"verify\""), without(EC, "kty"))))
                .hasSize(2);
        assertThat(faults(set("{\"kty\":\"oct\",\"k\":1}", "{\"kty\":\"AKP\",\"pub\":\"AA\"}")))
                .hasSize(2);
    }
}
