package dev.portcullis.local;

import dev.portcullis.local.access.ManagementKeys;
import dev.portcullis.local.bench.ScaleBench;
import dev.portcullis.local.part.RunningParts;
import dev.portcullis.parts.Lifetime;
import dev.portcullis.parts.PartProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A system of this machine whose processes can be looked at. */
record MeasuredLocalSystem(LocalSystem system, Installation installation) implements ScaleBench.MeasuredSystem {
    private static final Pattern SEGMENT_OF_CONFIG = Pattern.compile(".*/portcullis\\.config-[0-9]+/[0-9]+\\.log");

    @Override
    public Duration cpu(String part) throws IOException {
        RunningParts.Entry entry = new RunningParts(installation.running())
                .find(part)
                .orElseThrow(() -> new LocalException(part + " does not run"));
        return ProcessHandle.of(entry.process().pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow();
    }

    @Override
    public long configBytes() throws IOException {
        try (var files = Files.walk(installation.data().resolve("kafka"))) {
            return files.filter(MeasuredLocalSystem::isSegmentOfConfig)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static boolean isSegmentOfConfig(Path file) {
        return SEGMENT_OF_CONFIG.matcher(file.toString()).matches();
    }

    @Override
    public Duration restartNode(String part) throws IOException {
        system.stop(part);
        long begun = System.nanoTime();
        system.start(part);
        return LocalSystem.since(begun);
    }

    @Override
    public AutoCloseable simulateNodes(int count) {
        ManagementKeys keys = new ManagementKeys(installation.keys());
        return PartProcess.start(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-cp",
                        installation
                                .home()
                                .resolve("deploy/bench/target/portcullis-bench.jar")
                                .toString(),
                        "dev.portcullis.bench.SimulatedNodes",
                        system.environment().kafka(),
                        Blueprint.INSTANCE,
                        Integer.toString(count),
                        keys.enrolmentSecret().toString(),
                        keys.trustedKeys().toString()),
                Map.of(),
                installation.log("simulated-nodes"),
                Lifetime.WITH_PARENT);
    }
}
