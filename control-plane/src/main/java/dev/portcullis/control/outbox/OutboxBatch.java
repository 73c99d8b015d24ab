package dev.portcullis.control.outbox;

import java.util.List;

/**
 * What the relay publishes in one Kafka transaction: for each of some instances everything that the outbox holds of it.
 *
 * @param instances in the order of their ids
 */
record OutboxBatch(List<OfInstance> instances) {
    OutboxBatch {
        instances = List.copyOf(instances);
    }

    boolean isEmpty() {
        return instances.isEmpty();
    }

    /**
     * The newest record of each key of an instance.
     *
     * @param position of the newest: whatever the outbox gets later has a greater one
     * @param entries the head last
     */
    record OfInstance(String instanceId, long position, List<OutboxEntry> entries) {
        OfInstance {
            entries = List.copyOf(entries);
        }
    }
}
