package dev.portcullis.control.node;

import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import dev.portcullis.control.topic.Topics;
import dev.portcullis.model.NodeReport;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Deregisters nodes that will not do it themselves any more, by a tombstone on the nodes topic. */
@ApplicationScoped
public class NodeRemoval {
    private static final int TIMEOUT_MILLIS = 5_000;

    private final Topics topics;
    private final NodeReports reports;

    NodeRemoval(Topics topics, NodeReports reports) {
        this.topics = topics;
        this.reports = reports;
    }

    /** @throws Refusal if no such node is known, or Kafka does not answer within 5 seconds */
    void remove(String instanceId, String nodeId) {
        boolean isKnown = reports.nodes(instanceId).stream()
                .anyMatch(node -> node.report().nodeId().equals(nodeId));
        if (!isKnown) {
            throw Refusal.notFound("node", nodeId);
        }
        // Rare enough for a producer of its own, which then is nobody's to keep alive.
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                topics.client(Map.of(
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT_MILLIS,
                        ProducerConfig.LINGER_MS_CONFIG, 0,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS)),
                new StringSerializer(),
                new ByteArraySerializer())) {
            String key = NodeReport.topicKey(instanceId, nodeId);
            producer.send(new ProducerRecord<>(topics.nodes(), key, null)).get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new Refusal(ProblemCode.KAFKA_UNAVAILABLE, "the node stays registered; try again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(ProblemCode.KAFKA_UNAVAILABLE, "interrupted; try again");
        }
        reports.gone(instanceId, nodeId);
    }
}
