package dev.portcullis.local;

import dev.portcullis.parts.Lifetime;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Tells how each part is; the exit code is 0 only if all are ready. */
@Command(name = "status")
final class StatusCommand implements Callable<Integer> {
    private static final int NOT_ALL_READY = 3;

    @ParentCommand
    @Nullable
    Launcher launcher;

    @Override
    public Integer call() throws IOException {
        Installation installation = Objects.requireNonNull(launcher).installation();
        Settings settings = Settings.read(installation.settings()).orElse(Settings.usual());
        List<PartStatus> parts =
                new LocalSystem(installation, settings, Lifetime.DETACHED, new Progress(System.out)).status();
        for (PartStatus part : parts) {
            String ports = part.ports().stream().map(String::valueOf).collect(Collectors.joining(" "));
            System.out.printf(
                    "%-14s %-9s %-8s ports %s%n",
                    part.name(),
                    part.state().name().toLowerCase(Locale.ROOT),
                    part.pid() == 0 ? "-" : "pid " + part.pid(),
                    ports);
        }
        return parts.stream().allMatch(part -> part.state() == PartStatus.State.READY) ? 0 : NOT_ALL_READY;
    }
}
