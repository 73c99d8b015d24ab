package dev.portcullis.chaos.workload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.chaos.history.Event;
import dev.portcullis.chaos.history.Event.Outcome;
import dev.portcullis.chaos.history.History;
import dev.portcullis.chaos.model.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks revisions that no answer named up in the control plane's history: each was made by a write whose outcome is unknown,
 * or by no client at all.
 */
public final class Resolver {
    private final Management management;
    private final History history;

    public Resolver(Management management, History history) {
        this.management = management;
        this.history = history;
    }

    /** Resolves all revisions up to the newest; nobody may be writing. */
    public void resolve(int replica, String instance) throws IOException {
        long baseline = 0;
        Set<Long> answered = new HashSet<>();
        Map<Long, Event.Write> unknown = new HashMap<>();
        for (Event event : history.events()) {
            switch (event) {
                case Event.Baseline begun
                when begun.instance().equals(instance) -> {
                    baseline = begun.revision();
                    answered.clear();
                }
                case Event.Write write
                when write.instance().equals(instance) -> {
                    switch (write.outcome()) {
                        case Outcome.Done done -> answered.add(done.revision());
                        case Outcome.Unknown ignored -> unknown.put(write.id(), write);
                        case Outcome.Refused ignored -> {}
                    }
                }
                case Event.Resolved resolved -> {
                    if (unknown.remove(resolved.writeId()) != null) {
                        answered.add(resolved.revision());
                    }
                }
                case Event.ForeignRevision foreign
                when foreign.instance().equals(instance) -> answered.add(foreign.revision());
                default -> {}
            }
        }
        long newest = management
                .get(replica, "/instances/" + instance + "/propagation")
                .path("revision")
                .asLong();
        List<Event.Write> candidates = new ArrayList<>(unknown.values());
        for (long revision = baseline + 1; revision <= newest; revision++) {
            if (!answered.contains(revision)) {
                resolve(replica, instance, revision, candidates);
            }
        }
    }

    private void resolve(int replica, String instance, long revision, List<Event.Write> candidates) throws IOException {
        JsonNode made = management.get(replica, "/instances/" + instance + "/revisions/" + revision);
        JsonNode changes = made.path("changes");
        for (Event.Write write : candidates) {
            if (made(write.operation(), changes)) {
                candidates.remove(write);
                history.add(new Event.Resolved(write.id(), revision, history.now()));
                return;
            }
        }
        history.add(new Event.ForeignRevision(
                instance, revision, made.path("operation").asText(), changes.size(), history.now()));
    }

    private static boolean made(Operation operation, JsonNode changes) {
        return switch (operation) {
            case Operation.Patch patch -> has(changes, "UPDATED", patch.ruleId(), patch.name());
            case Operation.DeleteRule delete -> has(changes, "DELETED", delete.ruleId(), "");
            case Operation.DeleteRoute delete -> has(changes, "DELETED", delete.routeId(), "");
            // Sent again until there was an answer.
            case Operation.CreateCondition ignored -> false;
            case Operation.Batch ignored -> false;
            case Operation.Enable ignored -> false;
            case Operation.Disable ignored -> false;
            case Operation.CreateRule ignored -> false;
            case Operation.CreateRoute ignored -> false;
        };
    }

    private static boolean has(JsonNode changes, String action, String id, String name) {
        for (JsonNode change : changes) {
            if (change.path("action").asText().equals(action)
                    && change.path("id").asText().equals(id)
                    && (name.isEmpty() || change.path("name").asText().equals(name))) {
                return true;
            }
        }
        return false;
    }
}
