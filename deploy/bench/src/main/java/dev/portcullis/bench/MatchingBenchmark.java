package dev.portcullis.bench;

import dev.portcullis.bench.Scene.OneField;
import dev.portcullis.model.AuthorizationMode;
import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.policy.CanonicalRequest;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.RuleSet;
import dev.portcullis.policy.RuleSetCompiler;
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

/**
 * The whole decision over configurations of growing size. Requests and tokens come in turn from all over the configuration,
 * so that nothing is fast only because it is always the same; there are as many of them in the small one.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MatchingBenchmark {
    static final String BASELINE = "1x1";
    /** A power of two. */
    private static final int REQUESTS = 1_024;

    private static final int TOKENS = 64;

    /** Which way a request takes through the rules. */
    public enum Way {
        /** Conditions exempt it from every rule: no token is looked at. */
        EXEMPTED(AuthorizationMode.WHITELIST),
        /** No condition matches, so that every rule asks for a token. */
        UNMATCHED(AuthorizationMode.WHITELIST),
        /** A condition asks for a token. */
        LISTED(AuthorizationMode.BLACKLIST);

        private final AuthorizationMode mode;

        Way(AuthorizationMode mode) {
            this.mode = mode;
        }
    }

    /** Rules and conditions of each. */
    @Param({BASELINE, "1x100000", "10000x10"})
    public String size = "";

    @Param
    public Way way = Way.EXEMPTED;

    private final List<CanonicalRequest> requests = new ArrayList<>();
    private final List<OneField> fields = new ArrayList<>();
    private @Nullable RuleSet rules;
    private int next;

    @Setup(Level.Trial)
    public void prepare() throws GeneralSecurityException {
        int times = size.indexOf('x');
        Scene scene = new Scene(
                Integer.parseInt(size.substring(0, times)), Integer.parseInt(size.substring(times + 1)), way.mode);
        BenchKey key = BenchKey.make(JwsAlgorithm.EDDSA);
        rules = new RuleSetCompiler(Scene.SECRETS).compile(scene.image(key), null);
        List<OneField> tokens = new ArrayList<>();
        for (int i = 0; i < TOKENS; i++) {
            tokens.add(OneField.bearer(key.token(Scene.issuer(ruleOf(scene, i)), i)));
        }
        for (int i = 0; i < REQUESTS; i++) {
            int rule = ruleOf(scene, i % TOKENS);
            int condition = (int) ((i * 7_919L + 1) % scene.conditionsPerRule());
            requests.add(
                    switch (way) {
                        case EXEMPTED -> scene.matching(i, 0);
                        case UNMATCHED -> Scene.unmatched(i);
                        case LISTED -> scene.matching(scene.conditionsPerRule() == 1 ? i : rule, condition);
                    });
            fields.add(tokens.get(i % TOKENS));
        }
        for (int i = 0; i < REQUESTS; i++) {
            Decision decision = decide();
            if (way == Way.EXEMPTED
                    ? !(decision instanceof Decision.Pass)
                    : !(decision instanceof Decision.Authenticated)) {
                throw new IllegalStateException(size + " " + way + ": " + decision);
            }
        }
    }

    /** Spread over all of them. */
    private static int ruleOf(Scene scene, int number) {
        return (int) (number * 6_367L % scene.rules());
    }

    @Benchmark
    public Decision decide() {
        next = (next + 1) & (REQUESTS - 1);
        return Objects.requireNonNull(rules).decide(requests.get(next), fields.get(next), Scene.NOW_MILLIS);
    }
}
