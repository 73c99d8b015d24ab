package dev.portcullis.control.outbox;

import dev.portcullis.control.start.DatabaseStart;
import dev.portcullis.control.topic.TopicWatch;
import dev.portcullis.control.topic.Topics;
import dev.portcullis.fault.LastingFault;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.sql.SQLException;
import java.time.Duration;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings committed changes to Kafka, in commit order.
 *
 * <pre>
 *   SEEKING ── producer open, lock taken ──▶ RELAYING: read ─▶ publish ─▶ delete ─┐
 *     ▲  ▲──── another holds the lock ────┘     ▲  └──── nothing owed: wait ──────┤
 *     │                                         └─────────────────────────────────┘
 *     └──── anything fails: close both, wait, from the start ────┘
 * </pre>
 *
 * <p>Any number of replicas run one each; the lock lets one relay. The server takes the lock back when the connection ends,
 * or when nothing was heard on it for ten seconds. If the relay dies between publishing and deleting, the next one
 * publishes the same again, or something newer, which nodes drop or take as if it were the first time. If it only seemed
 * dead, its producer is fenced by the next one's, and its deletions fail with its connection.
 */
@ApplicationScoped
public class OutboxRelay {
    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    /** How long a lost notification can delay a change. */
    private static final Duration POLL = Duration.ofSeconds(1);

    private static final Duration LOCK_POLL = Duration.ofMillis(250);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final DatabaseStart database;
    private final Topics topics;
    private final TopicWatch watch;
    private final Instance<RelayDuty> duties;
    private final String jdbcUrl;
    private final String user;
    private final String password;
    private final Counter published;
    private final Timer publishing;
    private final LastingFault fault = new LastingFault();
    private volatile boolean stopped;
    private @Nullable Thread thread;

    OutboxRelay(
            DatabaseStart database,
            Topics topics,
            TopicWatch watch,
            @Any Instance<RelayDuty> duties,
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") String jdbcUrl,
            @ConfigProperty(name = "quarkus.datasource.username") String user,
            @ConfigProperty(name = "quarkus.datasource.password", defaultValue = " ") String password,
            MeterRegistry meters) {
        this.database = database;
        this.topics = topics;
        this.watch = watch;
        this.duties = duties;
        this.jdbcUrl = jdbcUrl;
        this.user = user;
        this.password = password;
        this.published = Counter.builder("portcullis.outbox.records")
                .description("Records published to the config topic")
                .register(meters);
        this.publishing = Timer.builder("portcullis.outbox.publish")
                .description("Time of one batch from outbox to the commit of Kafka")
                .register(meters);
    }

    void start(@Observes StartupEvent event) {
        thread = Thread.ofPlatform().name("outbox-relay").daemon().start(this::run);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped = true;
        if (thread != null) {
            thread.interrupt();
            thread.join(Duration.ofSeconds(5));
        }
    }

    private void run() {
        try {
            database.await();
        } catch (InterruptedException e) {
            return;
        }
        Duration pause = SHORTEST_PAUSE;
        while (!stopped) {
            try (OutboxConnection connection = OutboxConnection.open(jdbcUrl, user, password)) {
                // Before the lock: who takes over has nothing left to do but that.
                watch.look();
                try (ConfigPublisher publisher = ConfigPublisher.open(topics)) {
                    awaitLock(connection);
                    long lockedNanos = System.nanoTime();
                    connection.lease();
                    try (SignOfLife ignored = SignOfLife.of(connection)) {
                        publisher.begin();
                    }
                    LOG.infof("Relaying, %d ms after the lock was had", millisSince(lockedNanos));
                    ended();
                    pause = SHORTEST_PAUSE;
                    relay(connection, publisher);
                }
            } catch (SQLException | RuntimeException e) {
                if (!stopped) {
                    fault.failed("Not relaying: " + describe(e), System.nanoTime())
                            .ifPresent(LOG::warn);
                    pause = sleep(pause);
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static long millisSince(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
    }

    private void awaitLock(OutboxConnection connection) throws SQLException, InterruptedException {
        while (!connection.tryLock()) {
            // Another relays.
            ended();
            Thread.sleep(LOCK_POLL);
        }
    }

    private void ended() {
        fault.ended("What kept the relay is over", System.nanoTime()).ifPresent(LOG::info);
    }

    private void relay(OutboxConnection connection, ConfigPublisher publisher)
            throws SQLException, InterruptedException {
        // First listen, then read: what is committed in between is in the read or ends the first wait.
        connection.listen();
        RelayTenure tenure = new RelayTenure();
        duties.forEach(duty -> duty.begin(tenure));
        try {
            relay(connection, publisher, tenure);
        } finally {
            tenure.end();
            duties.forEach(RelayDuty::end);
        }
    }

    private void relay(OutboxConnection connection, ConfigPublisher publisher, RelayTenure tenure)
            throws SQLException, InterruptedException {
        while (!stopped) {
            watch.requireRight();
            String renewal = tenure.renewal();
            if (renewal != null) {
                LOG.infof("Relaying anew: %s", renewal);
                return;
            }
            OutboxBatch batch = connection.read();
            if (batch.isEmpty()) {
                connection.await(POLL);
            } else {
                try (SignOfLife ignored = SignOfLife.of(connection)) {
                    publishing.record(() -> publisher.publish(batch));
                }
                published.increment(batch.instances().stream()
                        .mapToInt(instance -> instance.entries().size())
                        .sum());
                connection.delete(batch);
            }
        }
    }

    /** Waits; answers how long to wait the next time. */
    private Duration sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            stopped = true;
        }
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    private String describe(Exception e) {
        return e instanceof KafkaException kafka ? topics.describe(kafka) : e.toString();
    }
}
