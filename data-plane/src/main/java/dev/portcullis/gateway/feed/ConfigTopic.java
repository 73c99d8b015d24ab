package dev.portcullis.gateway.feed;

import dev.portcullis.model.InstancePartition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** The config topic, and how it is connected to. */
final class ConfigTopic {
    private static final Duration ASK_LIMIT = Duration.ofSeconds(5);

    private final String instanceId;
    private final String name;
    private final Map<String, Object> clientSettings;

    ConfigTopic(String instanceId, String name, Map<String, Object> clientSettings) {
        this.instanceId = instanceId;
        this.name = name;
        this.clientSettings = Map.copyOf(clientSettings);
    }

    String name() {
        return name;
    }

    KafkaConsumer<String, byte[]> open() {
        Map<String, Object> settings = new HashMap<>(clientSettings);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        // A position that the log no longer has may not be skipped over: it ends this connection with an exception, and
        // the next one reads from the beginning.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 500);
        settings.putIfAbsent(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** The partition that carries the instance; null if the topic is not there. */
    @Nullable
    TopicPartition locate(KafkaConsumer<String, byte[]> opened, Duration patience) {
        List<PartitionInfo> partitions = opened.partitionsFor(name, patience);
        if (partitions == null || partitions.isEmpty()) {
            return null;
        }
        return new TopicPartition(name, InstancePartition.of(instanceId, partitions.size()));
    }

    /** Whether Kafka answers; a consumer that polls cannot tell an idle topic from a broker that is gone. */
    static boolean answers(KafkaConsumer<String, byte[]> opened, TopicPartition partition) {
        try {
            return opened.endOffsets(List.of(partition), ASK_LIMIT).containsKey(partition);
        } catch (TimeoutException e) {
            return false;
        }
    }
}
