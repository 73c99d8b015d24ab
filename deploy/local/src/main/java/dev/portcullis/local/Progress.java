package dev.portcullis.local;

import java.io.PrintStream;
import java.time.Duration;

/** Tells a person what is going on, a line for each step. Thread-safe. */
public final class Progress {
    private final PrintStream out;

    public Progress(PrintStream out) {
        this.out = out;
    }

    synchronized void say(String line) {
        out.println(line);
        out.flush();
    }

    void part(String name, String what, Duration took) {
        say("  %-14s %s (%.1f s)".formatted(name, what, took.toMillis() / 1000.0));
    }

    void part(String name, String what) {
        say("  %-14s %s".formatted(name, what));
    }
}
