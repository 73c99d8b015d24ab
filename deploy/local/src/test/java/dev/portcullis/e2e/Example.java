package dev.portcullis.e2e;

import dev.portcullis.local.access.ManagementToken;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The programs that come with the contract, run as their users run them. */
enum Example {
    SHELL("bash", "openapi/examples/provision.sh"),
    JAVA(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            "openapi/examples/target/portcullis-examples.jar");

    private static final long LIMIT_SECONDS = 180;

    private final List<String> command;

    Example(String... command) {
        this.command = List.of(command);
    }

    /** How a run ended. */
    record Outcome(int exitCode, String output, String errors) {}

    /** Runs it as an administrator. */
    Outcome run(RunningSystem system, String instance) throws IOException {
        return start(system, instance).run();
    }

    Run start(RunningSystem system, String instance) throws IOException {
        ProcessBuilder process = new ProcessBuilder(
                        Stream.concat(command.stream(), Stream.of(instance)).toList())
                .directory(Path.of(System.getProperty("portcullis.home")).toFile());
        Run run = new Run(process);
        return run.as(system.system().token(ManagementToken.Role.ADMIN))
                .to(system.at().api())
                .upstream(system.at().upstream().toString());
    }

    /** A run, before it begins. */
    record Run(ProcessBuilder process) {
        Run as(String token) {
            return with("PORTCULLIS_ADMIN_TOKEN", token);
        }

        Run to(URI api) {
            return with("PORTCULLIS_API", api.toString());
        }

        Run upstream(String url) {
            return with("PORTCULLIS_UPSTREAM", url);
        }

        Run with(String name, String value) {
            process.environment().put(name, value);
            return this;
        }

        Outcome run() throws IOException {
            Path output = Files.createTempFile("example", ".out");
            Path errors = Files.createTempFile("example", ".err");
            try {
                Process started = process.redirectOutput(output.toFile())
                        .redirectError(errors.toFile())
                        .start();
                if (!started.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    started.destroyForcibly();
                    throw new AssertionError("no end after " + LIMIT_SECONDS + " s: " + Files.readString(output)
                            + Files.readString(errors));
                }
                return new Outcome(started.exitValue(), Files.readString(output), Files.readString(errors));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            } finally {
                Files.delete(output);
                Files.delete(errors);
            }
        }
    }
}
