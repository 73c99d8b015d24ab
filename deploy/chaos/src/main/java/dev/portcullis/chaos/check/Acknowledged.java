package dev.portcullis.chaos.check;

import dev.portcullis.chaos.history.Event;
import dev.portcullis.chaos.history.Event.Outcome;
import dev.portcullis.chaos.model.InstanceState;
import dev.portcullis.chaos.model.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change that was made: acknowledged to its client, or found later in the control plane's history.
 *
 * @param operation null: a revision that no client made, and that changed nothing
 * @param answeredAt when it was acknowledged; the end of time if it never was
 * @param knownAt when it was acknowledged or found
 */
record Acknowledged(
        long id,
        @Nullable Operation operation,
        List<String> createdIds,
        long revision,
        long invokedAt,
        long answeredAt,
        long knownAt) {

    static List<Acknowledged> of(String instance, List<Event> events) {
        List<Acknowledged> all = new ArrayList<>();
        Map<Long, Event.Write> unknown = new HashMap<>();
        long foreign = 0;
        for (Event event : events) {
            switch (event) {
                case Event.Write write
                when write.instance().equals(instance) -> {
                    switch (write.outcome()) {
                        case Outcome.Done done ->
                            all.add(new Acknowledged(
                                    write.id(),
                                    write.operation(),
                                    done.createdIds(),
                                    done.revision(),
                                    write.invokedAt(),
                                    write.completedAt(),
                                    write.completedAt()));
                        case Outcome.Unknown ignored -> unknown.put(write.id(), write);
                        case Outcome.Refused ignored -> {}
                    }
                }
                case Event.Resolved resolved
                when unknown.containsKey(resolved.writeId()) -> {
                    Event.Write write = unknown.get(resolved.writeId());
                    all.add(new Acknowledged(
                            write.id(),
                            write.operation(),
                            List.of(),
                            resolved.revision(),
                            write.invokedAt(),
                            Long.MAX_VALUE,
                            resolved.at()));
                }
                case Event.ForeignRevision revision
                when revision.instance().equals(instance) && revision.changes() == 0 ->
                    all.add(new Acknowledged(
                            --foreign, null, List.of(), revision.revision(), 0, Long.MAX_VALUE, revision.at()));
                default -> {}
            }
        }
        return all;
    }

    InstanceState on(InstanceState before) {
        return operation == null ? before : operation.on(before, createdIds);
    }

    @Override
    public String toString() {
        return operation + " (revision " + revision + ")";
    }
}
