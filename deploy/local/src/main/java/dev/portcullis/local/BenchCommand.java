package dev.portcullis.local;

import dev.portcullis.local.access.ManagementToken;
import dev.portcullis.local.bench.ListsBench;
import dev.portcullis.local.bench.ManagementClient;
import dev.portcullis.local.bench.PropagationBench;
import dev.portcullis.local.bench.ScaleBench;
import dev.portcullis.local.bench.WritesBench;
import dev.portcullis.parts.Lifetime;
import java.nio.file.Files;
import java.nio.file.Path;
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
        WRITES,
        SCALE
    }

    @ParentCommand
    @Nullable
    Launcher launcher;

    @Parameters(paramLabel = "propagation|lists|writes|scale|policy")
    @Nullable
    Subject subject;

    @Override
    public Integer call() throws Exception {
        Path home = Objects.requireNonNull(launcher).installation().home();
        Path state = Files.createTempDirectory("portcullis-bench-");
        Installation installation = new Installation(home, state);
        LocalSystem system = new LocalSystem(
                installation,
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
                                    installation.log("postgres"),
                                    home.resolve("deploy/local/demo"))
                            .run(System.out);
                case WRITES ->
                    new WritesBench(
                                    system.environment().api(),
                                    system.token(ManagementToken.Role.ADMIN),
                                    system.environment().jdbcUrl(),
                                    home.resolve("deploy/local/demo"))
                            .run(System.out);
                case SCALE -> {
                    try (ManagementClient management = new ManagementClient(
                            system.environment().api(), system.token(ManagementToken.Role.ADMIN))) {
                        new ScaleBench(
                                        management,
                                        Blueprint.INSTANCE,
                                        new MeasuredLocalSystem(system, installation),
                                        home.resolve("deploy/local/demo"),
                                        System.out)
                                .run();
                    }
                }
            }
        } finally {
            system.down();
            Trees.remove(state);
        }
        return 0;
    }
}
