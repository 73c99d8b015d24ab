package dev.portcullis.fuzz;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Runs Jazzer over each target in turn and says what came of it. Exit code 1 if anything was found. */
public final class Fuzz {
    private static final int DEFAULT_MINUTES = 10;
    private static final int PROGRESS_SECONDS = 15;
    /** Of the time of each target, one part in so many goes to growing inputs. */
    private static final int GROWTH_SHARE = 10;

    private final FuzzFolders folders;
    private final PrintStream out;
    private final List<Finding> findings = new ArrayList<>();
    private long nextProgressNanos = System.nanoTime();

    private Fuzz(FuzzFolders folders, PrintStream out) {
        this.folders = folders;
        this.out = out;
    }

    /** @param args the folder of the repository; then minutes, or {@code --input}, a target and a file */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 4 && args[1].equals("--input")) {
            Target.valueOf(args[2].toUpperCase(java.util.Locale.ROOT)).check(Files.readAllBytes(Path.of(args[3])));
            System.out.println("every promise holds");
            return;
        }
        int minutes = minutes(args);
        if (minutes < 1) {
            System.err.println("Usage: ./portcullis fuzz [minutes], or ./portcullis fuzz --input TARGET FILE");
            System.exit(2);
        }
        boolean found = new Fuzz(FuzzFolders.under(Path.of(args[0]).toAbsolutePath()), System.out).run(minutes);
        System.exit(found ? 1 : 0);
    }

    private static int minutes(String[] args) {
        if (args.length == 1) {
            return DEFAULT_MINUTES;
        }
        return args.length == 2 && args[1].matches("[0-9]{1,4}") ? Integer.parseInt(args[1]) : 0;
    }

    private boolean run(int minutes) throws IOException, InterruptedException {
        Duration each = Duration.ofMinutes(minutes).dividedBy(Target.values().length);
        out.println("Jazzer, " + minutes + " minutes for " + Target.values().length + " targets");
        List<String> summary = new ArrayList<>();
        for (Target target : Target.values()) {
            Duration growing = each.dividedBy(GROWTH_SHARE);
            Jazzer.Outcome outcome = new Jazzer(target, folders, this::progress).run(each.minus(growing));
            found(outcome.finding());
            long stretched = outcome.finding() == null ? grow(target, growing) : 0;
            summary.add("%-7s %,12d runs %,7d edges %,6d inputs kept %,9d grown"
                    .formatted(target.lowerCaseName(), outcome.runs(), outcome.covered(), outcome.kept(), stretched));
        }
        out.println();
        summary.forEach(out::println);
        out.println(findings.isEmpty() ? "nothing found" : findings.size() + " found:");
        for (Finding finding : findings) {
            out.println("  " + finding.target().lowerCaseName() + ": " + finding.what());
            out.println("    ./portcullis fuzz --input " + finding.target().lowerCaseName() + " " + finding.input());
        }
        return !findings.isEmpty();
    }

    private void found(@Nullable Finding finding) {
        if (finding != null) {
            findings.add(finding);
            out.println(finding.target().lowerCaseName() + ": FOUND " + finding.what());
        }
    }

    /** Whether a reader takes more time than the size of its input explains; answers how many inputs were grown. */
    private long grow(Target target, Duration time) throws IOException {
        List<byte[]> seeds = new ArrayList<>(Seeds.in(folders.seeds(target)));
        seeds.addAll(Seeds.in(folders.corpus(target)));
        Growth growth = new Growth(target, seeds, new Random());
        long start = System.nanoTime();
        long grown = 0;
        while (System.nanoTime() - start < time.toNanos()) {
            Growth.Stretch stretch = growth.next();
            grown++;
            String broken = broken(growth, stretch);
            if (broken != null) {
                Path input = folders.findings().resolve(target.lowerCaseName() + "-grown-" + grown);
                Files.write(input, stretch.to(target.maxBytes()));
                found(new Finding(target, broken, input));
                break;
            }
        }
        return grown;
    }

    private static @Nullable String broken(Growth growth, Growth.Stretch stretch) {
        try {
            return growth.isTooSlow(stretch) ? "takes more time than its size explains" : null;
        } catch (RuntimeException | Error e) {
            return e.toString();
        }
    }

    private void progress(String state) {
        if (System.nanoTime() - nextProgressNanos >= 0) {
            nextProgressNanos =
                    System.nanoTime() + Duration.ofSeconds(PROGRESS_SECONDS).toNanos();
            out.println(state);
        }
    }
}
