package dev.portcullis.fuzz;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a reader promises for every input. A broken promise is thrown, because that is how Jazzer is told of a finding. */
final class Promise {
    private Promise() {}

    /** A reader did what it promised never to do. */
    static final class Broken extends AssertionError {
        private static final long serialVersionUID = 1L;

        Broken(String promise) {
            super(promise);
        }
    }

    static void holds(boolean kept, String promise) {
        if (!kept) {
            throw new Broken(promise);
        }
    }

    static void same(@Nullable Object found, @Nullable Object expected, String promise) {
        if (!Objects.equals(found, expected)) {
            throw new Broken(promise + ": " + found + " (expected: " + expected + ")");
        }
    }
}
