package dev.portcullis.policy;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** What is done to the signature of a token. */
final class SignatureMutations {
    private static final BigInteger ED25519_ORDER =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

    private SignatureMutations() {}

    static List<TokenMutation> all() {
        List<TokenMutation> all = new ArrayList<>(List.of(
                octets("signature of zeros", octets -> new byte[octets.length]),
                octets("signature of ones", octets -> filled(octets.length, 0xff)),
                octets("signature cut by one", octets -> Arrays.copyOf(octets, octets.length - 1)),
                octets("signature cut in half", octets -> Arrays.copyOf(octets, octets.length / 2)),
                octets("signature without its first octet", octets -> Arrays.copyOfRange(octets, 1, octets.length)),
                octets("zero behind the signature", octets -> Arrays.copyOf(octets, octets.length + 1)),
                octets("zero before the signature", octets -> joined(new byte[1], octets)),
                octets("signature twice", octets -> joined(octets, octets)),
                octets("signature backwards", SignatureMutations::reversed),
                octets("signature of one octet", octets -> new byte[] {1}),
                new TokenMutation("one bit of the signature", (draft, random) -> {
                    double place = random.nextDouble();
                    int bit = random.nextInt(8);
                    draft.signature = octets -> {
                        byte[] changed = octets.clone();
                        changed[(int) (place * octets.length)] ^= (byte) (1 << bit);
                        return changed;
                    };
                }),
                new TokenMutation(
                        "signature of another key",
                        (draft, random) -> draft.signer =
                                input -> TestKeys.named(another(draft.key)).sign(draft.algorithm, input)),
                new TokenMutation(
                        "signature over something else",
                        (draft, random) -> draft.signer =
                                input -> TestKeys.named(draft.key).sign(draft.algorithm, input + " "))));
        all.addAll(halves());
        all.add(new TokenMutation("s plus the order of Ed25519", (draft, random) -> {
            if (draft.key.equals("ed25519")) {
                draft.signature = SignatureMutations::plusOrder;
            }
        }));
        all.add(new TokenMutation("PSS with a salt of another length", (draft, random) -> {
            if (draft.algorithm.startsWith("PS")) {
                draft.signer = input -> pss(draft, input);
            }
        }));
        return all;
    }

    private static TokenMutation octets(String name, UnaryOperator<byte[]> change) {
        return new TokenMutation(name, (draft, random) -> draft.signature = change);
    }

    /** For signatures that are r and s; others stay as they are. */
    private static List<TokenMutation> halves() {
        return List.of(
                ecdsa("r is zero", octets -> joined(new byte[octets.length / 2], second(octets))),
                ecdsa("s is zero", octets -> joined(first(octets), new byte[octets.length / 2])),
                ecdsa("r and s are one", octets -> joined(one(octets.length / 2), one(octets.length / 2))),
                ecdsa("r and s changed about", octets -> joined(second(octets), first(octets))),
                ecdsa("r and s of the largest size", octets -> filled(octets.length, 0xff)),
                ecdsa("s negated", octets -> joined(first(octets), negated(second(octets)))),
                ecdsa("s plus the order", octets -> joined(first(octets), plus(second(octets)))),
                ecdsa("r and s as DER", SignatureMutations::der));
    }

    private static TokenMutation ecdsa(String name, UnaryOperator<byte[]> change) {
        return new TokenMutation(name, (draft, random) -> {
            if (draft.key.startsWith("ec")) {
                draft.signature = change;
            }
        });
    }

    private static String another(String key) {
        return switch (key) {
            case "rsa" -> "rsa2";
            case "ec256" -> "ec256b";
            case "hs256", "hs384" -> "hs512";
            case "hs512" -> "hs256";
            default -> key + "b";
        };
    }

    private static byte[] first(byte[] octets) {
        return Arrays.copyOf(octets, octets.length / 2);
    }

    private static byte[] second(byte[] octets) {
        return Arrays.copyOfRange(octets, octets.length / 2, octets.length);
    }

    private static byte[] one(int length) {
        byte[] octets = new byte[length];
        octets[length - 1] = 1;
        return octets;
    }

    private static byte[] filled(int length, int octet) {
        byte[] octets = new byte[length];
        Arrays.fill(octets, (byte) octet);
        return octets;
    }

    private static byte[] joined(byte[] one, byte[] two) {
        byte[] out = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, out, one.length, two.length);
        return out;
    }

    private static byte[] reversed(byte[] octets) {
        byte[] out = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            out[i] = octets[octets.length - 1 - i];
        }
        return out;
    }

    /** As valid as the original: ECDSA has two signatures for each message (SEC 1 section 4.1.4). */
    private static byte[] negated(byte[] s) {
        return fixed(order(s).subtract(new BigInteger(1, s)), s.length);
    }

    /** The same equation modulo the order where the sum fits, as it always does for P-521. */
    private static byte[] plus(byte[] s) {
        return fixed(new BigInteger(1, s).add(order(s)).mod(BigInteger.TWO.pow(8 * s.length)), s.length);
    }

    private static BigInteger order(byte[] s) {
        String key = switch (s.length) {
            case 32 -> "ec256";
            case 48 -> "ec384";
            default -> "ec521";
        };
        return ((ECKey) TestKeys.named(key).privateKey()).getParams().getOrder();
    }

    /** The same equation modulo the order, which RFC 8032 section 5.1.7 refuses. */
    private static byte[] plusOrder(byte[] signature) {
        BigInteger s = new BigInteger(1, reversed(second(signature))).add(ED25519_ORDER);
        return joined(first(signature), reversed(fixed(s, 32)));
    }

    private static byte[] fixed(BigInteger value, int length) {
        byte[] octets = value.toByteArray();
        byte[] out = new byte[length];
        int count = Math.min(length, octets.length);
        System.arraycopy(octets, octets.length - count, out, length - count, count);
        return out;
    }

    private static byte[] der(byte[] octets) {
        byte[] r = new BigInteger(1, first(octets)).toByteArray();
        byte[] s = new BigInteger(1, second(octets)).toByteArray();
        byte[] content = joined(joined(new byte[] {2, (byte) r.length}, r), joined(new byte[] {2, (byte) s.length}, s));
        byte[] head = content.length < 128
                ? new byte[] {0x30, (byte) content.length}
                : new byte[] {0x30, (byte) 0x81, (byte) content.length};
        return joined(head, content);
    }

    private static byte[] pss(TokenDraft draft, String input) {
        try {
            PrivateKey key = TestKeys.named(draft.key).privateKey();
            String hash = "SHA-" + draft.algorithm.substring(2);
            Signature signer = Signature.getInstance("RSASSA-PSS");
            signer.setParameter(new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), 20, 1));
            signer.initSign(key);
            signer.update(input.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
