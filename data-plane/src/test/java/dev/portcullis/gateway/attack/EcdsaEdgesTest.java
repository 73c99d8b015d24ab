package dev.portcullis.gateway.attack;

import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@Row("ECDSA edges")
class EcdsaEdgesTest {
    @TestFactory
    Stream<DynamicTest> signatures_that_are_no_pair_of_numbers_in_range_are_refused(Scene scene) {
        Keys keys = scene.keys();
        scene.configure(Rules.rule("jr-1", Keys.jwk(keys.ec, "e1")));
        String twin = Jws.sign(Jws.header("ES256", "e1"), Jws.CLAIMS, "ES256", keys.ec);
        String input = twin.substring(0, twin.lastIndexOf('.'));
        byte[] good = Base64.getUrlDecoder().decode(twin.substring(twin.lastIndexOf('.') + 1));
        byte[] r = Arrays.copyOf(good, 32);
        byte[] s = Arrays.copyOfRange(good, 32, 64);
        BigInteger order = ((ECPublicKey) keys.ec.getPublic()).getParams().getOrder();
        byte[] zero = new byte[32];
        byte[] n = last32(order);
        byte[] ones = new byte[32];
        Arrays.fill(ones, (byte) 0xff);
        byte[] one = last32(BigInteger.ONE);
        byte[] moreThanOrder = last32(order.add(BigInteger.ONE));
        return Stream.of(
                        join(zero, zero),
                        join(zero, s),
                        join(r, zero),
                        join(n, s),
                        join(r, n),
                        join(n, n),
                        join(ones, ones),
                        join(moreThanOrder, moreThanOrder),
                        join(one, one),
                        join(s, r),
                        Jws.signature(input, "DER256", keys.ec),
                        join(new byte[1], good),
                        join(good, new byte[1]),
                        join(join(new byte[1], r), join(new byte[1], s)),
                        Arrays.copyOf(good, 63),
                        r,
                        new byte[1],
                        join(good, good),
                        new byte[96],
                        new byte[15_000])
                .map(signature ->
                        scene.token(signature.length + " octets", input + "." + Jws.base64Url(signature), twin));
    }

    @TestFactory
    Stream<DynamicTest> a_signature_of_20000_characters_is_refused(Scene scene) {
        Keys keys = scene.keys();
        scene.configure(Rules.rule("jr-1", Keys.jwk(keys.ec, "e1")));
        String twin = Jws.sign(Jws.header("ES256", "e1"), Jws.CLAIMS, "ES256", keys.ec);
        return Stream.of(
                scene.token("20000", twin.substring(0, twin.lastIndexOf('.') + 1) + "A".repeat(20_000), twin),
                scene.token("Ed25519 small order", smallOrder(), twin));
    }

    /** All zeros: valid for everything under keys of small order in libraries that do not look. */
    private static String smallOrder() {
        return Jws.part("{\"alg\":\"EdDSA\"}") + "." + Jws.part(Jws.CLAIMS) + "." + Jws.base64Url(new byte[64]);
    }

    private static byte[] last32(BigInteger number) {
        byte[] octets = number.toByteArray();
        byte[] out = new byte[32];
        int length = Math.min(32, octets.length);
        System.arraycopy(octets, octets.length - length, out, 32 - length, length);
        return out;
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
