package dev.portcullis.local;

import dev.portcullis.local.access.ManagementToken;
import dev.portcullis.local.bench.ListsBench;
import dev.portcullis.local.bench.PropagationBench;
import dev.portcullis.local.bench.WritesBench;
import dev.portcullis.parts.Lifetime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Measures a system of its own, beside the one that may be running. */
@Command(name = "bench")
final class BenchCommand implements Callable<Integer> {
    /** What can be measured. */
    enum Subject {
        PROPAGATION,
        LISTS,
        WRITES
    }

    @ParentCommand
    @Nullable
    Launcher launcher;

    @Parameters(paramLabel = "propagation|lists|writes|policy")
    @Nullable
    Subject subject;

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException {
        Path home = Objects.requireNonNull(launcher).installation().home();
        Path state = Files.createTempDirectory("portcullis-bench-");
        LocalSystem system = new LocalSystem(
                new Installation(home, state),
                new Settings(Ports.free(), subject == Subject.PROPAGATION ? 3 : 2, Settings.Demo.MADE),
                Lifetime.WITH_PARENT,
                new Progress(System.err));
        try {
            system.up();
            switch (Objects.requireNonNull(subject)) {
                case PROPAGATION ->
                    new PropagationBench(
                                    system.environment().api(),
                                    system.token(ManagementToken.Role.ADMIN),
                                    Blueprint.INSTANCE,
                                    system.environment().nodes(),
                                    system.environment().kafka(),
                                    home.resolve("deploy/local/demo"))
                            .run(System.out);
                case LISTS ->
                    new ListsBench(
                                    system.environment().api(),
                                    system.token(ManagementToken.Role.ADMIN),
                                    system.environment().jdbcUrl(),
                                    new Installation(home, state).log("postgres"),
                                    home.resolve("deploy/local/demo"))
                            .run(System.out);
                case WRITES ->
                    new WritesBench(
                                    system.environment().api(),
                                    system.token(ManagementToken.Role.ADMIN),
                                    system.environment().jdbcUrl(),
                                    home.resolve("deploy/local/demo"))
                            .run(System.out);
            }
        } finally {
            system.down();
            Trees.remove(state);
        }
        return 0;
    }
}
