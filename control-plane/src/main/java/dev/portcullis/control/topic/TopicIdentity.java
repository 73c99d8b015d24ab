package dev.portcullis.control.topic;

import org.apache.kafka.common.Uuid;

/** A topic as it is now: one that was deleted and made again has another id, and instances lie by the number of partitions. */
public record TopicIdentity(Uuid id, int partitions) {}
