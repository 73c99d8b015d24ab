package dev.portcullis.chaos;

import dev.portcullis.chaos.check.Checker;
import dev.portcullis.chaos.check.Violation;
import dev.portcullis.chaos.history.Event;
import dev.portcullis.chaos.history.History;
import dev.portcullis.chaos.nemesis.FaultKind;
import dev.portcullis.local.Trees;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Entry of {@code ./portcullis chaos}. */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        description =
                "Puts faults into every part of a system of its own under load, and proves that its promises held.")
public final class Chaos implements Callable<Integer> {
    /** What can be done on every machine: to skew a clock or to fill a disk takes more than a JDK. */
    public static final Set<FaultKind> EVERYWHERE =
            Set.copyOf(EnumSet.complementOf(EnumSet.of(FaultKind.FILL_DISK, FaultKind.SKEW_CLOCK)));

    private static final String ALL = "all";
    private static final int SHOWN_OF_EACH = 5;

    @Option(names = "--home", required = true, hidden = true)
    Path home = Path.of(".");

    @Option(names = "--minutes", defaultValue = "10", description = "how long faults go on (default: 10)")
    double minutes;

    @Option(names = "--seed", description = "decides what is done, to what, and how long (default: a new one)")
    @Nullable
    Long seed;

    @Option(
            names = "--faults",
            split = ",",
            description =
                    "all, or only these: kill, pause, restart, cut, hold, slow, "
                            + "delete-config-topic, delete-nodes-topic, truncate-config-topic, lose-broker-data, restore-database, "
                            + "forge-tombstone, forge-head, forge-past, forge-item, forge-stranger, forge-report, fill-disk, skew-clock")
    List<String> faults = List.of();

    @Option(names = "--check", description = "judges a history once more, and does nothing else")
    @Nullable
    Path check;

    private Chaos() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Chaos()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        if (check != null) {
            List<Event> events = History.read(check);
            return report(new Run.Result(Summary.of(events), Checker.violations(events)), System.out);
        }
        Set<FaultKind> kinds = chosenKinds();
        long chosen = seed == null ? ThreadLocalRandom.current().nextInt(1, 1_000_000) : seed;
        Path folder = Files.createTempDirectory("portcullis-chaos-");
        System.out.printf("Seed %d, %s minutes, in %s%n", chosen, minutes, folder);
        Duration rage = Duration.ofMillis((long) (minutes * 60_000));
        Run.Result result = new Run(new Options(home, folder, rage, chosen, kinds), System.out).go();
        int outcome = report(result, System.out);
        System.out.printf("Seed: %d. ", chosen);
        if (outcome == 0) {
            Trees.remove(folder);
            System.out.println("Nothing is left to look at.");
        } else {
            System.out.printf("History: %s; logs: %s%n", folder.resolve("history.jsonl"), folder.resolve("logs"));
        }
        return outcome;
    }

    private Set<FaultKind> chosenKinds() {
        if (faults.equals(List.of(ALL))) {
            return EnumSet.allOf(FaultKind.class);
        }
        return faults.isEmpty()
                ? EVERYWHERE
                : faults.stream().map(FaultKind::of).collect(Collectors.toSet());
    }

    /** Prints what came of a run; answers 1 if a promise was broken. */
    static int report(Run.Result result, PrintStream out) {
        result.summary().print(out);
        out.printf("Violations: %d%n", result.violations().size());
        Map<Violation.Promise, Integer> shown = new TreeMap<>();
        for (Violation violation : result.violations()) {
            if (shown.merge(violation.promise(), 1, Integer::sum) <= SHOWN_OF_EACH) {
                out.println("  " + violation);
            }
        }
        shown.forEach((promise, times) -> {
            if (times > SHOWN_OF_EACH) {
                out.printf("  … and %d more of: %s%n", times - SHOWN_OF_EACH, promise.text());
            }
        });
        return result.violations().isEmpty() ? 0 : 1;
    }
}
