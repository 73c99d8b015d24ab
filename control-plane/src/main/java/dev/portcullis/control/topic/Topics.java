package dev.portcullis.control.topic;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes the topics where they are absent, and tells clients how to connect. */
@Singleton
public class Topics {
    /** The longest record of the config topic: well below what Kafka takes by default, since the producer adds to it. */
    public static final int MAX_RECORD_BYTES = 768 << 10;

    /** What a batch of one record, and a JWS around a head, may add to that. */
    static final int RECORD_OVERHEAD_BYTES = 16 << 10;

    private static final int TIMEOUT_MILLIS = 10_000;

    private final Map<String, Object> connection;
    private final ConfigTopicConfig config;
    private final NodesTopicConfig nodes;

    /** @param connection every {@code kafka.*} property and {@code KAFKA_*} variable, without that prefix */
    Topics(
            @Identifier("default-kafka-broker") Map<String, Object> connection,
            ConfigTopicConfig config,
            NodesTopicConfig nodes) {
        this.connection = Map.copyOf(connection);
        this.config = config;
        this.nodes = nodes;
    }

    /** The topic of the configuration's records. */
    public String config() {
        return config.topic();
    }

    /** The topic of the nodes' reports. */
    public String nodes() {
        return nodes.topic();
    }

    /** The settings of a client: how to connect, and what is particular to it. */
    public Map<String, Object> client(Map<String, Object> particular) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.putAll(particular);
        return settings;
    }

    /** A failure of Kafka, for people: where Kafka was looked for, and what came of it. */
    public String describe(KafkaException failure) {
        String cause =
                failure.getCause() == null ? "" : ", " + failure.getCause().getMessage();
        return "Kafka at " + connection.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG) + ": "
                + failure.getClass().getSimpleName() + " (" + failure.getMessage() + cause + ")";
    }

    /**
     * Makes the topics that are not there yet.
     *
     * @throws KafkaException if Kafka does not answer within 10 seconds, or refuses
     */
    public void ensure() throws InterruptedException {
        try (Admin admin = admin()) {
            for (var outcome : admin.createTopics(List.of(newConfig(), newNodes()))
                    .values()
                    .values()) {
                await(outcome);
            }
        }
    }

    /**
     * Which topic it is that has the name of the config topic now.
     *
     * @return empty if there is none
     * @throws KafkaException if Kafka does not answer
     */
    public Optional<TopicIdentity> configIdentity() throws InterruptedException {
        try (Admin admin = admin()) {
            TopicDescription found = admin.describeTopics(List.of(config.topic()))
                    .allTopicNames()
                    .get()
                    .get(config.topic());
            return Optional.ofNullable(found)
                    .map(topic -> new TopicIdentity(
                            topic.topicId(), topic.partitions().size()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw new KafkaException("the config topic cannot be looked at", e.getCause());
        }
    }

    /** A client for one errand; it gives up after 10 seconds. */
    public Admin admin() {
        return Admin.create(client(Map.of(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS)));
    }

    private NewTopic newConfig() {
        return new NewTopic(config.topic(), config.partitions(), config.replication())
                .configs(settings(
                        config.replication(), Map.of(TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(64 << 20))));
    }

    private NewTopic newNodes() {
        // Reports repeat every few seconds: small segments let the cleaner drop the old ones, so that a start reads
        // few.
        return new NewTopic(nodes.topic(), nodes.partitions(), nodes.replication())
                .configs(settings(
                        nodes.replication(),
                        Map.of(
                                TopicConfig.SEGMENT_BYTES_CONFIG,
                                Integer.toString(16 << 20),
                                TopicConfig.SEGMENT_MS_CONFIG,
                                Long.toString(TimeUnit.MINUTES.toMillis(10)),
                                TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
                                "0.1")));
    }

    private static Map<String, String> settings(short replication, Map<String, String> particular) {
        Map<String, String> settings = new HashMap<>(particular);
        settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        if (replication >= 3) {
            // What is acknowledged survives the loss of a broker, and writing goes on without one.
            settings.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(replication - 1));
        }
        return settings;
    }

    private static void await(KafkaFuture<Void> outcome) throws InterruptedException {
        try {
            outcome.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new KafkaException("a topic cannot be made", e.getCause());
            }
        } catch (TimeoutException e) {
            throw new KafkaException("a topic cannot be made in time", e);
        }
    }
}
