package dev.portcullis.control.node;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Answers how far a revision has come, now or once it has settled. */
@ApplicationScoped
public class Propagations {
    private final NodeReports reports;

    Propagations(NodeReports reports) {
        this.reports = reports;
    }

    public Propagation now(String instanceId, String epoch, long revision) {
        return Propagation.of(epoch, revision, reports.nodes(instanceId));
    }

    /** Waits until every live node has applied or refused the revision, or the time is over. */
    public Propagation await(String instanceId, String epoch, long revision, Duration limit) {
        return Propagation.of(
                epoch,
                revision,
                reports.await(
                        instanceId,
                        limit,
                        nodes -> Propagation.of(epoch, revision, nodes).hasSettled()));
    }
}
