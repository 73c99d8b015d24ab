package dev.portcullis.parts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process that cannot be mistaken for a later one with the same number.
 *
 * @param pid process id
 * @param born when it started: the machine's boot, and the kernel's clock ticks since then
 */
public record ProcessIdentity(long pid, String born) {
    private static final int STATE = 0;
    private static final int START_TIME = 19;
    private static final String GONE = "";

    /** The process that has this number now; {@link #isAlive()} is false if there is none. */
    public static ProcessIdentity of(long pid) {
        return new ProcessIdentity(pid, born(pid));
    }

    /** Whether this very process still runs. One that has ended and waits to be reaped does not. */
    public boolean isAlive() {
        return !born.equals(GONE) && born(pid).equals(born);
    }

    /**
     * Sends a signal, unless the process is gone.
     *
     * @param signal its name without {@code SIG}, for example {@code TERM}
     */
    public void signal(String signal) {
        if (!isAlive()) {
            return;
        }
        try {
            new ProcessBuilder("kill", "-s", signal, Long.toString(pid))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new PartException("kill cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String born(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // The second field is the program's name in brackets, and the name may contain anything.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            if (fields[STATE].equals("Z") || fields[STATE].equals("X")) {
                return GONE;
            }
            String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"));
            return boot.strip() + ":" + fields[START_TIME];
        } catch (IOException e) {
            return GONE;
        }
    }
}
