package dev.portcullis.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Shows the end of a part's log, or a little of every part's. */
@Command(name = "logs")
final class LogsCommand implements Callable<Integer> {
    @ParentCommand
    @Nullable
    Launcher launcher;

    @Parameters(arity = "0..1", paramLabel = "part")
    @Nullable
    String part;

    @Option(names = {"-f", "--follow"})
    boolean follow;

    @Option(names = "--lines")
    @Nullable
    Integer lines;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Installation installation = Objects.requireNonNull(launcher).installation();
        List<String> known = known(installation.logs());
        if (part != null && !known.contains(part)) {
            throw new LocalException("part: " + part + " (expected: " + String.join(", ", known) + ")");
        }
        List<String> command = new ArrayList<>(List.of("tail", "-n", Integer.toString(wantedLines())));
        if (follow) {
            command.add("-F");
        }
        for (String name : part == null ? known : List.of(part)) {
            command.add(installation.log(name).toString());
        }
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private int wantedLines() {
        if (lines != null) {
            return lines;
        }
        return part == null ? 10 : 200;
    }

    private static List<String> known(Path logs) throws IOException {
        if (!Files.isDirectory(logs)) {
            throw new LocalException("there are no logs yet: `./portcullis up` makes them");
        }
        try (var files = Files.list(logs)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".log"))
                    .map(name -> name.substring(0, name.length() - ".log".length()))
                    .sorted()
                    .toList();
        }
    }
}
