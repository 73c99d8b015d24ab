package dev.portcullis.policy.jwk;

import dev.portcullis.model.JwsAlgorithm;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Judges one JWK: what is wrong with it, whether it can serve here, and as what. The same judge looks at a key when it is
 * written and when it is compiled.
 */
final class JwkJudge {
    static final int MIN_RSA_BITS = 2_048;
    /** The work of a check grows with the square of the modulus, and anybody can send a token that has to be checked. */
    static final int MAX_RSA_BITS = 8_192;
    /** What AWS-LC takes, and far above any exponent in use; the work of a check grows with it. */
    private static final int MAX_EXPONENT_BITS = 33;

    /** Members that only private keys have (RFC 7518 section 6, RFC 9964), and the secret of a symmetric one. */
    static final List<String> PRIVATE_MEMBERS = List.of("d", "p", "q", "dp", "dq", "qi", "oth", "priv", "k");

    private final Map<String, Object> members;
    private final byte @Nullable [] secret;
    private final boolean sealed;
    private final List<Fault> faults = new ArrayList<>();
    private @Nullable String unusable;
    private @Nullable KeyMaterial material;
    private int sizeBits;

    private JwkJudge(Map<String, Object> members, byte @Nullable [] secret, boolean sealed) {
        this.members = members;
        this.secret = secret;
        this.sealed = sealed;
    }

    /**
     * @param member the member at fault
     * @param gravity whether the key may stand beside others
     */
    record Fault(String member, String message, Gravity gravity) {}

    /** What a fault means for a set that is written. */
    enum Gravity {
        /** The key is malformed, or dearer than we pay: one to pass over (RFC 7517 section 5), if another one serves. */
        IGNORED,
        /** It tells a secret, or would verify what it should not: nobody meant to write it. */
        REFUSED
    }

    /**
     * @param faults what is wrong with the key; it cannot serve then
     * @param unusable why the key cannot serve; null if it can
     * @param material null if the key is faulty or of a type that we do not know
     * @param algorithms what it can verify; empty if it is not usable
     */
    record Judgement(
            List<Fault> faults,
            @Nullable String unusable,
            @Nullable KeyMaterial material,
            Set<JwsAlgorithm> algorithms,
            int sizeBits) {

        /** Why the key cannot serve, with its faults; null if it can. */
        @Nullable
        String reason() {
            return faults.isEmpty()
                    ? unusable
                    : faults.stream()
                            .map(fault -> fault.member() + ": " + fault.message())
                            .collect(Collectors.joining("; "));
        }
    }

    /**
     * @param members public members, as {@link JwkMembers} has them
     * @param secret the {@code k} of an {@code oct} key, decoded; null if it has none or is sealed
     * @param sealed whether a secret is stored that does not open here
     */
    static Judgement judge(Map<String, Object> members, byte @Nullable [] secret, boolean sealed) {
        return new JwkJudge(members, secret, sealed).judge();
    }

    private Judgement judge() {
        // Before all else: whatever else is wrong with the key, a secret is not stored openly.
        for (String member : PRIVATE_MEMBERS) {
            if (members.containsKey(member)) {
                refuse(member, "private or secret member (expected: public members only)");
            }
        }
        String kty = requiredText("kty", "RSA, EC, OKP, AKP or oct");
        if (kty == null) {
            return new Judgement(faults, "no kty", null, Set.of(), 0);
        }
        text("kid");
        String alg = text("alg");
        String use = text("use");
        boolean verifies = keyOps();
        Set<JwsAlgorithm> capable = capable(kty, alg);
        if (use != null && !use.equals("sig")) {
            unusable = "use is \"" + shorten(use) + "\", not sig";
        } else if (!verifies) {
            unusable = "key_ops does not contain verify";
        } else if (alg != null && unusable == null) {
            bindTo(alg, kty, capable);
        }
        checkSecretLength(alg, capable);
        boolean usable = unusable == null && faults.isEmpty();
        return new Judgement(
                List.copyOf(faults),
                usable ? null : unusable == null ? "the key is faulty" : unusable,
                faults.isEmpty() ? material : null,
                usable ? capable : Set.of(),
                sizeBits);
    }

    /** What the key's type and size can do; reads its material. */
    private Set<JwsAlgorithm> capable(String kty, @Nullable String alg) {
        return switch (kty) {
            case "RSA" -> rsa();
            case "EC" -> ec();
            case "OKP" -> okp();
            case "AKP" -> akp(alg);
            case "oct" -> oct();
            default -> {
                unusable = "kty \"" + shorten(kty) + "\" is not known";
                yield EnumSet.noneOf(JwsAlgorithm.class);
            }
        };
    }

    private Set<JwsAlgorithm> rsa() {
        byte[] n = octets("n");
        byte[] e = octets("e");
        if (n != null) {
            BigInteger modulus = new BigInteger(1, n);
            sizeBits = modulus.bitLength();
            if (sizeBits < MIN_RSA_BITS) {
                refuse("n", sizeBits + " bits (expected: " + MIN_RSA_BITS + " to " + MAX_RSA_BITS + ")");
            } else if (sizeBits > MAX_RSA_BITS) {
                ignore("n", sizeBits + " bits (expected: " + MIN_RSA_BITS + " to " + MAX_RSA_BITS + ")");
            } else if (!modulus.testBit(0)) {
                refuse("n", "even (expected: odd)");
            }
            if (e != null) {
                BigInteger exponent = new BigInteger(1, e);
                if (exponent.compareTo(BigInteger.valueOf(3)) < 0 || !exponent.testBit(0)) {
                    refuse("e", "even or below 3 (expected: odd, 3 or more)");
                } else if (exponent.bitLength() > MAX_EXPONENT_BITS) {
                    ignore("e", exponent.bitLength() + " bits (expected: at most " + MAX_EXPONENT_BITS + ")");
                }
                material = new KeyMaterial.Rsa(modulus, exponent);
            }
        }
        return EnumSet.range(JwsAlgorithm.RS256, JwsAlgorithm.PS512);
    }

    private Set<JwsAlgorithm> ec() {
        String crv = requiredText("crv", "P-256, P-384 or P-521");
        if (crv == null) {
            return EnumSet.noneOf(JwsAlgorithm.class);
        }
        Curve curve = Curve.named(crv);
        if (curve == null) {
            unusable = "crv \"" + shorten(crv) + "\" is not known";
            return EnumSet.noneOf(JwsAlgorithm.class);
        }
        sizeBits = curve.bits();
        byte[] x = octets("x", curve.coordinateBytes());
        byte[] y = octets("y", curve.coordinateBytes());
        if (x != null && y != null) {
            KeyMaterial.Ec point = new KeyMaterial.Ec(curve, new BigInteger(1, x), new BigInteger(1, y));
            if (!curve.holds(point.x(), point.y())) {
                refuse("x", "the point is not on " + crv + " (expected: a point on its curve)");
            }
            material = point;
        }
        return EnumSet.of(curve.algorithm());
    }

    private Set<JwsAlgorithm> okp() {
        String crv = requiredText("crv", "Ed25519");
        if (crv == null) {
            return EnumSet.noneOf(JwsAlgorithm.class);
        }
        if (!crv.equals("Ed25519")) {
            unusable = "crv \"" + shorten(crv) + "\" is not known";
            return EnumSet.noneOf(JwsAlgorithm.class);
        }
        sizeBits = 255;
        byte[] x = octets("x", Ed25519Point.BYTES);
        if (x != null) {
            if (!Ed25519Point.isUsable(x)) {
                refuse("x", "the point is not on Ed25519, or of small order (expected: a public key)");
            }
            material = new KeyMaterial.Ed25519(x);
        }
        return EnumSet.of(JwsAlgorithm.EDDSA, JwsAlgorithm.ED25519);
    }

    private Set<JwsAlgorithm> akp(@Nullable String alg) {
        if (alg == null) {
            requiredText("alg", "ML-DSA-44, ML-DSA-65 or ML-DSA-87");
            return EnumSet.noneOf(JwsAlgorithm.class);
        }
        JwsAlgorithm algorithm = JwsAlgorithm.named(alg).orElse(null);
        int bytes = algorithm == null ? 0 : MlDsaKeys.publicKeyBytes(algorithm);
        if (algorithm == null || bytes == 0) {
            unusable = "alg \"" + shorten(alg) + "\" is not known for AKP";
            return EnumSet.noneOf(JwsAlgorithm.class);
        }
        byte[] pub = octets("pub", bytes);
        if (pub != null) {
            sizeBits = bytes * 8;
            material = new KeyMaterial.MlDsa(algorithm, pub);
        }
        return EnumSet.of(algorithm);
    }

    private Set<JwsAlgorithm> oct() {
        if (secret == null && !sealed) {
            refuse("k", "missing (expected: base64url, or the kid of a key that is stored already)");
        }
        if (secret == null) {
            // Its length was checked when it was written; which algorithm it was meant for is known again once it
            // opens.
            material = sealed ? new KeyMaterial.Sealed() : null;
            return EnumSet.range(JwsAlgorithm.HS256, JwsAlgorithm.HS512);
        }
        sizeBits = secret.length * 8;
        material = new KeyMaterial.Secret(secret);
        EnumSet<JwsAlgorithm> capable = EnumSet.noneOf(JwsAlgorithm.class);
        for (JwsAlgorithm algorithm : EnumSet.range(JwsAlgorithm.HS256, JwsAlgorithm.HS512)) {
            if (secret.length >= hashBytes(algorithm)) {
                capable.add(algorithm);
            }
        }
        return capable;
    }

    /** A secret that serves nothing, or less than it names, is a mistake and not a key of someone else. */
    private void checkSecretLength(@Nullable String alg, Set<JwsAlgorithm> capable) {
        if (secret == null || unusable != null) {
            return;
        }
        if (alg == null && capable.isEmpty()) {
            refuse("k", secret.length + " bytes (expected: 32 or more)");
        }
    }

    private void bindTo(String alg, String kty, Set<JwsAlgorithm> capable) {
        JwsAlgorithm algorithm = JwsAlgorithm.named(alg).orElse(null);
        if (algorithm == null) {
            unusable = "alg \"" + shorten(alg) + "\" is not known";
            return;
        }
        boolean hmac = algorithm.compareTo(JwsAlgorithm.HS512) <= 0;
        if (kty.equals("oct") && hmac && secret != null && secret.length < hashBytes(algorithm)) {
            refuse("k", secret.length + " bytes (expected: " + hashBytes(algorithm) + " or more for " + alg + ")");
        } else if (!capable.contains(algorithm)) {
            unusable = "alg " + alg + " does not fit the type of the key";
        }
        capable.retainAll(algorithm.names());
    }

    private static int hashBytes(JwsAlgorithm hmac) {
        return hmac == JwsAlgorithm.HS256 ? 32 : hmac == JwsAlgorithm.HS384 ? 48 : 64;
    }

    /** Whether {@code key_ops} is absent or contains {@code verify}. */
    private boolean keyOps() {
        Object ops = members.get("key_ops");
        if (ops == null && !members.containsKey("key_ops")) {
            return true;
        }
        if (!(ops instanceof List<?> list) || !list.stream().allMatch(String.class::isInstance)) {
            ignore("key_ops", "not a list of strings (expected: for example [\"verify\"])");
            return true;
        }
        return list.contains("verify");
    }

    private @Nullable String text(String member) {
        Object value = members.get(member);
        if (value instanceof String text) {
            return text;
        }
        if (members.containsKey(member)) {
            ignore(member, "not a string (expected: a string)");
        }
        return null;
    }

    private @Nullable String requiredText(String member, String expected) {
        String value = text(member);
        if (value == null && !members.containsKey(member)) {
            ignore(member, "missing (expected: " + expected + ")");
        }
        return value;
    }

    private byte @Nullable [] octets(String member) {
        String value = requiredText(member, "base64url");
        if (value == null) {
            return null;
        }
        byte[] octets = Base64Url.decode(value);
        if (octets == null || octets.length == 0) {
            ignore(member, "not base64url (expected: base64url without padding)");
            return null;
        }
        return octets;
    }

    private byte @Nullable [] octets(String member, int length) {
        byte[] octets = octets(member);
        if (octets != null && octets.length != length) {
            ignore(member, octets.length + " bytes (expected: " + length + ")");
            return null;
        }
        return octets;
    }

    private void refuse(String member, String message) {
        faults.add(new Fault(member, message, Gravity.REFUSED));
    }

    private void ignore(String member, String message) {
        faults.add(new Fault(member, message, Gravity.IGNORED));
    }

    private static String shorten(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= 40 ? line : line.substring(0, 40) + "…";
    }
}
