package dev.portcullis.e2e;

import static java.util.Objects.requireNonNull;

import dev.portcullis.model.InstancePartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The config topic as any client of Kafka sees it. */
final class ConfigTopic implements AutoCloseable {
    private static final String TOPIC = "portcullis.config";

    private final String bootstrapServers;
    private final Admin admin;

    ConfigTopic(RunningSystem system) {
        bootstrapServers = system.at().kafka();
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    void configure(Map<String, String> settings) throws ExecutionException, InterruptedException {
        List<AlterConfigOp> changes = settings.entrySet().stream()
                .map(entry ->
                        new AlterConfigOp(new ConfigEntry(entry.getKey(), entry.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, TOPIC), changes))
                .all()
                .get();
    }

    /** The keys of all committed records of the demo instance that are there now, in order. */
    List<String> keys() throws ExecutionException, InterruptedException {
        int partitions = requireNonNull(admin.describeTopics(List.of(TOPIC))
                        .allTopicNames()
                        .get()
                        .get(TOPIC))
                .partitions()
                .size();
        TopicPartition partition = new TopicPartition(TOPIC, InstancePartition.of("demo", partitions));
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = requireNonNull(consumer.endOffsets(List.of(partition)).get(partition));
            List<String> keys = new ArrayList<>();
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, String> found : consumer.poll(Duration.ofMillis(200))) {
                    keys.add(found.key());
                }
            }
            return keys.stream().filter(key -> key.startsWith("demo/")).toList();
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
