package dev.portcullis.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Ends a process when this JVM is gone, however it went. A shell waits on a pipe that only this JVM holds open: the kernel
 * closes it even after SIGKILL, and then the shell kills the process, if it is still the one that was there at first.
 */
final class Guard implements AutoCloseable {
    // $1 pid, $2 signal, $3 folder to remove or empty
    private static final String SCRIPT = """
            trap '' INT TERM HUP
            born() { cut -d' ' -f22 "/proc/$1/stat" 2>/dev/null; }
            first=$(born "$1")
            read -r _
            if [ -n "$first" ] && [ "$(born "$1")" = "$first" ]; then
              kill -s "$2" "$1"
              while [ "$(born "$1")" = "$first" ]; do sleep 0.1; done
            fi
            [ -z "$3" ] || rm -rf -- "$3"
            """;

    private final Process shell;

    private Guard(Process shell) {
        this.shell = shell;
    }

    static Guard over(long pid, String signal, PartHome home) {
        Path folder = home.dataDir().getParent();
        String remove = home.keep() == PartHome.Keep.UNTIL_CLOSED && folder != null ? folder.toString() : "";
        try {
            return new Guard(new ProcessBuilder(
                            List.of("sh", "-c", SCRIPT, "portcullis-guard", Long.toString(pid), signal, remove))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Call off the guard: the process has been ended in order. */
    @Override
    public void close() {
        shell.destroyForcibly();
    }
}
