package dev.portcullis.chaos.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.portcullis.chaos.history.Event;
import dev.portcullis.chaos.history.History;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads the config topic as nodes do, and takes down the heads that the control plane has written. */
public final class LogReader implements AutoCloseable {
    /** A header of the records that the nemesis writes: the control plane is not to blame for them. */
    public static final String FORGED = "forged";

    private static final String TOPIC = "portcullis.config";
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration LOOKUP = Duration.ofSeconds(5);
    private static final JsonMapper JSON = new JsonMapper();

    private final String bootstrapServers;
    private final History history;
    private @Nullable Thread thread;
    private int reading;
    private volatile boolean ended;

    public LogReader(String bootstrapServers, History history) {
        this.bootstrapServers = bootstrapServers;
        this.history = history;
    }

    public void start() {
        thread = Thread.ofPlatform().name("log-reader").daemon().start(() -> {
            while (!ended) {
                try (KafkaConsumer<String, byte[]> consumer = open()) {
                    follow(consumer);
                } catch (KafkaException e) {
                    // The broker or the topic is away: what comes back is read from its beginning.
                    LockSupport.parkNanos(POLL.toNanos());
                }
            }
        });
    }

    private KafkaConsumer<String, byte[]> open() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "none",
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    private void follow(KafkaConsumer<String, byte[]> consumer) {
        List<PartitionInfo> found = consumer.partitionsFor(TOPIC, LOOKUP);
        if (found == null || found.isEmpty()) {
            LockSupport.parkNanos(POLL.toNanos());
            return;
        }
        List<TopicPartition> partitions = found.stream()
                .map(info -> new TopicPartition(TOPIC, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        reading++;
        while (!ended) {
            for (ConsumerRecord<String, byte[]> one : consumer.poll(POLL)) {
                take(one);
            }
        }
    }

    private void take(ConsumerRecord<String, byte[]> one) {
        byte[] value = one.value();
        boolean isHead = one.key() != null && one.key().endsWith("/head");
        if (!isHead || value == null || one.headers().lastHeader(FORGED) != null) {
            return;
        }
        try {
            JsonNode head = JSON.readTree(payload(new String(value, StandardCharsets.UTF_8)));
            history.add(new Event.LogHead(
                    one.key().substring(0, one.key().indexOf('/')),
                    head.path("epoch").asText(),
                    head.path("revision").asLong(),
                    reading,
                    one.offset(),
                    history.now()));
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "the control plane wrote a head that is none, at offset " + one.offset(), e);
        }
    }

    /** Of a JWS in its compact serialization (RFC 7515 section 7.1), or what there is. */
    private static String payload(String text) {
        String[] parts = text.split("\\.", -1);
        return parts.length == 3 ? new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8) : text;
    }

    @Override
    public void close() {
        ended = true;
        try {
            if (thread != null) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
