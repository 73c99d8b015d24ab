package dev.portcullis.control.outbox;

import dev.portcullis.control.topic.Topics;
import dev.portcullis.model.InstancePartition;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes batches to the config topic, each in one Kafka transaction. Beginning fences every earlier publisher: what that
 * one has not committed by now never will be. After any failure it is of no more use. Not thread-safe.
 */
final class ConfigPublisher implements AutoCloseable {
    static final String TRANSACTIONAL_ID = "portcullis-control-plane-relay";

    private final KafkaProducer<String, byte[]> producer;
    private final String topic;
    private int partitions;

    private ConfigPublisher(KafkaProducer<String, byte[]> producer, String topic) {
        this.producer = producer;
        this.topic = topic;
        // Connects, so that beginning finds everything at hand.
        this.partitions = producer.partitionsFor(topic).size();
    }

    /**
     * Gets everything ready that can be before {@link #begin}.
     *
     * @throws org.apache.kafka.common.KafkaException if Kafka does not answer in time
     */
    static ConfigPublisher open(Topics topics) {
        KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                topics.client(Map.of(
                        ProducerConfig.CLIENT_ID_CONFIG,
                        TRANSACTIONAL_ID,
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        TRANSACTIONAL_ID,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.LINGER_MS_CONFIG,
                        0,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        256 << 10,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        10_000,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        10_000,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        30_000)),
                new StringSerializer(),
                new ByteArraySerializer());
        try {
            return new ConfigPublisher(producer, topics.config());
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    /** Fences every earlier publisher, and waits until what it had begun is undone. */
    void begin() {
        producer.initTransactions();
        partitions = producer.partitionsFor(topic).size();
    }

    /** Publishes all of it or nothing. */
    void publish(OutboxBatch batch) {
        producer.beginTransaction();
        for (OutboxBatch.OfInstance instance : batch.instances()) {
            int partition = InstancePartition.of(instance.instanceId(), partitions);
            for (OutboxEntry entry : instance.entries()) {
                // A record that fails makes the commit fail.
                producer.send(new ProducerRecord<>(topic, partition, entry.key(), entry.value()));
            }
        }
        producer.commitTransaction();
    }

    @Override
    public void close() {
        // An open transaction need not be aborted in order: whoever opens next ends it.
        producer.close(Duration.ZERO);
    }
}
