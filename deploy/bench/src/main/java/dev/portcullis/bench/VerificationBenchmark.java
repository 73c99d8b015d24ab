package dev.portcullis.bench;

import dev.portcullis.bench.Scene.OneField;
import dev.portcullis.model.AuthorizationMode;
import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.policy.CanonicalRequest;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.RemoteKeySets;
import dev.portcullis.policy.RuleSet;
import dev.portcullis.policy.RuleSetCompiler;
import dev.portcullis.policy.VerifiedTokens;
import dev.portcullis.policy.jwk.CryptoProviders;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One rule, its tokens in turn: decided anew, decided from memory, and the signature check alone. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class VerificationBenchmark {
    /** A power of two, and far more than the smallest memory holds. */
    private static final int TOKENS = 256;

    @Param({"HS256", "RS256", "PS256", "ES256", "EdDSA", "ML-DSA-65"})
    public String algorithm = "";

    private final List<BareCheck.Signed> signed = new ArrayList<>();
    private final List<OneField> fields = new ArrayList<>();
    private @Nullable BareCheck check;
    private @Nullable RuleSet forgetful;
    private @Nullable RuleSet remembering;
    private @Nullable CanonicalRequest request;
    private int next;

    @Setup(Level.Trial)
    public void prepare() throws GeneralSecurityException {
        BenchKey key = BenchKey.make(JwsAlgorithm.named(algorithm).orElseThrow());
        check = BareCheck.of(key);
        for (int i = 0; i < TOKENS; i++) {
            String token = key.token(Scene.issuer(0), i);
            signed.add(BareCheck.Signed.of(token));
            fields.add(OneField.bearer(token));
        }
        Scene scene = new Scene(1, 1, AuthorizationMode.WHITELIST);
        // Two slots for 256 tokens in turn: whatever is looked for has long been overwritten.
        forgetful = new RuleSetCompiler(
                        Scene.SECRETS, CryptoProviders.nativeFirst(), RemoteKeySets.NONE, new VerifiedTokens(2))
                .compile(scene.image(key), null);
        remembering = new RuleSetCompiler(Scene.SECRETS).compile(scene.image(key), null);
        request = Scene.unmatched(0);
        for (int i = 0; i < TOKENS; i++) {
            boolean right = decideAnew() instanceof Decision.Authenticated
                    && decideFromMemory() instanceof Decision.Authenticated
                    && signatureAlone();
            if (!right) {
                throw new IllegalStateException(algorithm + ": a good token was refused");
            }
        }
    }

    private int turn() {
        next = (next + 1) & (TOKENS - 1);
        return next;
    }

    @Benchmark
    public boolean signatureAlone() throws GeneralSecurityException {
        return Objects.requireNonNull(check).verifies(signed.get(turn()));
    }

    @Benchmark
    public Decision decideAnew() {
        return Objects.requireNonNull(forgetful)
                .decide(Objects.requireNonNull(request), fields.get(turn()), Scene.NOW_MILLIS);
    }

    @Benchmark
    public Decision decideFromMemory() {
        return Objects.requireNonNull(remembering)
                .decide(Objects.requireNonNull(request), fields.get(turn()), Scene.NOW_MILLIS);
    }
}
