package dev.portcullis.local;

import dev.portcullis.local.part.Part;
import dev.portcullis.local.part.Port;
import dev.portcullis.local.part.RunningParts;
import java.util.List;
import java.util.Optional;

/**
 * How a part is.
 *
 * @param pid 0 if it does not run
 */
public record PartStatus(String name, State state, long pid, List<Integer> ports) {
    /** From worst to best. */
    public enum State {
        DOWN,
        STARTING,
        READY
    }

    static PartStatus of(Part part, Optional<RunningParts.Entry> entry) {
        List<Integer> ports = part.ports().stream().map(Port::number).toList();
        if (entry.isEmpty()) {
            return new PartStatus(part.name(), State.DOWN, 0, ports);
        }
        State state = part.readiness().holds() ? State.READY : State.STARTING;
        return new PartStatus(part.name(), state, entry.get().process().pid(), ports);
    }
}
