package dev.portcullis.gateway.feed;

import dev.portcullis.fault.LastingFault;
import dev.portcullis.signature.TrustedKeys;
import dev.portcullis.snapshot.Snapshot;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
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

    /**
     * Away for longer, the log is read from its beginning: tombstones may have come and been compacted away unseen. Far
     * below the 24 hours for which topics keep them by default.
     */
    private static final Duration AWAY_LIMIT = Duration.ofHours(1);

    private static final long PAUSE_MIN_MILLIS = 250;
    private static final long PAUSE_MAX_MILLIS = 10_000;

    /** Where the feed is. */
    public enum State {
        CONNECTING,
        CATCHING_UP,
        FOLLOWING
    }

    private final ConfigTopic topic;
    private final StartSettings start;
    private final InstantSource clock;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicReference<@Nullable KafkaConsumer<String, byte[]>> consumer = new AtomicReference<>();
    private final LastingFault fault = new LastingFault();
    private volatile Standing standing = new Standing(State.CONNECTING, null, 0);

    /** Owned by the feed's thread, as all that follows is. */
    private HeadReplay replay;

    private final FallbackSources fallback;
    /** Whether the topic has been caught up with once: from then on it is waited for. */
    private boolean topicReached;

    private final RereadPause rereadPause = new RereadPause();

    /**
     * @param clientSettings of the Kafka client: where the brokers are, and how to be let in
     * @param trusted keys, one of which must have signed a head for it to count
     * @param listener called on the feed's thread
     * @param start what to do while Kafka cannot be reached
     * @param clock for the age of what is in force
     */
    public ConfigFeed(
            String instanceId,
            String topic,
            Map<String, Object> clientSettings,
            TrustedKeys trusted,
            FeedListener listener,
            StartSettings start,
            InstantSource clock) {
        this.topic = new ConfigTopic(instanceId, topic, clientSettings);
        this.start = start;
        this.clock = clock;
        this.fallback = new FallbackSources(start);
        this.replay = new HeadReplay(instanceId, trusted, listener, start.keeper() != ImageKeeper.NONE);
        this.thread = Thread.ofPlatform().name("config-feed").daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    public State state() {
        return standing.state();
    }

    public Standing standing() {
        return standing;
    }

    private void run() {
        long pauseMillis = PAUSE_MIN_MILLIS;
        fallback.begin();
        while (closing.getCount() > 0) {
            stand(State.CONNECTING, 0);
            try (KafkaConsumer<String, byte[]> opened = topic.open()) {
                consumer.set(opened);
                TopicPartition partition = topic.locate(opened, patience());
                if (partition == null) {
                    failed("topic " + topic.name() + " is not there");
                } else {
                    pauseMillis = PAUSE_MIN_MILLIS;
                    follow(opened, partition);
                }
            } catch (WakeupException e) {
                LOG.debug("woken up to close");
            } catch (KafkaException e) {
                failed(e.getClass().getSimpleName() + " (" + e.getMessage() + "); trying again");
            } catch (RuntimeException | Error e) {
                // A thread that ended here would leave the node for ever with what is in force, revocations unheard.
                LOG.error("config feed: unexpected failure; trying again", e);
            } finally {
                consumer.set(null);
            }
            askOthersOrGoOn();
            pause(pauseMillis);
            pauseMillis = Math.min(pauseMillis * 2, PAUSE_MAX_MILLIS);
        }
        start.keeper().closing();
        replay.offer(start.keeper(), standing.newestAtMillis());
    }

    private void follow(KafkaConsumer<String, byte[]> opened, TopicPartition partition) {
        opened.assign(List.of(partition));
        opened.seekToBeginning(List.of(partition));
        long end = opened.endOffsets(List.of(partition), patience()).getOrDefault(partition, 0L);
        replay = new HeadReplay(replay);
        stand(State.CATCHING_UP, 0);
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
            if (state() == State.CATCHING_UP && opened.position(partition) >= end) {
                caughtUp();
                LOG.info("config feed: following {} from offset {}", partition, opened.position(partition));
            }
            for (ConsumerRecord<String, byte[]> kafkaRecord : opened.poll(POLL).records(partition)) {
                if (state() == State.CATCHING_UP && kafkaRecord.offset() >= end) {
                    caughtUp();
                }
                replay.record(kafkaRecord.key(), kafkaRecord.value(), partition, kafkaRecord.offset());
            }
            askOthersIfDue();
            if (answeredNanos == askedNanos) {
                confirm();
            }
            if (!replay.isTorn()) {
                // Before it has been read to its end, nothing is known of the log.
                if (state() == State.FOLLOWING) {
                    rereadPause.reset();
                }
            } else if (rereadPause.isOver(System.nanoTime() - readNanos)) {
                reread();
                return;
            }
        }
    }

    private boolean answers(KafkaConsumer<String, byte[]> opened, TopicPartition partition) {
        boolean answers = ConfigTopic.answers(opened, partition);
        if (answers) {
            ended();
        } else {
            failed("Kafka does not answer; what is in force stays so");
        }
        return answers;
    }

    private void failed(String what) {
        fault.failed("config feed: " + what, System.nanoTime()).ifPresent(LOG::warn);
    }

    private void ended() {
        fault.ended("config feed: Kafka answers again", System.nanoTime()).ifPresent(LOG::info);
    }

    private void caughtUp() {
        replay.caughtUp();
        ended();
        topicReached = true;
        stand(State.FOLLOWING, 0);
        // Not only after the next poll, which may be the last one of a node that ends.
        confirm();
    }

    /** What is in force is still the newest, by a topic that answers. */
    private void confirm() {
        if (replay.isConfirmed()) {
            stand(state(), clock.millis());
            replay.offer(start.keeper(), clock.millis());
        }
    }

    private void reread() {
        if (rereadPause.isRepeated()) {
            askOthers();
        }
        LOG.warn("config feed: the log is not what its head describes; reading it from its beginning");
        rereadPause.lengthen();
    }

    /** A topic without a head of the instance may have lost it. */
    private void askOthersIfDue() {
        if ((!topicReached || replay.held() == null) && fallback.isDue()) {
            askOthers();
        }
    }

    private void askOthersOrGoOn() {
        try {
            askOthersIfDue();
        } catch (RuntimeException | Error e) {
            LOG.error("config feed: unexpected failure; trying again", e);
        }
    }

    private void askOthers() {
        FallbackSources.Found found = fallback.ask(replay.origin());
        if (found == null) {
            return;
        }
        Snapshot snapshot = found.snapshot();
        replay.snapshot(snapshot, found.origin());
        if (replay.origin() == found.origin()) {
            stand(state(), snapshot.takenAtMillis());
            if (found.origin() == Origin.SNAPSHOT && start.keeper().isDue(snapshot.head())) {
                start.keeper().keep(snapshot);
            }
        }
    }

    /** @param newestAtMillis 0: as before */
    private void stand(State state, long newestAtMillis) {
        Standing before = standing;
        standing = new Standing(state, replay.origin(), newestAtMillis == 0 ? before.newestAtMillis() : newestAtMillis);
    }

    /** How long a call of the Kafka client may take. */
    private Duration patience() {
        return topicReached ? LOOKUP : fallback.remaining(LOOKUP);
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
