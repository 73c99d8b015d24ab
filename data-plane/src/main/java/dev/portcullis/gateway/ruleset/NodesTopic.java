package dev.portcullis.gateway.ruleset;

import dev.portcullis.fault.LastingFault;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic on which the node says how it is. Whoever reports does so on the one thread here, so that a Kafka that is away
 * holds up neither the feed nor a request.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is logged, and the next report says more.
public final class NodesTopic implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodesTopic.class);
    private static final Duration FAREWELL = Duration.ofSeconds(3);
    /** A topic that was lost and made anew is found that soon. */
    private static final int METADATA_MAX_AGE_MILLIS = 10_000;

    private final String topic;
    private final Map<String, Object> clientSettings;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("node-reporter").daemon().factory());

    private final List<Runnable> lastWords = new CopyOnWriteArrayList<>();
    private final LastingFault fault = new LastingFault();
    private final List<Runnable> anew = new CopyOnWriteArrayList<>();
    /** The last offset of each partition; offsets that begin again are those of another topic of the name. */
    private final Map<Integer, Long> offsets = new ConcurrentHashMap<>();

    /** Owned by the thread. */
    private @Nullable KafkaProducer<String, byte[]> producer;

    /** Set by the thread, once: what is said after the last words would be taken for a sign of life. */
    private boolean ended;

    private volatile boolean lastSendFailed;

    /** @param clientSettings of the Kafka client: where the brokers are, and how to be let in */
    public NodesTopic(String topic, Map<String, Object> clientSettings) {
        this.topic = topic;
        this.clientSettings = Map.copyOf(clientSettings);
    }

    /** Runs a task on the thread, once. */
    void run(Runnable task) {
        thread.execute(() -> tried(task));
    }

    /** Runs a task on the thread again and again. */
    void every(Duration pause, Runnable task) {
        thread.scheduleWithFixedDelay(() -> tried(task), 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Runs a task on the thread after a pause, once. */
    void later(Duration pause, Runnable task) {
        thread.schedule(() -> tried(task), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Runs a task on the thread when all else has been said; tasks run in the reverse order of these calls. */
    void atTheEnd(Runnable task) {
        lastWords.addFirst(task);
    }

    /** Runs a task on the thread when the topic turns out to have lost what was said. */
    void whenMadeAnew(Runnable task) {
        anew.add(task);
    }

    private void tried(Runnable task) {
        try {
            if (!ended) {
                task.run();
            }
        } catch (RuntimeException e) {
            LOG.error("node report: unexpected failure", e);
        }
    }

    /**
     * Sends a record. Only from the thread; waits two seconds at most.
     *
     * @param value null: a tombstone
     * @param lost runs, on whatever thread, when Kafka turns out not to have taken the record
     * @return whether the record is on its way
     */
    boolean send(String key, byte @Nullable [] value, Runnable lost) {
        try {
            KafkaProducer<String, byte[]> open = producer;
            if (open == null) {
                open = open();
                producer = open;
            }
            open.send(new ProducerRecord<>(topic, key, value), (sent, failure) -> {
                lastSendFailed = failure != null;
                if (failure == null) {
                    fault.ended("node reports are sent again", System.nanoTime())
                            .ifPresent(LOG::info);
                    taken(sent);
                } else {
                    failed(failure);
                    lost.run();
                }
            });
            return !lastSendFailed;
        } catch (KafkaException e) {
            failed(e);
            return false;
        }
    }

    private void taken(RecordMetadata sent) {
        Long before = offsets.put(sent.partition(), sent.offset());
        if (before != null && sent.offset() <= before) {
            LOG.warn("the nodes topic has been made anew: everything is reported again");
            anew.forEach(this::run);
        }
    }

    private void failed(Exception failure) {
        fault.failed(
                        "node report not sent: " + failure.getClass().getSimpleName() + " (" + failure.getMessage()
                                + ")",
                        System.nanoTime())
                .ifPresent(LOG::warn);
    }

    private KafkaProducer<String, byte[]> open() {
        Map<String, Object> settings = new HashMap<>(clientSettings);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.METADATA_MAX_AGE_CONFIG, METADATA_MAX_AGE_MILLIS);
        // A heartbeat that cannot be sent soon is of no use: the next one says more.
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 6_000);
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    /** Has the last words sent and ends; waits at most a few seconds for Kafka. */
    @Override
    public void close() {
        thread.execute(() -> {
            lastWords.forEach(this::tried);
            ended = true;
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
