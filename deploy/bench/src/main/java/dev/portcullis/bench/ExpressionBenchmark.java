package dev.portcullis.bench;

import dev.portcullis.bench.Scene.OneField;
import dev.portcullis.model.AuthorizationItem;
import dev.portcullis.model.AuthorizationMode;
import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.model.PathPattern;
import dev.portcullis.model.RuleItem;
import dev.portcullis.policy.CanonicalRequest;
import dev.portcullis.policy.Decision;
import dev.portcullis.policy.RuleSet;
import dev.portcullis.policy.RuleSetCompiler;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
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
 * The decision about a request without a token that has to be compared with every regular expression of a blacklist, since
 * none of them matches. There is no index for those: each costs on its own, and by the length of the path.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ExpressionBenchmark {
    static final String SHORT = "40";
    /** The longest that is let in. */
    static final String LONG = "8192";

    @Param({"0", "1", "10", "100", "1000"})
    public int expressions;

    /** In characters. */
    @Param({SHORT, LONG})
    public int path;

    private @Nullable RuleSet rules;
    private @Nullable CanonicalRequest request;

    @Setup(Level.Trial)
    public void prepare() throws GeneralSecurityException {
        Scene scene = new Scene(1, 1, AuthorizationMode.BLACKLIST);
        SortedMap<String, AuthorizationItem> conditions = new TreeMap<>();
        for (int i = 0; i < expressions; i++) {
            String id = "au-%06d".formatted(i);
            // All begin as the path does, so that none is given up at its first character.
            PathPattern pattern =
                    new PathPattern(PathPattern.Match.REGEX, "/v1/[a-z/]+/service-" + i + "/(items|orders)/[0-9]+");
            conditions.put(id, new AuthorizationItem(Scene.INSTANCE, Scene.ruleId(0), id, "*", pattern, false, null));
        }
        BenchKey key = BenchKey.make(JwsAlgorithm.EDDSA);
        SortedMap<String, RuleItem> rule = new TreeMap<>(Map.of(Scene.ruleId(0), scene.rule(0, key, 60)));
        rules = new RuleSetCompiler(Scene.SECRETS)
                .compile(Scene.image(rule, Map.of(Scene.ruleId(0), conditions), 1), null);
        request = Scene.unmatchedOf(path);
        if (!(decide() instanceof Decision.Pass)) {
            throw new IllegalStateException("something matched");
        }
    }

    @Benchmark
    public Decision decide() {
        return Objects.requireNonNull(rules).decide(Objects.requireNonNull(request), OneField.NONE, Scene.NOW_MILLIS);
    }
}
