package dev.portcullis.chaos.workload;

import dev.portcullis.chaos.model.ImpossibleOperationException;
import dev.portcullis.chaos.model.InstanceState;
import dev.portcullis.chaos.model.Operation;
import java.util.List;

/**
 * What writers believe an instance to hold, to choose sensible changes by. It may be wrong about changes that are under way;
 * nothing is judged by it. Thread-safe.
 */
public final class Known {
    private final String instance;
    private InstanceState state;

    public Known(String instance, InstanceState state) {
        this.instance = instance;
        this.state = state;
    }

    public String instance() {
        return instance;
    }

    synchronized InstanceState state() {
        return state;
    }

    synchronized void done(Operation operation, List<String> ids) {
        try {
            state = operation.on(state, ids);
        } catch (ImpossibleOperationException e) {
            // Another writer's answer is still on its way. The next refusal has all of it read anew.
        }
    }

    /** It is this now. */
    public synchronized void become(InstanceState read) {
        state = read;
    }
}
