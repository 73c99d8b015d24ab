package dev.portcullis.control.testing;

import dev.portcullis.model.HeadReference;
import dev.portcullis.model.KeyReport;
import dev.portcullis.model.NodeReport;
import dev.portcullis.model.Rejection;
import dev.portcullis.model.Report;
import dev.portcullis.model.ReportStamp;
import dev.portcullis.signature.EnrolmentSecret;
import dev.portcullis.signature.ReportSigner;
import jakarta.enterprise.inject.spi.CDI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Reports to the real nodes topic as a node does, signed and admitted: at once when told to, and as a heartbeat until it is
 * closed.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What is lost is said again.
public final class FakeNode implements AutoCloseable {
    /** As the control plane of the tests has it, for all instances. */
    public static final String SECRET = "ZW5yb2xtZW50LXNlY3JldC1vZi10ZXN0cw==";
    /** Before it is stamped. */
    public static final ReportStamp UNSTAMPED = new ReportStamp(1, 0, 0);

    private static final String TOPIC = "portcullis.nodes";

    private final KafkaProducer<byte[], byte[]> producer;
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor();
    private final String instanceId;
    private final String nodeId;
    private final ReportSigner signer;
    private NodeReport.State state = NodeReport.State.STARTING;
    private @Nullable HeadReference enforced;
    private @Nullable HeadReference seen;
    private @Nullable Rejection rejection;

    public FakeNode(Map<String, Object> connection, String instanceId, String nodeId) {
        this(connection, instanceId, nodeId, SECRET, InstantSource.system());
    }

    /** A node that has been told another secret, or whose clock is its own. */
    public FakeNode(
            Map<String, Object> connection, String instanceId, String nodeId, String secret, InstantSource clock) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put("linger.ms", 0);
        settings.put("metadata.max.age.ms", 1_000);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.instanceId = instanceId;
        this.nodeId = nodeId;
        this.signer = new ReportSigner(EnrolmentSecret.parse(secret), instanceId, nodeId, clock);
        heart.scheduleAtFixedRate(this::send, 0, 100, TimeUnit.MILLISECONDS);
    }

    /** Enforces a revision with the digest that the tables have for it. */
    public void applied(String epoch, long revision) {
        applied(epoch, revision, digest(epoch, revision));
    }

    public synchronized void applied(String epoch, long revision, String digest) {
        state = NodeReport.State.CURRENT;
        enforced = new HeadReference(epoch, revision, digest);
        seen = null;
        rejection = null;
        send();
    }

    /** Enforces a revision, but not as it should. */
    public synchronized void applied(String epoch, long revision, Rejection why) {
        state = NodeReport.State.REJECTED;
        enforced = new HeadReference(epoch, revision, digest(epoch, revision));
        seen = null;
        rejection = why;
        send();
    }

    /** Refuses a revision, and keeps what it enforces. */
    public void rejected(String epoch, long revision) {
        rejected(epoch, revision, Rejection.NOT_COMPILED);
    }

    public synchronized void rejected(String epoch, long revision, Rejection why) {
        state = NodeReport.State.REJECTED;
        seen = new HeadReference(epoch, revision, digest(epoch, revision));
        rejection = why;
        send();
    }

    /** Its next report, which it does not send. */
    public synchronized byte[] nextReport() {
        return signer.sign(new NodeReport(
                Report.FORMAT,
                instanceId,
                nodeId,
                "test",
                state,
                1_000,
                enforced,
                seen,
                rejection,
                rejection == null ? null : "as told",
                signer.stamp()));
    }

    private synchronized void send() {
        publish(nextReport());
    }

    /** Writes a record under its key, whatever that is. */
    public void publish(byte @Nullable [] value) {
        byte[] key = NodeReport.topicKey(instanceId, nodeId).getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(TOPIC, key, value));
    }

    /** Says what it holds of the keys that a source publishes; the stamp is its own. */
    public synchronized void keys(KeyReport report) {
        KeyReport stamped = new KeyReport(
                report.format(),
                report.instanceId(),
                report.nodeId(),
                report.sourceId(),
                report.location(),
                report.state(),
                report.keys(),
                report.fetchedAtMillis(),
                report.nextFetchAtMillis(),
                report.lastError(),
                report.failedAtMillis(),
                report.failuresInARow(),
                signer.stamp());
        String key = KeyReport.topicKey(instanceId, nodeId, report.sourceId());
        producer.send(new ProducerRecord<>(TOPIC, key.getBytes(StandardCharsets.UTF_8), signer.sign(stamped)));
    }

    private String digest(String epoch, long revision) {
        return CDI
                .current()
                .select(Database.class)
                .get()
                .column("SELECT digest FROM revision JOIN instance ON instance.id = instance_id WHERE instance_id = '"
                        + instanceId + "' AND epoch = '" + epoch + "' AND number = " + revision)
                .stream()
                .findFirst()
                .orElse("of an image that the tables do not have");
    }

    /** Stops reporting, as a node does that was killed. */
    public void fallSilent() {
        heart.close();
    }

    /** Deregisters, as a node does when it stops in order. */
    @Override
    public void close() {
        heart.close();
        state = NodeReport.State.STOPPED;
        enforced = null;
        seen = null;
        rejection = null;
        send();
        publish(null);
        producer.close();
    }
}
