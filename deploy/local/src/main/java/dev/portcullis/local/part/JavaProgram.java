package dev.portcullis.local.part;

import dev.portcullis.parts.Lifetime;
import dev.portcullis.parts.PartProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A program of ours in a JVM of its own.
 *
 * @param arguments of {@code java}: options, then what to run
 * @param environment its settings; paths of secrets, never secrets themselves
 */
public record JavaProgram(
        String name, List<Port> ports, List<String> arguments, Map<String, String> environment, Readiness readiness)
        implements Part {
    public JavaProgram {
        ports = List.copyOf(ports);
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    @Override
    public String fingerprint() {
        return String.join(" ", arguments) + " " + new TreeMap<>(environment);
    }

    @Override
    public String stopSignal() {
        return "TERM";
    }

    @Override
    @SuppressWarnings("resource") // it outlives us
    public long start(Path log, Lifetime lifetime) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        return PartProcess.start(command, environment, log, lifetime).pid();
    }
}
