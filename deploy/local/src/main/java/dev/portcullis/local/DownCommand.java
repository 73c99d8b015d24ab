package dev.portcullis.local;

import dev.portcullis.parts.Lifetime;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Ends the system; the data stay. */
@Command(name = "down")
final class DownCommand implements Callable<Integer> {
    @ParentCommand
    @Nullable
    Launcher launcher;

    @Override
    public Integer call() throws IOException {
        Installation installation = Objects.requireNonNull(launcher).installation();
        Progress progress = new Progress(System.out);
        try (StateLock _ = StateLock.take(installation)) {
            new LocalSystem(installation, Settings.usual(), Lifetime.DETACHED, progress).down();
            Files.deleteIfExists(installation.settings());
            Files.deleteIfExists(installation.environment());
        }
        progress.say("Portcullis is down; the data stay in .portcullis/ (`up --fresh` throws them away).");
        return 0;
    }
}
