package dev.portcullis.control.node;

import dev.portcullis.control.topic.Topics;
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

/** Takes reports off the nodes topic, for nodes that will not do it themselves any more. */
@ApplicationScoped
class Tombstones {
    private static final int TIMEOUT_MILLIS = 5_000;

    private final Topics topics;

    Tombstones(Topics topics) {
        this.topics = topics;
    }

    /** @return whether Kafka took all of them; each waits for at most 5 seconds */
    boolean write(List<String> topicKeys) {
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
            for (String key : topicKeys) {
                sent.add(producer.send(new ProducerRecord<>(topics.nodes(), key, null)));
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
