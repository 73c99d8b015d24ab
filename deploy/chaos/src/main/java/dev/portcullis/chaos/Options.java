package dev.portcullis.chaos;

import dev.portcullis.chaos.nemesis.FaultKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * What a run is to be.
 *
 * @param home the source tree, with what was built in it
 * @param folder where the system, its logs and the history lie; made if absent
 * @param faults at least one kind
 */
public record Options(Path home, Path folder, Duration rage, long seed, Set<FaultKind> faults) {
    public Options {
        faults = Set.copyOf(faults);
        if (faults.isEmpty()) {
            throw new IllegalArgumentException("faults: none (expected: at least one)");
        }
    }
}
