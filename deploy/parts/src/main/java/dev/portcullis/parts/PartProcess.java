package dev.portcullis.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A program that runs beside this JVM, with no input and its output in a log. Thread-safe. */
public final class PartProcess implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private final Process process;
    private final @Nullable Guard guard;

    private PartProcess(Process process, @Nullable Guard guard) {
        this.process = process;
        this.guard = guard;
    }

    /**
     * Starts it.
     *
     * @param command program and arguments
     * @param environment added to this JVM's
     * @param log output is appended here
     * @throws PartException if the program cannot be run
     */
    public static PartProcess start(
            List<String> command, Map<String, String> environment, Path log, Lifetime lifetime) {
        return start(command, environment, PartHome.lasting(log, log), lifetime);
    }

    static PartProcess start(List<String> command, Map<String, String> environment, PartHome home, Lifetime lifetime) {
        try {
            Files.createDirectories(home.log().toAbsolutePath().getParent());
            ProcessBuilder builder = new ProcessBuilder(inSession(command, lifetime));
            builder.environment().putAll(environment);
            Process process = builder.redirectInput(
                            Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(home.log().toFile()))
                    .start();
            return new PartProcess(
                    process,
                    switch (lifetime) {
                        case WITH_PARENT -> Guard.over(process.pid(), "KILL", home);
                        case DETACHED -> null;
                    });
        } catch (IOException e) {
            throw new PartException(command.getFirst() + " cannot be run", new UncheckedIOException(e));
        }
    }

    /** A session of its own keeps a detached program clear of the terminal's signals. */
    private static List<String> inSession(List<String> command, Lifetime lifetime) {
        List<String> whole = new ArrayList<>();
        switch (lifetime) {
            case WITH_PARENT -> {}
            case DETACHED -> whole.add("setsid");
        }
        whole.addAll(command);
        return whole;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until it has ended; answers its exit code. */
    public int awaitEnd() throws InterruptedException {
        return process.waitFor();
    }

    /** SIGKILL: no chance to tidy up. */
    void kill() {
        process.destroyForcibly();
    }

    /** Ends it in order, by force after 20 seconds. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        if (guard != null) {
            guard.close();
        }
    }
}
