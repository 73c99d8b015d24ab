package dev.portcullis.chaos.workload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.chaos.history.Event;
import dev.portcullis.chaos.history.History;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A client that reads whole instances, and what control planes say of their nodes. */
public final class Reader implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Management management;
    private final States states;
    private final History history;
    private final List<String> instances;
    private @Nullable Thread thread;
    private volatile boolean ended;

    public Reader(Management management, States states, History history, List<String> instances) {
        this.management = management;
        this.states = states;
        this.history = history;
        this.instances = List.copyOf(instances);
    }

    public void start() {
        thread = Thread.ofPlatform().name("reader").daemon().start(() -> {
            while (!ended) {
                for (int replica = 0; replica < management.replicas() && !ended; replica++) {
                    read(replica);
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
            }
        });
    }

    private void read(int replica) {
        for (String instance : instances) {
            Event.Read read = states.export(replica, instance);
            if (read != null) {
                history.add(read);
            }
            try {
                history.add(list(replica, instance));
            } catch (IOException e) {
                // It does not answer now, which is allowed.
            }
        }
    }

    /** What a control plane says of the nodes of an instance. */
    public Event.Listed list(int replica, String instance) throws IOException {
        long at = history.now();
        JsonNode propagation = management.get(replica, "/instances/" + instance + "/propagation");
        List<Event.Node> nodes = new ArrayList<>();
        for (JsonNode node :
                management.get(replica, "/instances/" + instance + "/nodes").path("items")) {
            nodes.add(new Event.Node(
                    node.path("id").asText(),
                    node.path("state").asText(),
                    node.path("revision").asLong(),
                    node.path("digest").asText(null),
                    node.has("digestMatches") ? node.path("digestMatches").asBoolean() : null));
        }
        return new Event.Listed(
                "control-plane-" + (replica + 1),
                instance,
                at,
                propagation.path("state").asText(),
                propagation.path("digest").asText(null),
                nodes);
    }

    @Override
    public void close() {
        ended = true;
        try {
            if (thread != null) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
