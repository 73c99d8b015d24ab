package dev.portcullis.chaos;

import dev.portcullis.chaos.history.Event;
import dev.portcullis.chaos.history.History;
import dev.portcullis.chaos.workload.Management;
import dev.portcullis.chaos.workload.NodeClient;
import dev.portcullis.chaos.workload.Reader;
import dev.portcullis.chaos.workload.States;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Waits until every control plane says that every node has the newest revision, and then looks at everything once more. */
record Rest(
        Management management,
        History history,
        Reader reader,
        States states,
        List<NodeClient> clients,
        List<String> instances) {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long POLL_NANOS = 250_000_000;
    private static final String APPLIED = "APPLIED";

    void await(int nodes) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<String> missing = missing(nodes);
        while (!missing.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL_NANOS);
            missing = missing(nodes);
        }
        clients.forEach(NodeClient::stop);
        history.add(new Event.Rest(
                history.now(),
                missing.isEmpty(),
                missing.isEmpty()
                        ? ""
                        : "not at rest " + PATIENCE.toSeconds() + " s after the last fault: " + missing));
        for (NodeClient client : clients) {
            client.ask();
            client.sendAll();
        }
        for (int replica = 0; replica < management.replicas(); replica++) {
            for (String instance : instances) {
                look(replica, instance);
            }
        }
    }

    private List<String> missing(int nodes) {
        List<String> missing = new ArrayList<>();
        for (int replica = 0; replica < management.replicas(); replica++) {
            int listed = 0;
            for (String instance : instances) {
                try {
                    Event.Listed found = reader.list(replica, instance);
                    listed += found.nodes().size();
                    if (!found.propagation().equals(APPLIED)) {
                        missing.add(found.controlPlane() + ": " + instance + " is " + found.propagation() + ", "
                                + found.nodes());
                    }
                } catch (IOException e) {
                    missing.add("control-plane-" + (replica + 1) + ": " + e.getMessage());
                }
            }
            if (listed < nodes) {
                missing.add("control-plane-" + (replica + 1) + " knows " + listed + " of " + nodes + " nodes");
            }
        }
        return missing;
    }

    private void look(int replica, String instance) {
        Event.Read read = states.export(replica, instance);
        if (read != null) {
            history.add(read);
        }
        try {
            history.add(reader.list(replica, instance));
        } catch (IOException e) {
            history.add(new Event.Aborted(history.now(), "at rest: " + e));
        }
    }
}
