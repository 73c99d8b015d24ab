package dev.portcullis.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The {@code alg} values that Portcullis verifies: RFC 7518 section 3.1, RFC 8037 and RFC 9864 (EdDSA, Ed25519), RFC 9964
 * (ML-DSA). {@code none} is not among them and never will be.
 */
public enum JwsAlgorithm {
    HS256("HS256"),
    HS384("HS384"),
    HS512("HS512"),
    RS256("RS256"),
    RS384("RS384"),
    RS512("RS512"),
    PS256("PS256"),
    PS384("PS384"),
    PS512("PS512"),
    ES256("ES256"),
    ES384("ES384"),
    ES512("ES512"),
    EDDSA("EdDSA"),
    ED25519("Ed25519"),
    ML_DSA_44("ML-DSA-44"),
    ML_DSA_65("ML-DSA-65"),
    ML_DSA_87("ML-DSA-87");

    private static final Map<String, JwsAlgorithm> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(a -> a.joseName, Function.identity()));

    private final String joseName;

    JwsAlgorithm(String joseName) {
        this.joseName = joseName;
    }

    /** The value of {@code alg}, as registered with IANA; compared byte for byte. */
    @JsonValue
    public String joseName() {
        return joseName;
    }

    /** The algorithm under all its names: {@code EdDSA} and {@code Ed25519} are one here (RFC 9864 section 2.2). */
    public Set<JwsAlgorithm> names() {
        return this == EDDSA || this == ED25519 ? EnumSet.of(EDDSA, ED25519) : EnumSet.of(this);
    }

    /** The algorithm of that exact name, if it is one of ours. */
    public static Optional<JwsAlgorithm> named(String joseName) {
        return Optional.ofNullable(BY_NAME.get(joseName));
    }

    @JsonCreator
    static JwsAlgorithm fromJson(String joseName) {
        return named(joseName)
                .orElseThrow(() -> new IllegalArgumentException("alg: " + joseName + " (expected: one of "
                        + Arrays.stream(values()).map(JwsAlgorithm::joseName).collect(Collectors.joining(", ")) + ")"));
    }
}
