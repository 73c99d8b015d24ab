package dev.portcullis.control.topic;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes the topics where they are absent, and tells clients how to connect. */
@Singleton
public class Topics {
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
        // Reports repeat every few seconds: small segments let the cleaner drop the old ones, so that a start reads
        // few.
        Map<String, String> reports = Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.SEGMENT_BYTES_CONFIG,
                Integer.toString(16 << 20),
                TopicConfig.SEGMENT_MS_CONFIG,
                Long.toString(TimeUnit.MINUTES.toMillis(10)),
                TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
                "0.1");
        Map<String, String> items = Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.SEGMENT_BYTES_CONFIG,
                Integer.toString(64 << 20));
        List<NewTopic> wanted = List.of(
                new NewTopic(config.topic(), config.partitions(), config.replication()).configs(items),
                new NewTopic(nodes.topic(), nodes.partitions(), nodes.replication()).configs(reports));
        try (Admin admin = Admin.create(client(Map.of(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS)))) {
            for (var outcome : admin.createTopics(wanted).values().values()) {
                await(outcome);
            }
        }
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
