package dev.portcullis.gateway.feed;

/** Where the configuration in force was read, or confirmed, last. */
public enum Origin {
    /** The config topic. */
    TOPIC,
    /** The control plane's snapshot. */
    SNAPSHOT,
    /**
     * The node's own disk. Neither Kafka nor the control plane has been reached since the start, so there may be a newer
     * configuration.
     */
    DISK
}
