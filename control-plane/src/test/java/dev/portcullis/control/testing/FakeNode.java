package dev.portcullis.control.testing;

import dev.portcullis.model.KeyReport;
import dev.portcullis.model.NodeReport;
import dev.portcullis.model.WireJson;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Reports to the real nodes topic as a node does: at once when told to, and as a heartbeat until it is closed. */
public final class FakeNode implements AutoCloseable {
    private static final String TOPIC = "portcullis.nodes";

    private final KafkaProducer<byte[], byte[]> producer;
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor();
    private final String instanceId;
    private final String nodeId;
    private NodeReport report;

    public FakeNode(Map<String, Object> connection, String instanceId, String nodeId) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put("linger.ms", 0);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.instanceId = instanceId;
        this.nodeId = nodeId;
        this.report = report(NodeReport.State.STARTING, null, 0, null);
        heart.scheduleAtFixedRate(this::send, 0, 100, TimeUnit.MILLISECONDS);
    }

    private NodeReport report(NodeReport.State state, @Nullable String epoch, long revision, @Nullable String reason) {
        return new NodeReport(instanceId, nodeId, "test", state, epoch, revision, null, reason, 1, 1);
    }

    public synchronized void applied(String epoch, long revision) {
        report = report(NodeReport.State.APPLIED, epoch, revision, null);
        send();
    }

    public synchronized void rejected(String epoch, long revision) {
        report = report(NodeReport.State.REJECTED, epoch, revision, "DIGEST_MISMATCH");
        send();
    }

    private synchronized void send() {
        publish(WireJson.write(report));
    }

    private void publish(byte @Nullable [] value) {
        byte[] key = NodeReport.topicKey(instanceId, nodeId).getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(TOPIC, key, value));
    }

    /** Says what it holds of the keys that a source publishes. */
    public void keys(KeyReport report) {
        String key = KeyReport.topicKey(instanceId, nodeId, report.sourceId());
        producer.send(new ProducerRecord<>(TOPIC, key.getBytes(StandardCharsets.UTF_8), WireJson.write(report)));
    }

    /** Stops reporting, as a node does that was killed. */
    public void fallSilent() {
        heart.close();
    }

    /** Deregisters, as a node does when it stops in order. */
    @Override
    public void close() {
        heart.close();
        publish(null);
        producer.close();
    }
}
