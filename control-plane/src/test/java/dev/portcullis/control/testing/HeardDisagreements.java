package dev.portcullis.control.testing;

import dev.portcullis.control.node.NodeDisagreement;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps every disagreement that is told of. */
@ApplicationScoped
public class HeardDisagreements {
    private final List<NodeDisagreement> heard = new CopyOnWriteArrayList<>();

    void heard(@Observes NodeDisagreement disagreement) {
        heard.add(disagreement);
    }

    public List<NodeDisagreement> of(String instanceId) {
        return heard.stream()
                .filter(disagreement -> disagreement.instanceId().equals(instanceId))
                .toList();
    }
}
