package dev.portcullis.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.gateway.peer.SignedRecords;
import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.Head;
import dev.portcullis.model.InstancePartition;
import dev.portcullis.model.Rejection;
import dev.portcullis.model.RouteItem;
import dev.portcullis.parts.KafkaPart;
import dev.portcullis.signature.SigningKeys;
import dev.portcullis.snapshot.Snapshot;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The feed against a real broker. */
@SuppressWarnings("FutureReturnValueIgnored") // The commit of the transaction tells.
class ConfigFeedTest {
    private static final int PARTITIONS = 3;
    private static KafkaPart kafka;

    private final AtomicBoolean failsOnce = new AtomicBoolean();
    private final List<Long> revisions = new CopyOnWriteArrayList<>();
    private final List<Rejection> rejections = new CopyOnWriteArrayList<>();
    private final List<IgnoredRecord> ignoredRecords = new CopyOnWriteArrayList<>();
    private final SignedRecords records = new SignedRecords("demo");
    private final List<Integer> routeCounts = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void startBroker() {
        kafka = KafkaPart.start();
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    @Test
    void a_node_follows_what_is_committed_and_ignores_what_is_aborted(TestInfo test) throws Exception {
        String topic = createTopic(test);
        try (ConfigFeed feed = feed(topic);
                KafkaProducer<String, byte[]> producer = producer(topic)) {
            feed.start();
            await().atMost(Duration.ofSeconds(30)).until(() -> feed.state() == ConfigFeed.State.FOLLOWING);
            assertThat(revisions).containsExactly(0L);

            producer.beginTransaction();
            send(producer, topic, 1, "rt-1");
            producer.commitTransaction();
            producer.beginTransaction();
            SignedRecords aborted = new SignedRecords("demo");
            send(producer, topic, aborted.put(route("rt-2")));
            send(producer, topic, aborted.head("e1", 2));
            producer.flush();
            producer.abortTransaction();
            producer.beginTransaction();
            send(producer, topic, 3, "rt-3");
            producer.commitTransaction();

            await().atMost(Duration.ofSeconds(30)).until(() -> revisions.contains(3L));
            assertThat(revisions).containsExactly(0L, 1L, 3L);
            assertThat(routeCounts.getLast()).isEqualTo(2);
        }
    }

    @Test
    void a_node_that_starts_late_catches_up_to_the_last_head_although_transaction_markers_end_the_log(TestInfo test)
            throws Exception {
        String topic = createTopic(test);
        try (KafkaProducer<String, byte[]> producer = producer(topic)) {
            for (int revision = 1; revision <= 20; revision++) {
                producer.beginTransaction();
                send(producer, topic, revision, "rt-" + revision);
                producer.commitTransaction();
            }
            producer.beginTransaction();
            send(producer, topic, 21, "rt-21");
            producer.flush();
            producer.abortTransaction();
        }
        try (ConfigFeed feed = feed(topic)) {
            feed.start();

            await().atMost(Duration.ofSeconds(30)).until(() -> feed.state() == ConfigFeed.State.FOLLOWING);

            assertThat(revisions).containsExactly(20L);
            assertThat(routeCounts).containsExactly(20);
        }
    }

    @Test
    void a_node_that_starts_late_reads_a_partly_compacted_history_to_its_last_head() throws Exception {
        String topic = "compacted";
        create(topic, Map.of("cleanup.policy", "compact", "segment.ms", "100", "min.cleanable.dirty.ratio", "0.01"));
        int edits = 60;
        try (KafkaProducer<String, byte[]> producer = producer(topic)) {
            for (int revision = 1; revision <= edits; revision++) {
                producer.beginTransaction();
                send(producer, topic, revision, "rt-" + revision % 7);
                producer.commitTransaction();
            }
            // Segments are rolled by writes and cleaned in the background: write on until records have gone.
            AtomicLong revision = new AtomicLong(edits);
            await().atMost(Duration.ofSeconds(90))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> {
                        producer.beginTransaction();
                        send(producer, topic, revision.incrementAndGet(), "rt-0");
                        producer.commitTransaction();
                        return count(topic) < edits;
                    });
            try (ConfigFeed feed = feed(topic)) {
                feed.start();
                await().atMost(Duration.ofSeconds(30)).until(() -> feed.state() == ConfigFeed.State.FOLLOWING);

                assertThat(revisions).containsExactly(revision.get());
                assertThat(routeCounts).containsExactly(7);
            }
        }
    }

    /** How many records of the topic are left. */
    private static int count(String topic) {
        TopicPartition partition = new TopicPartition(topic, InstancePartition.of("demo", PARTITIONS));
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            int count = 0;
            while (consumer.position(partition) < end) {
                count += consumer.poll(Duration.ofMillis(200)).count();
            }
            return count;
        }
    }

    @Test
    void a_topic_that_comes_late_is_waited_for() throws Exception {
        String topic = "late";
        try (ConfigFeed feed = feed(topic)) {
            feed.start();
            assertThat(feed.state()).isEqualTo(ConfigFeed.State.CONNECTING);

            create(topic);
            try (KafkaProducer<String, byte[]> producer = producer(topic)) {
                producer.beginTransaction();
                send(producer, topic, 1, "rt-1");
                producer.commitTransaction();
            }

            await().atMost(Duration.ofSeconds(60)).until(() -> revisions.contains(1L));
        }
    }

    @Test
    void a_listener_that_fails_by_an_error_hears_of_the_revision_again_and_of_later_ones(TestInfo test)
            throws Exception {
        String topic = createTopic(test);
        try (ConfigFeed feed = feed(topic);
                KafkaProducer<String, byte[]> producer = producer(topic)) {
            feed.start();
            await().atMost(Duration.ofSeconds(30)).until(() -> feed.state() == ConfigFeed.State.FOLLOWING);
            failsOnce.set(true);
            producer.beginTransaction();
            send(producer, topic, 1, "rt-1");
            producer.commitTransaction();
            await().atMost(Duration.ofSeconds(30)).until(() -> revisions.contains(1L));
            producer.beginTransaction();
            send(producer, topic, 2, "rt-2");
            producer.commitTransaction();

            await().atMost(Duration.ofSeconds(30)).until(() -> revisions.contains(2L));
            assertThat(failsOnce).isFalse();
        }
    }

    @Test
    void a_topic_that_was_lost_and_made_anew_takes_nothing_away_until_it_holds_all_that_its_head_describes(
            TestInfo test) throws Exception {
        String topic = createTopic(test);
        try (ConfigFeed feed = feed(topic);
                KafkaProducer<String, byte[]> producer = producer(topic)) {
            producer.beginTransaction();
            send(producer, topic, 1, "rt-1");
            send(producer, topic, 2, "rt-2");
            producer.commitTransaction();
            feed.start();
            await().atMost(Duration.ofSeconds(30)).until(() -> revisions.contains(2L));

            try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()))) {
                admin.deleteTopics(List.of(topic)).all().get();
            }
            create(topic);
            await().atMost(Duration.ofSeconds(60)).until(() -> rejections.contains(Rejection.HEAD_MISSING));
            try (KafkaProducer<String, byte[]> next = producer(topic)) {
                next.beginTransaction();
                send(next, topic, 3, "rt-3");
                next.commitTransaction();
                await().atMost(Duration.ofSeconds(60)).until(() -> rejections.contains(Rejection.DIGEST_MISMATCH));
                assertThat(revisions).containsExactly(2L);

                next.beginTransaction();
                for (String routeId : List.of("rt-1", "rt-2", "rt-3")) {
                    send(next, topic, records.put(route(routeId)));
                }
                send(next, topic, records.head("e1", 3));
                next.commitTransaction();
            }

            await().atMost(Duration.ofSeconds(60)).until(() -> revisions.contains(3L));
            assertThat(revisions).containsExactly(2L, 3L);
            assertThat(routeCounts).containsExactly(2, 3);
        }
    }

    @Test
    void a_forged_head_changes_nothing_and_is_told_with_its_offset(TestInfo test) throws Exception {
        String topic = createTopic(test);
        try (ConfigFeed feed = feed(topic);
                KafkaProducer<String, byte[]> producer = producer(topic)) {
            producer.beginTransaction();
            send(producer, topic, 1, "rt-1");
            producer.commitTransaction();
            feed.start();
            await().atMost(Duration.ofSeconds(30)).until(() -> revisions.contains(1L));

            producer.beginTransaction();
            Head forged = records.unsigned("e1", 1_000_000);
            send(producer, topic, records.entry(forged, SigningKeys.parse(SigningKeys.generate("test"))));
            producer.commitTransaction();

            await().atMost(Duration.ofSeconds(30)).until(() -> !ignoredRecords.isEmpty());
            assertThat(ignoredRecords)
                    .containsExactly(new IgnoredRecord(
                            new TopicPartition(topic, InstancePartition.of("demo", PARTITIONS)),
                            3,
                            "demo/head",
                            IgnoredRecord.Reason.BAD_SIGNATURE));
            producer.beginTransaction();
            send(producer, topic, 2, "rt-2");
            producer.commitTransaction();
            await().atMost(Duration.ofSeconds(30)).until(() -> revisions.contains(2L));
        }
    }

    @Test
    void a_topic_that_lost_records_for_good_is_passed_over_by_a_snapshot_and_one_that_lost_all_too(TestInfo test)
            throws Exception {
        String topic = createTopic(test);
        records.put(route("rt-lost"));
        Snapshot second = records.snapshot("e1", 2, 17);
        StartSettings start =
                new StartSettings(Duration.ofHours(1), List.of(source(Origin.SNAPSHOT, second)), ImageKeeper.NONE);
        try (ConfigFeed feed = feed(topic, start);
                KafkaProducer<String, byte[]> producer = producer(topic)) {
            feed.start();
            producer.beginTransaction();
            send(producer, topic, records.head("e1", 2));
            producer.commitTransaction();

            await().atMost(Duration.ofSeconds(60)).until(() -> revisions.contains(2L));

            assertThat(rejections).contains(Rejection.DIGEST_MISMATCH);
            assertThat(routeCounts).containsExactly(1);
            assertThat(feed.standing().newestAtMillis()).isEqualTo(17);
        }
        revisions.clear();
        String empty = topic + "-empty";
        create(empty, Map.of());
        try (ConfigFeed feed = feed(
                empty,
                new StartSettings(Duration.ofMillis(1), List.of(source(Origin.DISK, second)), ImageKeeper.NONE))) {
            feed.start();

            await().atMost(Duration.ofSeconds(60)).until(() -> revisions.contains(2L));

            assertThat(feed.standing().origin()).isEqualTo(Origin.DISK);
        }
    }

    private static SnapshotSource source(Origin origin, Snapshot snapshot) {
        return new SnapshotSource() {
            @Override
            public Origin origin() {
                return origin;
            }

            @Override
            public Answer read() {
                return new Answer.Found(snapshot);
            }
        };
    }

    private ConfigFeed feed(String topic) {
        return feed(topic, StartSettings.TOPIC_ONLY);
    }

    private ConfigFeed feed(String topic, StartSettings start) {
        return new ConfigFeed(
                "demo",
                topic,
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                SignedRecords.KEYS.trusted(),
                new FeedListener() {
                    @Override
                    public boolean current(ConfigImage image, Origin origin) {
                        if (failsOnce.getAndSet(false)) {
                            throw new StackOverflowError();
                        }
                        Head head = image.head();
                        routeCounts.add(image.routes().size());
                        revisions.add(head == null ? -1 : head.revision());
                        return true;
                    }

                    @Override
                    public void absent() {
                        revisions.add(0L);
                    }

                    @Override
                    public void rejected(@Nullable Head head, Rejection rejection, String reason) {
                        rejections.add(rejection);
                    }

                    @Override
                    public void ignored(IgnoredRecord ignored) {
                        ignoredRecords.add(ignored);
                    }
                },
                start,
                InstantSource.system());
    }

    private void send(KafkaProducer<String, byte[]> producer, String topic, long revision, String routeId) {
        send(producer, topic, records.put(route(routeId)));
        send(producer, topic, records.head("e1", revision));
    }

    private static RouteItem route(String routeId) {
        return new RouteItem(
                "demo",
                routeId,
                routeId,
                List.of("*"),
                List.of(),
                null,
                new RouteItem.Upstream(List.of(), false, false));
    }

    private static void send(KafkaProducer<String, byte[]> producer, String topic, SignedRecords.Entry entry) {
        producer.send(
                new ProducerRecord<>(topic, InstancePartition.of("demo", PARTITIONS), entry.key(), entry.value()));
    }

    private static KafkaProducer<String, byte[]> producer(String topic) {
        KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "relay-" + topic),
                new StringSerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    private static String createTopic(TestInfo test) throws ExecutionException, InterruptedException {
        String topic = "config-" + test.getTestMethod().orElseThrow().getName().hashCode();
        create(topic);
        return topic;
    }

    private static void create(String topic) throws ExecutionException, InterruptedException {
        create(topic, Map.of("cleanup.policy", "compact"));
    }

    private static void create(String topic, Map<String, String> configs)
            throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1).configs(configs)))
                    .all()
                    .get();
        }
    }
}
