package dev.portcullis.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.signature.SignedPayload.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeysTest {
    /** RFC 8032 section 7.1, tests 1 to 3: private key, public key, message, signature. */
    private static final String[][] RFC_8032 = {
        {
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                    + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        },
        {
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                    + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        }
    };

    private final SigningKeys keys = SigningKeys.parse(SigningKeys.generate("one"));
    private final byte[] payload = bytes("{\"a\":1}");

    @Test
    void keys_and_signatures_are_those_of_RFC_8032() {
        for (String[] vector : RFC_8032) {
            byte[] privateKey = HexFormat.of().parseHex(vector[0]);
            byte[] publicKey = HexFormat.of().parseHex(vector[1]);
            byte[] message = HexFormat.of().parseHex(vector[2]);
            byte[] signature = HexFormat.of().parseHex(vector[3]);

            assertThat(Ed25519Keys.publicKey(privateKey)).isEqualTo(publicKey);
            assertThat(Ed25519Keys.sign(privateKey, message)).isEqualTo(signature);
            assertThat(Ed25519Keys.verify(publicKey, message, signature)).isTrue();
            signature[3] ^= 1;
            assertThat(Ed25519Keys.verify(publicKey, message, signature)).isFalse();
        }
    }

    @Test
    void what_was_signed_is_trusted_by_whoever_has_the_public_key() {
        TrustedKeys trusted = TrustedKeys.parse(keys.trusted().text());

        SignedPayload read = trusted.verify("head", keys.sign("head", payload));

        assertThat(read)
                .isInstanceOfSatisfying(
                        SignedPayload.Trusted.class,
                        it -> assertThat(it.payload()).isEqualTo(payload));
    }

    @Test
    void a_changed_octet_anywhere_is_not_trusted() {
        byte[] jws = keys.sign("head", payload);
        for (int i = 0; i < jws.length; i++) {
            byte[] changed = jws.clone();
            changed[i] = (byte) (changed[i] == 'A' ? 'B' : 'A');

            assertThat(keys.trusted().verify("head", changed))
                    .as("octet %d", i)
                    .isInstanceOf(SignedPayload.Untrusted.class);
        }
    }

    @Test
    void a_signature_for_one_purpose_serves_no_other() {
        assertThat(keys.trusted().verify("report", keys.sign("head", payload)))
                .isEqualTo(new SignedPayload.Untrusted(Reason.OTHER_TYPE));
    }

    @Test
    void another_key_of_the_same_id_has_a_bad_signature_and_an_unknown_id_is_told_apart() {
        SigningKeys same = SigningKeys.parse(SigningKeys.generate("one"));
        SigningKeys other = SigningKeys.parse(SigningKeys.generate("two"));

        assertThat(keys.trusted().verify("head", same.sign("head", payload)))
                .isEqualTo(new SignedPayload.Untrusted(Reason.BAD_SIGNATURE));
        assertThat(keys.trusted().verify("head", other.sign("head", payload)))
                .isEqualTo(new SignedPayload.Untrusted(Reason.UNKNOWN_KEY));
    }

    @Test
    void a_key_that_was_put_behind_a_new_one_is_still_trusted() {
        String old = SigningKeys.generate("old");
        String fresh = SigningKeys.generate("new");
        SigningKeys rotated = SigningKeys.parse(fresh + "," + old);

        assertThat(rotated.trusted().verify("head", SigningKeys.parse(old).sign("head", payload)))
                .isInstanceOf(SignedPayload.Trusted.class);
        assertThat(rotated.trusted().verify("head", rotated.sign("head", payload)))
                .isInstanceOf(SignedPayload.Trusted.class);
        assertThat(SigningKeys.parse(old).trusted().verify("head", rotated.sign("head", payload)))
                .isEqualTo(new SignedPayload.Untrusted(Reason.UNKNOWN_KEY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "a.b.c",
                "{}",
                "eyJhbGciOiJub25lIn0.e30.",
                "eyJhbGciOiJub25lIiwia2lkIjoib25lIiwidHlwIjoiaGVhZCJ9.e30.AA",
                "eyJhbGciOiJIUzI1NiIsImtpZCI6Im9uZSIsInR5cCI6ImhlYWQifQ.e30.AA",
                "eyJhbGciOiJFZERTQSIsImtpZCI6Im9uZSIsInR5cCI6ImhlYWQiLCJjcml0IjpbIngiXX0.e30.AA",
                "bnVsbA.e30.AA"
            })
    void what_is_no_EdDSA_JWS_with_the_plain_header_is_not_signed(String jws) {
        assertThat(keys.trusted().verify("head", bytes(jws))).isEqualTo(new SignedPayload.Untrusted(Reason.NOT_SIGNED));
    }

    @ParameterizedTest
    @CsvSource({
        "secret, 'no usable id'",
        "'a b:AA', 'no usable id'",
        "k1:%%%, 'k1: no base64'",
        "k1:AAAA, 'k1: 3 bytes (expected: 32)'"
    })
    void keys_that_cannot_be_used_are_named_without_their_content(String text, String expected) {
        assertThatThrownBy(() -> SigningKeys.parse(text)).hasMessageContaining(expected);
        assertThatThrownBy(() -> TrustedKeys.parse(text)).hasMessageContaining(expected);
    }

    @Test
    void nothing_that_is_printed_holds_a_private_key() {
        String text = SigningKeys.generate("one");
        String secret = text.substring(text.indexOf(':') + 1);
        assertThat(Base64.getDecoder().decode(secret)).hasSize(32);

        assertThat(SigningKeys.parse(text).toString())
                .isEqualTo("SigningKeys[one]")
                .doesNotContain(secret);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
