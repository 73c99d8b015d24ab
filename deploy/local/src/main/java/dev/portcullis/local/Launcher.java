package dev.portcullis.local;

import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Entry of the launcher's commands; the script {@code portcullis} finds a Java, builds, and comes here. */
@Command(
        name = "portcullis",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            TokenCommand.class,
            BenchCommand.class
        })
public final class Launcher {
    private static final int FAILED = 1;

    @Option(names = "--home", required = true, hidden = true)
    Path home = Path.of(".");

    private Launcher() {}

    Installation installation() {
        return new Installation(home, home.resolve(".portcullis"));
    }

    public static void main(String[] args) {
        CommandLine commands = new CommandLine(new Launcher())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println(message(failure));
                    return FAILED;
                });
        System.exit(commands.execute(args));
    }

    private static String message(Exception failure) {
        return Stream.iterate((Throwable) failure, Objects::nonNull, Throwable::getCause)
                .map(cause -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage())
                .collect(Collectors.joining(": ", "portcullis: ", ""));
    }
}
