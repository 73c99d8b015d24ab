package dev.portcullis.control.repair;

import dev.portcullis.control.topic.TopicIdentity;
import dev.portcullis.signature.TrustedKeys;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One reading of the whole topic, from its beginning on. Not thread-safe: the audit's thread owns it. */
final class AuditReading {
    private final Consumer<String, byte[]> consumer;
    private final TopicIdentity identity;
    private final List<TopicPartition> partitions;
    private final Map<TopicPartition, Long> beginnings;
    private final TopicView view;

    AuditReading(Consumer<String, byte[]> consumer, String topic, TopicIdentity identity, TrustedKeys trusted) {
        this.consumer = consumer;
        this.identity = identity;
        this.partitions = IntStream.range(0, identity.partitions())
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        this.view = new TopicView(topic, identity.partitions(), trusted);
        this.beginnings = Map.copyOf(consumer.beginningOffsets(partitions));
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    TopicView view() {
        return view;
    }

    void poll(Duration limit) {
        consumer.poll(limit).forEach(view::record);
    }

    /** Asks Kafka where what is committed by now ends. */
    Map<TopicPartition, Long> ends() {
        return Map.copyOf(consumer.endOffsets(partitions));
    }

    /** Whether the topic has been read as far as that. */
    boolean hasReached(Map<TopicPartition, Long> ends) {
        // Positions are compared, not records: the markers of transactions take up offsets too.
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /**
     * What has become of the topic since it was read from its beginning, in words; null if it is what it was.
     *
     * @param now null: it is gone
     */
    @Nullable
    String change(@Nullable TopicIdentity now) {
        if (now == null) {
            return "is gone";
        }
        if (!now.id().equals(identity.id())) {
            return "was made anew";
        }
        if (now.partitions() != identity.partitions()) {
            return "has " + now.partitions() + " partitions (expected: " + identity.partitions()
                    + ", by which instances lie in them)";
        }
        Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        for (TopicPartition partition : partitions) {
            if (!first.getOrDefault(partition, 0L).equals(beginnings.getOrDefault(partition, 0L))) {
                return "has lost the records of partition " + partition.partition() + " before offset "
                        + first.get(partition);
            }
            if (ends.getOrDefault(partition, 0L) < consumer.position(partition)) {
                return "has lost the records of partition " + partition.partition() + " from offset "
                        + ends.get(partition) + " on";
            }
        }
        return null;
    }
}
