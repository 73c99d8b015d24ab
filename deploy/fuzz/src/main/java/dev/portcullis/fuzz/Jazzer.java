package dev.portcullis.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One run of Jazzer over one target, in a process of its own, because coverage is counted by changing classes. */
final class Jazzer {
    private static final int SLOW_INPUT_SECONDS = 25;
    private static final Pattern PROGRESS = Pattern.compile("#(\\d+)\\s+\\S+\\s+cov: (\\d+) ft: \\d+ corp: (\\d+)/.*");
    private static final Pattern SAVED = Pattern.compile(".*Test unit written to (.+)");
    private static final Pattern EXCEPTION = Pattern.compile("== Java Exception: (.+)|==\\d+== ERROR: libFuzzer: (.+)");

    private final Target target;
    private final FuzzFolders folders;
    private final Consumer<String> progress;
    private long runs;
    private long covered;
    private long kept;
    private @Nullable String what;
    private @Nullable Path input;

    Jazzer(Target target, FuzzFolders folders, Consumer<String> progress) {
        this.target = target;
        this.folders = folders;
        this.progress = progress;
    }

    /**
     * What came of a run.
     *
     * @param covered edges of the instrumented code that some input took
     * @param kept inputs that each reach something of their own
     * @param finding null if nothing was found
     */
    record Outcome(
            long runs, long covered, long kept, @Nullable Finding finding) {}

    /**
     * Runs for that time, or until something is found.
     *
     * @throws IOException if Jazzer does not start or ends without having done its work; its log says why
     */
    Outcome run(Duration time) throws IOException, InterruptedException {
        Path log = folders.log(target);
        Process process =
                new ProcessBuilder(command(time)).redirectErrorStream(true).start();
        process.getOutputStream().close();
        Thread end = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(end);
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
                PrintWriter out = new PrintWriter(Files.newBufferedWriter(log))) {
            lines.lines().forEach(line -> {
                out.println(line);
                read(line);
            });
        }
        int code = process.waitFor();
        Runtime.getRuntime().removeShutdownHook(end);
        if (code != 0 && what == null) {
            throw new IOException("Jazzer ended with " + code + "; its output is in " + log);
        }
        return new Outcome(runs, covered, kept, what == null ? null : new Finding(target, what, input));
    }

    private List<String> command(Duration time) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+EnableDynamicAgentLoading",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.jazzerClass(),
                "--instrumentation_includes=dev.portcullis.policy.**:com.fasterxml.jackson.core.**",
                "--custom_hook_includes=dev.portcullis.**",
                "--reproducer_path=" + folders.findings(),
                "-max_total_time=" + time.toSeconds(),
                "-max_len=" + target.maxBytes(),
                "-timeout=" + SLOW_INPUT_SECONDS,
                "-report_slow_units=" + SLOW_INPUT_SECONDS,
                "-rss_limit_mb=0",
                "-artifact_prefix=" + folders.findings() + "/" + target.lowerCaseName() + "-"));
        command.add(folders.corpus(target).toString());
        command.add(folders.seeds(target).toString());
        return command;
    }

    private void read(String line) {
        Matcher state = PROGRESS.matcher(line);
        if (state.matches()) {
            runs = Long.parseLong(state.group(1));
            covered = Long.parseLong(state.group(2));
            kept = Long.parseLong(state.group(3));
            progress.accept(
                    "%s: %,d runs, %,d edges, %,d inputs kept".formatted(target.lowerCaseName(), runs, covered, kept));
            return;
        }
        Matcher exception = EXCEPTION.matcher(line);
        if (exception.matches() && what == null) {
            what = exception.group(1) == null ? exception.group(2) : exception.group(1);
        }
        Matcher saved = SAVED.matcher(line);
        if (saved.matches()) {
            input = Path.of(saved.group(1));
        }
    }
}
