package dev.portcullis.chaos.nemesis;

import dev.portcullis.chaos.workload.LogReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Somebody who may do everything with the topics. */
public final class Topics {
    static final String CONFIG = "portcullis.config";
    static final String NODES = "portcullis.nodes";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String bootstrapServers;

    public Topics(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** A record as it lies in a topic. */
    @SuppressWarnings("ArrayRecordComponent") // Passed on as it is, and never compared.
    record Found(int partition, String key, byte @Nullable [] value) {
        /** Empty: a tombstone. */
        String text() {
            return value == null ? "" : new String(value, StandardCharsets.UTF_8);
        }

        Found with(String text) {
            return new Found(partition, key, bytes(text));
        }
    }

    /** Deletes a topic. */
    void delete(String topic) throws IOException {
        try (Admin admin = admin()) {
            await(admin.deleteTopics(List.of(topic)).all());
        }
    }

    /** Deletes all records of a topic, which stays. */
    void truncate(String topic) throws IOException {
        try (Admin admin = admin();
                KafkaConsumer<String, byte[]> consumer = consumer()) {
            Map<TopicPartition, RecordsToDelete> deletions = new HashMap<>();
            consumer.endOffsets(partitions(consumer, topic), PATIENCE)
                    .forEach((partition, end) -> deletions.put(partition, RecordsToDelete.beforeOffset(end)));
            await(admin.deleteRecords(deletions).all());
        } catch (KafkaException e) {
            throw new IOException(e);
        }
    }

    /** All records of a topic, in the order of each partition. */
    List<Found> read(String topic) throws IOException {
        List<Found> found = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, byte[]> one : consumer.poll(Duration.ofMillis(200))) {
                    found.add(new Found(one.partition(), String.valueOf(one.key()), one.value()));
                }
            }
            return found;
        } catch (KafkaException e) {
            throw new IOException(e);
        }
    }

    /** Writes records, one after another. */
    void write(String topic, List<Found> records) throws IOException {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        Math.toIntExact(PATIENCE.toMillis())),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (Found one : records) {
                ProducerRecord<String, byte[]> forged =
                        new ProducerRecord<>(topic, one.partition(), one.key(), one.value());
                forged.headers().add(LogReader.FORGED, new byte[0]);
                producer.send(forged).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<TopicPartition> partitions(KafkaConsumer<String, byte[]> consumer, String topic)
            throws IOException {
        List<PartitionInfo> found = consumer.partitionsFor(topic, PATIENCE);
        if (found == null || found.isEmpty()) {
            throw new IOException("topic " + topic + " is not there");
        }
        return found.stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    private KafkaConsumer<String, byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    private Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    private static void await(KafkaFuture<?> future) throws IOException {
        try {
            future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
