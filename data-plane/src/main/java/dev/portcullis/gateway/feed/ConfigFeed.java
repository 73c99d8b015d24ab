package dev.portcullis.gateway.feed;

import dev.portcullis.model.InstancePartition;
import dev.portcullis.signature.TrustedKeys;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the partition of the config topic that carries the instance, on a thread of its own, for as long as the node
 * lives. Kafka may come late and may go: the feed tries again, and what was applied stays in force.
 *
 * <pre>
 *   CONNECTING ──▶ CATCHING_UP ──▶ FOLLOWING
 *        ▲______________│______________│   on an error, after a pause
 * </pre>
 */
public final class ConfigFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigFeed.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration LOOKUP = Duration.ofSeconds(10);
    private static final Duration ASK_EVERY = Duration.ofSeconds(10);
    private static final Duration ASK_LIMIT = Duration.ofSeconds(5);

    /**
     * Away for longer, the log is read from its beginning: tombstones may have come and been compacted away unseen. Far
     * below the 24 hours for which topics keep them by default.
     */
    private static final Duration AWAY_LIMIT = Duration.ofHours(1);

    /** Between two readings of a log that is not what its head describes, at first; doubled each time. */
    private static final Duration REREAD_MIN = Duration.ofSeconds(1);

    private static final Duration REREAD_MAX = Duration.ofMinutes(1);

    private static final long PAUSE_MIN_MILLIS = 250;
    private static final long PAUSE_MAX_MILLIS = 10_000;

    /** Where the feed is. */
    public enum State {
        CONNECTING,
        CATCHING_UP,
        FOLLOWING
    }

    private final String instanceId;
    private final String topic;
    private final Map<String, Object> clientSettings;
    private final TrustedKeys trusted;
    private final FeedListener listener;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicReference<@Nullable KafkaConsumer<String, byte[]>> consumer = new AtomicReference<>();
    private volatile State state = State.CONNECTING;

    /** Owned by the feed's thread. */
    private @Nullable HeadReplay lastReplay;

    private Duration rereadPause = Duration.ZERO;

    /**
     * @param clientSettings of the Kafka client: where the brokers are, and how to be let in
     * @param trusted keys, one of which must have signed a head for it to count
     * @param listener called on the feed's thread
     */
    public ConfigFeed(
            String instanceId,
            String topic,
            Map<String, Object> clientSettings,
            TrustedKeys trusted,
            FeedListener listener) {
        this.instanceId = instanceId;
        this.topic = topic;
        this.clientSettings = Map.copyOf(clientSettings);
        this.trusted = trusted;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("config-feed").daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    public State state() {
        return state;
    }

    private void run() {
        long pauseMillis = PAUSE_MIN_MILLIS;
        while (closing.getCount() > 0) {
            state = State.CONNECTING;
            try (KafkaConsumer<String, byte[]> opened = open()) {
                consumer.set(opened);
                TopicPartition partition = locate(opened);
                if (partition != null) {
                    pauseMillis = PAUSE_MIN_MILLIS;
                    follow(opened, partition);
                }
            } catch (WakeupException e) {
                LOG.debug("woken up to close");
            } catch (KafkaException e) {
                LOG.warn("config feed: {} ({}); trying again", e.getClass().getSimpleName(), e.getMessage());
            } catch (RuntimeException | Error e) {
                // A thread that ended here would leave the node for ever with what is in force, revocations unheard.
                LOG.error("config feed: unexpected failure; trying again", e);
            } finally {
                consumer.set(null);
            }
            pause(pauseMillis);
            pauseMillis = Math.min(pauseMillis * 2, PAUSE_MAX_MILLIS);
        }
    }

    private KafkaConsumer<String, byte[]> open() {
        Map<String, Object> settings = new java.util.HashMap<>(clientSettings);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        // A position that the log no longer has may not be skipped over: it ends this connection with an exception, and
        // the next one reads from the beginning.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 500);
        settings.putIfAbsent(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private @Nullable TopicPartition locate(KafkaConsumer<String, byte[]> opened) {
        List<PartitionInfo> partitions = opened.partitionsFor(topic, LOOKUP);
        if (partitions == null || partitions.isEmpty()) {
            LOG.info("config feed: topic {} is not there yet", topic);
            return null;
        }
        return new TopicPartition(topic, InstancePartition.of(instanceId, partitions.size()));
    }

    private void follow(KafkaConsumer<String, byte[]> opened, TopicPartition partition) {
        opened.assign(List.of(partition));
        opened.seekToBeginning(List.of(partition));
        long end = opened.endOffsets(List.of(partition), LOOKUP).getOrDefault(partition, 0L);
        state = State.CATCHING_UP;
        HeadReplay before = lastReplay;
        HeadReplay replay = before == null ? new HeadReplay(instanceId, trusted, listener) : new HeadReplay(before);
        lastReplay = replay;
        long answeredNanos = System.nanoTime();
        long askedNanos = answeredNanos;
        long readNanos = answeredNanos;
        while (closing.getCount() > 0) {
            if (System.nanoTime() - askedNanos > ASK_EVERY.toNanos()) {
                boolean answers = answers(opened, partition);
                askedNanos = System.nanoTime();
                if (answers && askedNanos - answeredNanos > AWAY_LIMIT.toNanos()) {
                    LOG.info("config feed: Kafka was away for long; reading the log from its beginning");
                    return;
                }
                answeredNanos = answers ? askedNanos : answeredNanos;
            }
            // Positions are compared, not records: the markers of transactions take up offsets too.
            if (state == State.CATCHING_UP && opened.position(partition) >= end) {
                replay.caughtUp();
                state = State.FOLLOWING;
                LOG.info("config feed: following {} from offset {}", partition, opened.position(partition));
            }
            for (ConsumerRecord<String, byte[]> kafkaRecord : opened.poll(POLL).records(partition)) {
                if (state == State.CATCHING_UP && kafkaRecord.offset() >= end) {
                    replay.caughtUp();
                    state = State.FOLLOWING;
                }
                replay.record(kafkaRecord.key(), kafkaRecord.value(), partition, kafkaRecord.offset());
            }
            if (!replay.isTorn()) {
                rereadPause = Duration.ZERO;
            } else if (System.nanoTime() - readNanos >= rereadPause.toNanos()) {
                LOG.warn("config feed: the log is not what its head describes; reading it from its beginning");
                rereadPause = rereadPause.isZero() ? REREAD_MIN : min(rereadPause.multipliedBy(2), REREAD_MAX);
                return;
            }
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Whether Kafka answers; a consumer that polls cannot tell an idle topic from a broker that is gone. */
    private static boolean answers(KafkaConsumer<String, byte[]> opened, TopicPartition partition) {
        try {
            return opened.endOffsets(List.of(partition), ASK_LIMIT).containsKey(partition);
        } catch (TimeoutException e) {
            LOG.warn("config feed: Kafka does not answer; what is in force stays so");
            return false;
        }
    }

    private void pause(long millis) {
        try {
            if (closing.await(millis, TimeUnit.MILLISECONDS)) {
                LOG.debug("closing");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing.countDown();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        KafkaConsumer<String, byte[]> open = consumer.get();
        if (open != null) {
            open.wakeup();
        }
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
