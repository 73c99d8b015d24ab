package dev.portcullis.control.testing;

import dev.portcullis.control.topic.Topics;
import dev.portcullis.model.InstancePartition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Does to the config topic what only somebody with too many rights, or an accident, does. */
public final class SpoiltTopic {
    private final Topics topics;

    public SpoiltTopic(Topics topics) {
        this.topics = topics;
    }

    /** Writes a record, in the partition of its instance. */
    public void write(String instanceId, String key, byte @Nullable [] value) {
        try (var producer = new KafkaProducer<>(
                topics.client(Map.of("acks", "all")), new StringSerializer(), new ByteArraySerializer())) {
            int partitions = producer.partitionsFor(topics.config()).size();
            int partition = InstancePartition.of(instanceId, partitions);
            producer.send(new ProducerRecord<>(topics.config(), partition, key, value))
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    public void delete() {
        administer(admin -> admin.deleteTopics(List.of(topics.config())).all().get());
    }

    /** Removes every record up to now, as retention does. */
    public void removeRecords() {
        administer(admin -> {
            int partitions = topics.configIdentity().orElseThrow().partitions();
            Map<TopicPartition, RecordsToDelete> all = new LinkedHashMap<>();
            for (int i = 0; i < partitions; i++) {
                all.put(new TopicPartition(topics.config(), i), RecordsToDelete.beforeOffset(-1));
            }
            admin.deleteRecords(all).all().get();
        });
    }

    public void set(String setting, String value) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topics.config());
        administer(admin -> admin.incrementalAlterConfigs(Map.of(
                        resource,
                        List.of(new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET))))
                .all()
                .get());
    }

    private interface Errand {
        void on(Admin admin) throws ExecutionException, InterruptedException;
    }

    private void administer(Errand errand) {
        try (Admin admin = topics.admin()) {
            errand.on(admin);
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What compaction leaves of the records of an instance. */
    public static List<ConfigTopic.Entry> compacted(List<ConfigTopic.Entry> records) {
        Map<String, ConfigTopic.Entry> newest = new LinkedHashMap<>();
        for (ConfigTopic.Entry entry : records) {
            newest.remove(entry.key());
            newest.put(entry.key(), entry);
        }
        return newest.values().stream().filter(entry -> entry.value() != null).toList();
    }
}
