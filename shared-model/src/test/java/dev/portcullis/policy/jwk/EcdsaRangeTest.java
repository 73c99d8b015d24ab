package dev.portcullis.policy.jwk;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SignatureSpi;
import java.security.interfaces.ECPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which r and s reach a provider, shown by one that takes everything, as the JDK once took zeros (CVE-2022-21449). */
class EcdsaRangeTest {
    private static final class Credulous extends Provider {
        private static final long serialVersionUID = 1L;

        Credulous() {
            super("Credulous", "1", "takes every signature");
        }

        @Override
        public @Nullable Service getService(String type, String algorithm) {
            if (!type.equals("Signature")) {
                return null;
            }
            return new Service(this, type, algorithm, Yes.class.getName(), List.of(), Map.of()) {
                @Override
                public Object newInstance(@Nullable Object parameter) {
                    return new Yes();
                }
            };
        }
    }

    private static final class Yes extends SignatureSpi {
        @Override
        protected void engineInitVerify(PublicKey key) {}

        @Override
        protected void engineInitSign(PrivateKey key) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void engineUpdate(byte octet) {}

        @Override
        protected void engineUpdate(byte[] octets, int start, int length) {}

        @Override
        protected byte[] engineSign() {
            throw new UnsupportedOperationException();
        }

        @Override
        protected boolean engineVerify(byte[] signature) {
            return true;
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {
            throw new UnsupportedOperationException();
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            throw new UnsupportedOperationException();
        }
    }

    private static ECPublicKey key(Curve curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(curve.parameters());
        return (ECPublicKey) generator.generateKeyPair().getPublic();
    }

    private static SignatureCheck check(Curve curve, ECPublicKey key) throws GeneralSecurityException {
        KeyMaterial.Ec material =
                new KeyMaterial.Ec(curve, key.getW().getAffineX(), key.getW().getAffineY());
        SignatureChecks checks = new SignatureChecks(new CryptoProviders(List.of(new Credulous())));
        return Objects.requireNonNull(checks.of(material, curve.algorithm()));
    }

    private static boolean takes(SignatureCheck check, int half, BigInteger r, BigInteger s) {
        byte[] signature = new byte[2 * half];
        write(r, signature, half);
        write(s, signature, 2 * half);
        return check.verifies(new byte[1], 1, signature);
    }

    private static void write(BigInteger number, byte[] signature, int end) {
        byte[] octets = number.toByteArray();
        int sign = octets[0] == 0 ? 1 : 0;
        System.arraycopy(octets, sign, signature, end - octets.length + sign, octets.length - sign);
    }

    @ParameterizedTest
    @EnumSource(Curve.class)
    void r_and_s_lie_from_one_to_below_the_order(Curve curve) throws Exception {
        ECPublicKey key = key(curve);
        SignatureCheck check = check(curve, key);
        BigInteger order = key.getParams().getOrder();
        int half = (order.bitLength() + 7) / 8;
        List<BigInteger> numbers = new ArrayList<>(List.of(BigInteger.ZERO, order));
        numbers.add(BigInteger.ONE.shiftLeft(8 * half).subtract(BigInteger.ONE));
        for (int bit = 0; bit < 8 * half; bit++) {
            BigInteger distance = BigInteger.ONE.shiftLeft(bit);
            numbers.addAll(List.of(distance, order.subtract(distance), order.add(distance)));
        }
        numbers.removeIf(number -> number.signum() < 0 || number.bitLength() > 8 * half);
        assertThat(numbers).contains(BigInteger.ONE, order.subtract(BigInteger.ONE), order.add(BigInteger.ONE));

        for (BigInteger number : numbers) {
            boolean isInRange = number.signum() > 0 && number.compareTo(order) < 0;
            assertThat(takes(check, half, number, BigInteger.ONE))
                    .as("r = %x", number)
                    .isEqualTo(isInRange);
            assertThat(takes(check, half, BigInteger.ONE, number))
                    .as("s = %x", number)
                    .isEqualTo(isInRange);
        }
    }

    @ParameterizedTest
    @EnumSource(Curve.class)
    void r_and_s_have_the_length_of_a_coordinate_each(Curve curve) throws Exception {
        SignatureCheck check = check(curve, key(curve));
        int length = 2 * ((curve.bits() + 7) / 8);
        byte[] ones = new byte[20_000];
        Arrays.fill(ones, (byte) 1);

        assertThat(check.verifies(new byte[1], 1, Arrays.copyOf(ones, length))).isTrue();
        for (int other : new int[] {0, 1, 2, length / 2, length - 2, length - 1, length + 1, length + 2, 20_000}) {
            assertThat(check.verifies(new byte[1], 1, Arrays.copyOf(ones, other)))
                    .as("%d octets", other)
                    .isFalse();
        }
    }
}
