package dev.portcullis.policy.jwk;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Ed25519PointTest {
    private static boolean isPointForTheJdk(byte[] encoded) throws GeneralSecurityException {
        byte[] bigEndian = new byte[encoded.length];
        for (int i = 0; i < encoded.length; i++) {
            bigEndian[i] = encoded[encoded.length - 1 - i];
        }
        boolean odd = bigEndian[0] < 0;
        bigEndian[0] &= 0x7f;
        PublicKey key = KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(
                        NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, bigEndian))));
        try {
            Signature.getInstance("Ed25519", "SunEC").initVerify(key);
            return true;
        } catch (InvalidKeyException e) {
            return false;
        }
    }

    /** Of all that 32 octets can say half is a point; one that is so by chance generates many others. */
    @Test
    void octets_are_a_point_where_the_jdk_says_so() throws Exception {
        Random random = new Random(1);
        int points = 0;
        for (int i = 0; i < 200; i++) {
            byte[] octets = new byte[Ed25519Point.BYTES];
            random.nextBytes(octets);
            boolean isPoint = isPointForTheJdk(octets);

            assertThat(Ed25519Point.isUsable(octets))
                    .as(HexFormat.of().formatHex(octets))
                    .isEqualTo(isPoint);
            points += isPoint ? 1 : 0;
        }
        assertThat(points).isBetween(50, 150);
    }

    @Test
    void the_base_point_of_rfc_8032_is_one() {
        assertThat(Ed25519Point.isUsable(HexFormat.of().parseHex("58" + "66".repeat(31))))
                .isTrue();
    }
}
