package dev.portcullis.local.part;

import dev.portcullis.parts.Lifetime;
import java.nio.file.Path;
import java.util.List;

/** One program of the system, as it is wanted to run. */
public interface Part {
    /** Short and unique, for example {@code node-1}; also the name of its log. */
    String name();

    List<Port> ports();

    /** Changes whenever a running one would have to be started again; holds no secret. */
    String fingerprint();

    /** The signal that ends it in order. */
    String stopSignal();

    /**
     * Starts it.
     *
     * @return its process id
     * @throws RuntimeException if it does not start
     */
    long start(Path log, Lifetime lifetime);

    /** How to see that it does its work. */
    Readiness readiness();
}
