package dev.portcullis.bench;

import dev.portcullis.model.JwsAlgorithm;
import java.io.PrintStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the benchmarks of the policy engine and prints what they measured beside what is promised, in Markdown. */
public final class PolicyBench {
    private static final double MAX_OWN_NANOS = 5_000;
    private static final double MAX_REMEMBERED_NANOS = 1_000;
    private static final double MAX_FACTOR = 2;
    private static final double NANOS_PER_MICRO = 1_000;
    private static final double OCTETS_PER_KIB = 1_024;

    private static final List<String> SIZES = List.of("1x1000", "1x10000", "1x100000", "100x10", "1000x10", "10000x10");

    private final PrintStream out;
    private final boolean quick;

    private PolicyBench(PrintStream out, boolean quick) {
        this.out = out;
        this.quick = quick;
    }

    /** @param args {@code --quick}: rough figures in about three minutes */
    public static void main(String[] args) throws RunnerException, GeneralSecurityException {
        for (String arg : args) {
            if (!arg.equals("--quick")) {
                System.err.println(arg + " (expected: --quick or nothing)");
                System.exit(2);
            }
        }
        new PolicyBench(System.out, args.length > 0).run();
    }

    private void run() throws RunnerException, GeneralSecurityException {
        out.println("JDK " + Runtime.version() + ", " + Runtime.getRuntime().availableProcessors() + " processors"
                + (quick ? "; quick: rough figures" : "") + "\n");
        verification();
        matching();
        expressions();
        compilation();
        memory();
    }

    private Scores measure(Class<?> benchmark) throws RunnerException {
        Options options = new OptionsBuilder()
                .include("^" + benchmark.getName().replace(".", "\\.") + "\\.")
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .forks(quick ? 1 : 2)
                .warmupIterations(3)
                .warmupTime(TimeValue.milliseconds(quick ? 400 : 1_000))
                .measurementIterations(quick ? 3 : 4)
                .measurementTime(TimeValue.milliseconds(quick ? 300 : 1_000))
                .jvmArgsAppend("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-Xmx2g")
                .build();
        return new Scores(new Runner(options).run());
    }

    private void verification() throws RunnerException, GeneralSecurityException {
        Scores scores = measure(VerificationBenchmark.class);
        Table table = new Table(
                "Algorithm",
                "Provider",
                "Signature alone",
                "Decided anew",
                "Own cost",
                "Decided from memory",
                "Bounds");
        for (String name : List.of("HS256", "RS256", "PS256", "ES256", "EdDSA", "ML-DSA-65")) {
            Map<String, String> parameters = Map.of("algorithm", name);
            double alone = scores.of("signatureAlone", parameters);
            double anew = scores.of("decideAnew", parameters);
            double remembered = scores.of("decideFromMemory", parameters);
            double own = ownCost(name);
            BareCheck check =
                    BareCheck.of(BenchKey.make(JwsAlgorithm.named(name).orElseThrow()));
            table.row(
                    name,
                    check.providerName(),
                    micros(alone),
                    micros(anew),
                    micros(own),
                    micros(remembered),
                    verdict(own <= MAX_OWN_NANOS && remembered <= MAX_REMEMBERED_NANOS));
        }
        print("Verification (own cost at most 5 µs; from memory at most 1 µs)", table);
        out.println("The columns of times come from runs of their own; the own cost is measured with both in turn.\n");
    }

    private double ownCost(String algorithm) throws GeneralSecurityException {
        VerificationBenchmark verification = new VerificationBenchmark();
        verification.algorithm = algorithm;
        verification.prepare();
        return OwnCost.nanos(verification, quick ? 200 : 500);
    }

    private void matching() throws RunnerException {
        Scores scores = measure(MatchingBenchmark.class);
        Table table = new Table("Request", "1 rule, 1 condition", "1 rule, 100,000", "10,000 rules, 10 each", "Bounds");
        for (MatchingBenchmark.Way way : MatchingBenchmark.Way.values()) {
            double base = decide(scores, MatchingBenchmark.BASELINE, way);
            double wide = decide(scores, "1x100000", way);
            double many = decide(scores, "10000x10", way);
            table.row(
                    way.name().toLowerCase(Locale.ROOT),
                    micros(base),
                    micros(wide) + factor(wide, base),
                    micros(many) + factor(many, base),
                    verdict(Math.max(wide, many) <= MAX_FACTOR * base));
        }
        print("Matching (at most twice the time of one rule with one condition)", table);
    }

    private static double decide(Scores scores, String size, MatchingBenchmark.Way way) {
        return scores.of("decide", Map.of("size", size, "way", way.name()));
    }

    private void expressions() throws RunnerException {
        Scores scores = measure(ExpressionBenchmark.class);
        Table table = new Table("Regular expressions", "Path of 40 characters", "Path of 8,192, the longest");
        for (String count : List.of("0", "1", "10", "100", "1000")) {
            table.row(
                    count,
                    micros(scores.of("decide", Map.of("expressions", count, "path", ExpressionBenchmark.SHORT))),
                    micros(scores.of("decide", Map.of("expressions", count, "path", ExpressionBenchmark.LONG))));
        }
        print("Regular expressions that do not match (linear in both)", table);
    }

    private void compilation() throws RunnerException {
        Scores scores = measure(CompilationBenchmark.class);
        Table table = new Table(
                "Rules × conditions", "From nothing", "For each condition", "After one rule", "After one condition");
        for (String size : SIZES) {
            Map<String, String> parameters = Map.of("size", size);
            double all = scores.of("fromNothing", parameters);
            table.row(
                    size.replace("x", " × "),
                    millis(all),
                    micros(all
                            * NANOS_PER_MICRO
                            / CompilationBenchmark.scene(size).conditions()),
                    millis(scores.of("afterOneRule", parameters)),
                    millis(scores.of("afterOneCondition", parameters)));
        }
        print("Compilation (linear)", table);
    }

    private void memory() throws GeneralSecurityException {
        Table table = new Table("Rules × conditions", "Heap", "For each condition");
        for (String size : SIZES) {
            Scene scene = CompilationBenchmark.scene(size);
            long[] tries = new long[3];
            for (int i = 0; i < tries.length; i++) {
                tries[i] = RetainedMemory.octetsOf(scene);
            }
            Arrays.sort(tries);
            long octets = tries[1];
            table.row(
                    size.replace("x", " × "),
                    "%,.0f KiB".formatted(octets / OCTETS_PER_KIB),
                    "%,d B".formatted(octets / scene.conditions()));
        }
        print("Retained memory (linear)", table);
    }

    private void print(String title, Table table) {
        out.println("### " + title + "\n");
        out.println(table);
    }

    private static String micros(double nanos) {
        return String.format(Locale.ROOT, "%,.2f µs", nanos / NANOS_PER_MICRO);
    }

    private static String millis(double micros) {
        return String.format(Locale.ROOT, "%,.2f ms", micros / NANOS_PER_MICRO);
    }

    private static String factor(double time, double base) {
        return String.format(Locale.ROOT, " (× %.2f)", time / base);
    }

    private static String verdict(boolean kept) {
        return kept ? "kept" : "**missed**";
    }
}
