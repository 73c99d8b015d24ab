package dev.portcullis.bench;

import dev.portcullis.model.AuthorizationItem;
import dev.portcullis.model.AuthorizationMode;
import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.model.RuleItem;
import dev.portcullis.policy.RuleSet;
import dev.portcullis.policy.RuleSetCompiler;
import java.security.GeneralSecurityException;
import java.util.HashMap;
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

/** From an image to a rule set: from nothing, and after a change of one rule or of one condition. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CompilationBenchmark {
    /** Rules and conditions of each. */
    @Param({"1x1000", "1x10000", "1x100000", "100x10", "1000x10", "10000x10"})
    public String size = "";

    private final RuleSetCompiler compiler = new RuleSetCompiler(Scene.SECRETS);
    private @Nullable ConfigImage image;
    private @Nullable ConfigImage ruleChanged;
    private @Nullable ConfigImage conditionRemoved;
    private @Nullable RuleSet compiled;

    @Setup(Level.Trial)
    public void prepare() throws GeneralSecurityException {
        Scene scene = scene(size);
        BenchKey key = BenchKey.make(JwsAlgorithm.EDDSA);
        ConfigImage before = scene.image(key);
        image = before;
        compiled = compiler.compile(before, null);
        int changed = scene.rules() / 2;
        SortedMap<String, RuleItem> rules = new TreeMap<>(before.rules());
        rules.put(Scene.ruleId(changed), scene.rule(changed, key, 30));
        ruleChanged = Scene.image(rules, before.authorizations(), 2);
        Map<String, SortedMap<String, AuthorizationItem>> byRule = new HashMap<>(before.authorizations());
        SortedMap<String, AuthorizationItem> conditions = new TreeMap<>(before.authorizationsOf(Scene.ruleId(changed)));
        conditions.remove(conditions.lastKey());
        byRule.put(Scene.ruleId(changed), conditions);
        conditionRemoved = Scene.image(before.rules(), byRule, 2);
    }

    static Scene scene(String size) {
        int times = size.indexOf('x');
        return new Scene(
                Integer.parseInt(size.substring(0, times)),
                Integer.parseInt(size.substring(times + 1)),
                AuthorizationMode.WHITELIST);
    }

    @Benchmark
    public RuleSet fromNothing() {
        return compiler.compile(Objects.requireNonNull(image), null);
    }

    @Benchmark
    public RuleSet afterOneRule() {
        return compiler.compile(Objects.requireNonNull(ruleChanged), compiled);
    }

    @Benchmark
    public RuleSet afterOneCondition() {
        return compiler.compile(Objects.requireNonNull(conditionRemoved), compiled);
    }
}
