package dev.portcullis.local;

import dev.portcullis.parts.Lifetime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Starts the system, or brings a running one in line with what is asked. */
@Command(name = "up")
final class UpCommand implements Callable<Integer> {
    @ParentCommand
    @Nullable
    Launcher launcher;

    @Option(names = "--nodes")
    @Nullable
    Integer nodes;

    @Option(names = "--fresh")
    boolean fresh;

    @Option(names = "--no-demo")
    boolean noDemo;

    @Option(names = "--api-port")
    @Nullable
    Integer api;

    @Option(names = "--proxy-port")
    @Nullable
    Integer proxy;

    @Option(names = "--admin-port")
    @Nullable
    Integer admin;

    @Option(names = "--upstream-port")
    @Nullable
    Integer upstream;

    @Option(names = "--postgres-port")
    @Nullable
    Integer postgres;

    @Option(names = "--kafka-port")
    @Nullable
    Integer kafka;

    @Option(names = "--kafka-controller-port")
    @Nullable
    Integer kafkaController;

    @Override
    public Integer call() throws IOException {
        long started = System.nanoTime();
        Installation installation = Objects.requireNonNull(launcher).installation();
        Progress progress = new Progress(System.out);
        try (StateLock _ = StateLock.take(installation)) {
            if (fresh) {
                new LocalSystem(installation, Settings.usual(), Lifetime.DETACHED, progress).down();
                for (Path old : List.of(installation.data(), installation.logs(), installation.settings())) {
                    Trees.remove(old);
                }
            }
            Settings settings = wanted(Settings.read(installation.settings()).orElse(Settings.usual()));
            LocalSystem system = new LocalSystem(installation, settings, Lifetime.DETACHED, progress);
            progress.say("Starting Portcullis on 127.0.0.1");
            system.up();
            progress.say(Summary.of(system, settings, LocalSystem.since(started)));
        }
        return 0;
    }

    private Settings wanted(Settings base) {
        Ports ports = base.ports();
        return new Settings(
                new Ports(
                        or(api, ports.api()),
                        or(proxy, ports.firstProxy()),
                        or(admin, ports.firstAdmin()),
                        or(upstream, ports.upstream()),
                        or(postgres, ports.postgres()),
                        or(kafka, ports.kafka()),
                        or(kafkaController, ports.kafkaController())),
                or(nodes, base.nodes()),
                noDemo ? Settings.Demo.LEFT_OUT : base.demo());
    }

    private static int or(@Nullable Integer given, int otherwise) {
        return given == null ? otherwise : given;
    }
}
