package dev.portcullis.control.repair;

import dev.portcullis.control.outbox.RelayDuty;
import dev.portcullis.control.outbox.RelayTenure;
import dev.portcullis.control.topic.TopicIdentity;
import dev.portcullis.control.topic.Topics;
import dev.portcullis.control.topic.TopicsConfig;
import dev.portcullis.signature.SigningKeys;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the config topic as nodes do, beside the relay and in the same replica, for as long as that relays.
 *
 * <pre>
 *   READING ── end reached ──▶ comparing all ──▶ FOLLOWING ── topic is another, or was cut ──▶ the relay begins anew
 *      ▲                                             │
 *      └──────────── Kafka or database fail ─────────┘   after a pause
 * </pre>
 */
@ApplicationScoped
public class ConfigTopicAudit implements RelayDuty {
    private static final Logger LOG = Logger.getLogger(ConfigTopicAudit.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration JOIN_LIMIT = Duration.ofSeconds(2);
    private static final int TIMEOUT_MILLIS = 10_000;

    private final Topics topics;
    private final TopicsConfig config;
    private final SigningKeys keys;
    private final StoredHeads heads;
    private final Repairs repairs;
    private final RepairRequests requests;
    private final AtomicReference<@Nullable KafkaConsumer<String, byte[]>> consumer = new AtomicReference<>();
    private @Nullable Thread thread;
    private volatile @Nullable String told;

    ConfigTopicAudit(
            Topics topics,
            TopicsConfig config,
            SigningKeys keys,
            StoredHeads heads,
            Repairs repairs,
            RepairRequests requests) {
        this.topics = topics;
        this.config = config;
        this.keys = keys;
        this.heads = heads;
        this.repairs = repairs;
        this.requests = requests;
    }

    @Override
    public void begin(RelayTenure tenure) {
        thread = Thread.ofPlatform().name("config-audit").daemon().start(() -> run(tenure));
    }

    @Override
    public void end() {
        Thread running = thread;
        thread = null;
        if (running == null) {
            return;
        }
        KafkaConsumer<String, byte[]> open = consumer.get();
        if (open != null) {
            open.wakeup();
        }
        try {
            // Not interrupted, or the consumer would say that it could not be closed. One that goes on for a while
            // does no harm: what it repairs it looks at under the lock of the row.
            running.join(JOIN_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(RelayTenure tenure) {
        requests.attend(tenure);
        try {
            while (!tenure.isOver()) {
                try {
                    read(tenure);
                } catch (WakeupException | InterruptException e) {
                    LOG.debug("woken up to end");
                } catch (RuntimeException e) {
                    tell(e);
                    Thread.sleep(PAUSE);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("interrupted to end");
        } finally {
            requests.leave(tenure);
        }
    }

    /** Each fault once, until the topic could be read again. */
    private void tell(RuntimeException fault) {
        if (!fault.toString().equals(told)) {
            told = fault.toString();
            LOG.warnf("The config topic is not held against the tables, and will be tried again: %s", told);
        }
    }

    private void read(RelayTenure tenure) throws InterruptedException {
        TopicIdentity identity = topics.configIdentity().orElse(null);
        if (identity == null) {
            tenure.renew("the config topic is not there");
            Thread.sleep(PAUSE);
            return;
        }
        try (KafkaConsumer<String, byte[]> opened = open()) {
            consumer.set(opened);
            AuditReading reading = new AuditReading(opened, topics.config(), identity, keys.trusted());
            AuditLoop loop = new AuditLoop(reading, heads, repairs, requests);
            long lookedNanos = System.nanoTime();
            while (!tenure.isOver() && tenure.isCurrent()) {
                loop.step();
                told = null;
                if (System.nanoTime() - lookedNanos > config.checkEvery().toNanos()) {
                    String change = reading.change(topics.configIdentity().orElse(null));
                    if (change != null) {
                        LOG.warnf("The config topic %s; it is read from its beginning", change);
                        tenure.renew("the config topic " + change);
                    }
                    lookedNanos = System.nanoTime();
                }
            }
            if (!tenure.isOver()) {
                Thread.sleep(PAUSE);
            }
        } finally {
            consumer.set(null);
        }
    }

    private KafkaConsumer<String, byte[]> open() {
        return new KafkaConsumer<>(
                topics.client(Map.of(
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        "portcullis-control-plane-audit",
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        // A position that is gone may not be skipped over.
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "none",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        TIMEOUT_MILLIS)),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }
}
