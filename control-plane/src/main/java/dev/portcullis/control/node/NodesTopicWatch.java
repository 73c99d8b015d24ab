package dev.portcullis.control.node;

import dev.portcullis.control.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Looks whether the nodes topic is still the one that is being read. A topic that was deleted and made anew has the same
 * name, and its reader would find that out only after minutes. Not thread-safe.
 */
final class NodesTopicWatch implements AutoCloseable {
    private static final long PAUSE_NANOS = Duration.ofSeconds(2).toNanos();
    private static final int TIMEOUT_MILLIS = 5_000;

    private final String topic;
    private final Admin admin;
    private final TopicDescription begun;
    private long lookedAtNanos = System.nanoTime();

    /** @throws KafkaException if the topic cannot be described in time */
    NodesTopicWatch(Topics topics) throws InterruptedException {
        this.topic = topics.nodes();
        this.admin = Admin.create(topics.client(Map.of(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS)));
        try {
            this.begun = describe();
        } catch (ExecutionException | TimeoutException e) {
            admin.close(Duration.ZERO);
            throw new KafkaException(topic + " cannot be described", e);
        }
    }

    /** The partitions to read. */
    List<TopicPartition> partitions() {
        return begun.partitions().stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    /**
     * Every few seconds, looks whether the topic is another by now. As long as Kafka does not answer, it is the same.
     *
     * @param reader of all partitions
     */
    boolean isAnother(KafkaConsumer<?, ?> reader) throws InterruptedException {
        if (System.nanoTime() - lookedAtNanos < PAUSE_NANOS) {
            return false;
        }
        try {
            TopicDescription now = describe();
            return !now.topicId().equals(begun.topicId())
                    || now.partitions().size() != begun.partitions().size()
                    || isBeyondItsEnd(reader);
        } catch (ExecutionException e) {
            return e.getCause() instanceof UnknownTopicOrPartitionException;
        } catch (TimeoutException | KafkaException e) {
            return false;
        } finally {
            lookedAtNanos = System.nanoTime();
        }
    }

    private boolean isBeyondItsEnd(KafkaConsumer<?, ?> reader) {
        Duration limit = Duration.ofMillis(TIMEOUT_MILLIS);
        return reader.endOffsets(partitions(), limit).entrySet().stream()
                .anyMatch(end -> reader.position(end.getKey(), limit) > end.getValue());
    }

    private TopicDescription describe() throws InterruptedException, ExecutionException, TimeoutException {
        return Objects.requireNonNull(
                        admin.describeTopics(List.of(topic)).topicNameValues().get(topic))
                .get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
