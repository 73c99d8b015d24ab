package dev.portcullis.control.node;

import dev.portcullis.control.node.ReportIntake.Aftermath;
import dev.portcullis.control.node.ReportIntake.Written;
import dev.portcullis.control.topic.Topics;
import dev.portcullis.fault.LastingFault;
import dev.portcullis.model.KeyReport;
import dev.portcullis.model.Removal;
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

/**
 * Follows the nodes topic from its beginning, in every replica, without a consumer group. Starts over after a failure, and
 * when the topic was lost and made anew.
 */
@ApplicationScoped
public class NodeFeed {
    private static final Logger LOG = Logger.getLogger(NodeFeed.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** The longest that goes by before the topic itself is looked at. */
    private static final Duration POLL = Duration.ofSeconds(1);

    private static final int QUIET_POLLS = 10;

    private final Topics topics;
    private final NodeReports reports;
    private final ReportOrder order;
    private final ReportIntake intake;
    private final NodesTopicWriter writer;
    private final LastingFault fault = new LastingFault();
    private final LastingFault leftBehindFault = new LastingFault();
    private volatile boolean stopped;
    /** Whether the topic that was read last is gone; owned by the thread. */
    private boolean isLost;

    private volatile @Nullable KafkaConsumer<String, byte[]> consumer;
    private @Nullable Thread thread;

    NodeFeed(Topics topics, NodeReports reports, ReportOrder order, ReportIntake intake, NodesTopicWriter writer) {
        this.topics = topics;
        this.reports = reports;
        this.order = order;
        this.intake = intake;
        this.writer = writer;
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
                if (isLost) {
                    // Nodes that live report again; those that do not must not be forgotten by who starts next.
                    restore(order.kept().keySet());
                    isLost = false;
                }
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

    private void follow() throws InterruptedException {
        try (NodesTopicWatch watch = new NodesTopicWatch(topics);
                KafkaConsumer<String, byte[]> reader = new KafkaConsumer<>(
                        topics.client(Map.of(
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "earliest",
                                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                                false,
                                ConsumerConfig.METADATA_MAX_AGE_CONFIG,
                                Math.toIntExact(TIMEOUT.toMillis()),
                                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                                Math.toIntExact(TIMEOUT.toMillis()))),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer = reader;
            List<TopicPartition> partitions = watch.partitions();
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
            int quietPolls = 0;
            while (!stopped) {
                fault.ended("Node reports are read again", System.nanoTime()).ifPresent(LOG::info);
                Set<KeyReport> leftBehind = new LinkedHashSet<>();
                Set<String> overwritten = new LinkedHashSet<>();
                ConsumerRecords<String, byte[]> records = reader.poll(POLL);
                quietPolls = records.isEmpty() ? quietPolls + 1 : 0;
                if (quietPolls >= QUIET_POLLS) {
                    // A consumer that polls cannot tell a quiet topic from one, or a broker, that is gone: this can.
                    reader.endOffsets(partitions);
                    quietPolls = 0;
                }
                for (ConsumerRecord<String, byte[]> record : records) {
                    Long end = ends.get(new TopicPartition(record.topic(), record.partition()));
                    Written written = end != null && record.offset() < end ? Written.BEFORE : Written.SINCE;
                    Aftermath aftermath = intake.take(record, written);
                    leftBehind.addAll(aftermath.leftBehind());
                    if (written == Written.SINCE && aftermath.overwritten() != null) {
                        overwritten.add(aftermath.overwritten());
                    }
                }
                tidy(leftBehind);
                restore(overwritten);
                if (watch.isAnother(reader)) {
                    isLost = true;
                    LOG.warnf("%s is gone or has been made anew: it is read from its beginning", topics.nodes());
                    return;
                }
            }
        } finally {
            consumer = null;
        }
    }

    /** A node that deregisters takes its key reports back itself; one that could not leaves that to others. */
    private void tidy(Set<KeyReport> leftBehind) {
        List<Removal> left = leftBehind.stream()
                .filter(report -> !reports.isRegistered(report.instanceId(), report.nodeId()))
                .map(report -> Removal.of(report.topicKey(), report.stamp()))
                .toList();
        if (left.isEmpty()) {
            return;
        }
        if (writer.remove(left)) {
            leftBehindFault
                    .ended("Key reports of nodes that are gone are removed again", System.nanoTime())
                    .ifPresent(LOG::info);
        } else {
            leftBehindFault
                    .failed(left.size() + " key reports of nodes that are gone stay on the topic", System.nanoTime())
                    .ifPresent(LOG::warn);
        }
    }

    /** Puts back what nodes had said. */
    private void restore(Set<String> topicKeys) {
        Map<String, byte[]> kept = order.kept();
        kept.keySet().retainAll(topicKeys);
        if (!kept.isEmpty() && !writer.restore(kept)) {
            LOG.warnf("%d reports of nodes are not on the topic any more", kept.size());
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
