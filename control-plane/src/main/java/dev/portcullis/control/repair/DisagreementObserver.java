package dev.portcullis.control.repair;

import dev.portcullis.control.node.NodeDisagreement;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Has what nodes do not hold as the tables have it published again. */
@ApplicationScoped
class DisagreementObserver {
    private final RepairRequests requests;

    DisagreementObserver(RepairRequests requests) {
        this.requests = requests;
    }

    void found(@Observes NodeDisagreement found) {
        String reason = "node " + found.nodeId() + ", " + found.kind();
        if (found.epoch() == null || found.digest() == null) {
            requests.request(found.instanceId(), reason);
        } else {
            requests.request(found.instanceId(), reason, found.epoch(), found.revision(), found.digest());
        }
    }
}
