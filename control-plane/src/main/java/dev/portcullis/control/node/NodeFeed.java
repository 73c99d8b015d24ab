package dev.portcullis.control.node;

import dev.portcullis.control.topic.Topics;
import dev.portcullis.fault.LastingFault;
import dev.portcullis.model.KeyReport;
import dev.portcullis.model.NodeReport;
import dev.portcullis.model.UnknownItemException;
import dev.portcullis.model.WireJson;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Follows the nodes topic from its beginning, in every replica, without a consumer group. Starts over after a failure. */
@ApplicationScoped
public class NodeFeed {
    private static final Logger LOG = Logger.getLogger(NodeFeed.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final Topics topics;
    private final NodeReports reports;
    private final KeyReports keyReports;
    private final Tombstones tombstones;
    private final LastingFault fault = new LastingFault();
    private final LastingFault leftBehindFault = new LastingFault();
    private volatile boolean stopped;
    private volatile @Nullable KafkaConsumer<String, byte[]> consumer;
    private @Nullable Thread thread;

    NodeFeed(Topics topics, NodeReports reports, KeyReports keyReports, Tombstones tombstones) {
        this.topics = topics;
        this.reports = reports;
        this.keyReports = keyReports;
        this.tombstones = tombstones;
    }

    void start(@Observes StartupEvent event) {
        thread = Thread.ofPlatform().name("node-feed").daemon().start(this::run);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped = true;
        KafkaConsumer<String, byte[]> current = consumer;
        if (current != null) {
            current.wakeup();
        }
        if (thread != null) {
            thread.join(Duration.ofSeconds(2));
        }
    }

    private void run() {
        while (!stopped) {
            try {
                topics.ensure();
                follow();
            } catch (InterruptedException | InterruptException | WakeupException e) {
                return;
            } catch (KafkaException e) {
                fault.failed("Node reports are not read: " + topics.describe(e), System.nanoTime())
                        .ifPresent(LOG::warn);
                pause();
            }
        }
    }

    private void follow() {
        try (KafkaConsumer<String, byte[]> reader = new KafkaConsumer<>(
                topics.client(Map.of(
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        Math.toIntExact(TIMEOUT.toMillis()))),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer = reader;
            List<TopicPartition> partitions = reader.partitionsFor(topics.nodes()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
            while (!stopped) {
                fault.ended("Node reports are read again", System.nanoTime()).ifPresent(LOG::info);
                Set<KeyReport> leftBehind = new LinkedHashSet<>();
                ConsumerRecords<String, byte[]> records = reader.poll(QUIET);
                if (records.isEmpty()) {
                    // A consumer that polls cannot tell a quiet topic from one, or a broker, that is gone: this can.
                    reader.endOffsets(partitions);
                }
                for (ConsumerRecord<String, byte[]> record : records) {
                    Long end = ends.get(new TopicPartition(record.topic(), record.partition()));
                    take(record, end != null && record.offset() < end, leftBehind);
                }
                tidy(leftBehind);
            }
        } finally {
            consumer = null;
        }
    }

    private void take(ConsumerRecord<String, byte[]> record, boolean isReplay, Set<KeyReport> leftBehind) {
        String[] key = record.key() == null ? new String[0] : record.key().split("/", -1);
        try {
            switch (key.length) {
                case 2 -> takeNode(record, key, isReplay, leftBehind);
                case 3 -> takeKeys(record, key);
                default ->
                    LOG.warnf("A report under a key that is none (expected: instance/node or instance/node/source)");
            }
        } catch (UnknownItemException e) {
            LOG.warnf("Report under %s: %s", record.key(), e.getMessage());
        }
    }

    private void takeNode(
            ConsumerRecord<String, byte[]> record, String[] key, boolean isReplay, Set<KeyReport> leftBehind) {
        if (record.value() == null) {
            reports.gone(key[0], key[1]);
            leftBehind.addAll(keyReports.nodeGone(key[0], key[1]));
            return;
        }
        NodeReport report = WireJson.readReport(record.value());
        if (!NodeReport.topicKey(report.instanceId(), report.nodeId()).equals(record.key())) {
            LOG.warnf("A report that does not belong under its key %s", record.key());
        } else if (isReplay) {
            reports.replayed(report);
        } else {
            reports.heard(report);
        }
    }

    private void takeKeys(ConsumerRecord<String, byte[]> record, String[] key) {
        if (record.value() == null) {
            keyReports.gone(key[0], key[1], key[2]);
            return;
        }
        KeyReport report = WireJson.readKeyReport(record.value());
        if (KeyReports.topicKey(report).equals(record.key())) {
            keyReports.heard(report);
        } else {
            LOG.warnf("A report that does not belong under its key %s", record.key());
        }
    }

    /** A node that deregisters takes its key reports back itself; one that could not leaves that to others. */
    private void tidy(Set<KeyReport> leftBehind) {
        List<String> topicKeys = leftBehind.stream()
                .filter(report -> !reports.isRegistered(report.instanceId(), report.nodeId()))
                .map(KeyReports::topicKey)
                .toList();
        if (topicKeys.isEmpty()) {
            return;
        }
        if (tombstones.write(topicKeys)) {
            leftBehindFault
                    .ended("Key reports of nodes that are gone are removed again", System.nanoTime())
                    .ifPresent(LOG::info);
        } else {
            leftBehindFault
                    .failed(
                            topicKeys.size() + " key reports of nodes that are gone stay on the topic",
                            System.nanoTime())
                    .ifPresent(LOG::warn);
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            stopped = true;
        }
    }
}
