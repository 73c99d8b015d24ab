package dev.portcullis.gateway.ruleset;

import dev.portcullis.model.Head;
import dev.portcullis.model.NodeReport;
import dev.portcullis.model.WireJson;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the control plane, over the nodes topic, what this node enforces: at every change, and as a heartbeat. It works on
 * a thread of its own, so that a Kafka that is away holds up neither the feed nor a request.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is logged, and the next report says more.
public final class NodeReporter implements RuleSetListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeReporter.class);
    private static final Duration FAREWELL = Duration.ofSeconds(3);
    private static final int REASON_LIMIT = 500;

    private final String instanceId;
    private final String nodeId;
    private final String version;
    private final String topic;
    private final InstantSource clock;
    private final long startedAtMillis;
    private final Map<String, Object> clientSettings;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("node-reporter").daemon().factory());

    /** What to say; owned by the reporter's thread. */
    private NodeReport.State state = NodeReport.State.STARTING;

    private @Nullable Head head;
    private @Nullable String reason;
    private @Nullable KafkaProducer<String, byte[]> producer;
    private boolean lastSendFailed;

    public NodeReporter(
            String instanceId,
            String nodeId,
            String version,
            String topic,
            Map<String, Object> clientSettings,
            InstantSource clock) {
        this.instanceId = instanceId;
        this.nodeId = nodeId;
        this.version = version;
        this.topic = topic;
        this.clientSettings = Map.copyOf(clientSettings);
        this.clock = clock;
        this.startedAtMillis = clock.millis();
    }

    /** Begins to report. */
    public void start(Duration heartbeat) {
        thread.scheduleWithFixedDelay(this::report, 0, heartbeat.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void applied(Head applied) {
        change(NodeReport.State.APPLIED, applied, null);
    }

    @Override
    public void rejected(@Nullable Head rejected, String why) {
        change(NodeReport.State.REJECTED, rejected, why.length() > REASON_LIMIT ? why.substring(0, REASON_LIMIT) : why);
    }

    @Override
    public void absent() {
        change(NodeReport.State.STARTING, null, null);
    }

    private void change(NodeReport.State newState, @Nullable Head newHead, @Nullable String newReason) {
        thread.execute(() -> {
            state = newState;
            head = newHead != null || newState == NodeReport.State.STARTING ? newHead : head;
            reason = newReason;
            report();
        });
    }

    private void report() {
        Head about = head;
        NodeReport report = new NodeReport(
                instanceId,
                nodeId,
                version,
                state,
                about == null ? null : about.epoch(),
                about == null ? 0 : about.revision(),
                about == null ? null : about.digest(),
                reason,
                clock.millis(),
                startedAtMillis);
        send(WireJson.write(report));
    }

    private void send(byte @Nullable [] value) {
        try {
            KafkaProducer<String, byte[]> open = producer;
            if (open == null) {
                open = open();
                producer = open;
            }
            open.send(new ProducerRecord<>(topic, NodeReport.topicKey(instanceId, nodeId), value), (sent, failure) -> {
                if (failure != null && !lastSendFailed) {
                    LOG.warn("node report not sent: {}", failure.getClass().getSimpleName());
                }
                lastSendFailed = failure != null;
            });
        } catch (KafkaException e) {
            LOG.warn("node report not sent: {} ({})", e.getClass().getSimpleName(), e.getMessage());
        }
    }

    private KafkaProducer<String, byte[]> open() {
        Map<String, Object> settings = new HashMap<>(clientSettings);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        // A heartbeat that cannot be sent soon is of no use: the next one says more.
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 6_000);
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    /** Deregisters the node and ends; waits at most a few seconds for Kafka. */
    @Override
    public void close() {
        thread.execute(() -> {
            send(null);
            KafkaProducer<String, byte[]> open = producer;
            if (open != null) {
                open.close(FAREWELL);
            }
        });
        thread.shutdown();
        try {
            if (!thread.awaitTermination(FAREWELL.toMillis() * 2, TimeUnit.MILLISECONDS)) {
                LOG.warn("node report: no farewell, Kafka does not answer");
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
