package dev.portcullis.control.testing;

import dev.portcullis.model.ItemKey;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Reads the config topic as a node does: committed records only. */
@ApplicationScoped
public class ConfigTopic {
    private final Map<String, Object> connection;
    private final String topic;

    ConfigTopic(
            @Identifier("default-kafka-broker") Map<String, Object> connection,
            @ConfigProperty(name = "portcullis.config.topic", defaultValue = "portcullis.config") String topic) {
        this.connection = connection;
        this.topic = topic;
    }

    /** Another topic, read in the same way. */
    public ConfigTopic named(String other) {
        return new ConfigTopic(connection, other);
    }

    /** A record. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Entry(String key, byte[] value) {
        public boolean isHeadOf(String instanceId) {
            return key.equals(new ItemKey.OfHead(instanceId).text());
        }

        /** Empty for a tombstone. */
        public String text() {
            return value == null ? "" : new String(value, StandardCharsets.UTF_8);
        }
    }

    /** Every record there is of an instance, in order; tombstones have a null value. */
    public List<Entry> records(String instanceId) {
        return all().stream()
                .filter(entry -> entry.key().startsWith(instanceId + "/"))
                .toList();
    }

    /** Every record there is, in order within an instance. */
    public List<Entry> all() {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put("isolation.level", "read_committed");
        settings.put("group.id", null);
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<Entry> entries = new ArrayList<>();
            // Markers of transactions take offsets, so the end shows in the position and not in the records.
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    entries.add(new Entry(record.key(), record.value()));
                }
            }
            return entries;
        }
    }
}
