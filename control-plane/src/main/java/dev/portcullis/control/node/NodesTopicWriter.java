package dev.portcullis.control.node;

import dev.portcullis.control.topic.Topics;
import dev.portcullis.model.Removal;
import dev.portcullis.signature.SignedRemoval;
import dev.portcullis.signature.SigningKeys;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes to the nodes topic what nodes do not write themselves, or not any more. */
@ApplicationScoped
class NodesTopicWriter {
    private static final int TIMEOUT_MILLIS = 5_000;

    private final Topics topics;
    private final SigningKeys keys;

    NodesTopicWriter(Topics topics, SigningKeys keys) {
        this.topics = topics;
        this.keys = keys;
    }

    /**
     * Takes reports off the topic: a signed removal tells the other replicas, and a tombstone after it lets compaction drop
     * both.
     *
     * @return whether Kafka took all of it; each record waits for at most 5 seconds
     */
    boolean remove(List<Removal> removals) {
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        for (Removal removal : removals) {
            String key = removal.topicKey();
            records.add(new ProducerRecord<>(topics.nodes(), key, SignedRemoval.write(removal, keys)));
            records.add(new ProducerRecord<>(topics.nodes(), key, null));
        }
        return write(records);
    }

    /**
     * Puts back reports as their nodes had signed them.
     *
     * @param reports by topic key
     * @return as of {@link #remove}
     */
    boolean restore(Map<String, byte[]> reports) {
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        reports.forEach((key, report) -> records.add(new ProducerRecord<>(topics.nodes(), key, report)));
        return write(records);
    }

    private boolean write(List<ProducerRecord<String, byte[]>> records) {
        // Rare enough for a producer of its own, which then is nobody's to keep alive.
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                topics.client(Map.of(
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT_MILLIS,
                        ProducerConfig.LINGER_MS_CONFIG, 0,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS)),
                new StringSerializer(),
                new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (ProducerRecord<String, byte[]> record : records) {
                sent.add(producer.send(record));
            }
            for (Future<RecordMetadata> record : sent) {
                record.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
            }
            return true;
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
