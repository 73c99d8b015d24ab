package dev.portcullis.chaos.nemesis;

import java.io.IOException;
import java.time.Duration;

/** One fault, from its beginning to its repair. */
interface Fault {
    /** To what it is done, for example {@code node-1} or {@code node-1 to kafka}. */
    String target();

    void begin() throws IOException;

    /** Repairs it, and waits until the part does its work again. */
    void end() throws IOException;

    /** How long it has to last to tell anything. */
    default Duration atLeast() {
        return Duration.ZERO;
    }

    /** Whether another may be added to it. */
    default boolean isAlone() {
        return false;
    }
}
