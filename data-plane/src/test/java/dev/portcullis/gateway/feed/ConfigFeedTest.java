package dev.portcullis.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.Head;
import dev.portcullis.model.InstancePartition;
import dev.portcullis.model.ItemKey;
import dev.portcullis.model.RouteItem;
import dev.portcullis.model.WireJson;
import dev.portcullis.parts.KafkaPart;
import java.time.Duration;
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
            send(producer, topic, 2, "rt-2");
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
                        return records(topic) < edits;
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
    private static int records(String topic) {
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

    private ConfigFeed feed(String topic) {
        return new ConfigFeed("demo", topic, Map.of("bootstrap.servers", kafka.bootstrapServers()), new FeedListener() {
            @Override
            public void current(ConfigImage image) {
                if (failsOnce.getAndSet(false)) {
                    throw new StackOverflowError();
                }
                Head head = image.head();
                routeCounts.add(image.routes().size());
                revisions.add(head == null ? -1 : head.revision());
            }

            @Override
            public void absent() {
                revisions.add(0L);
            }

            @Override
            public void unreadable(@Nullable Head head, String reason) {
                revisions.add(-1L);
            }
        });
    }

    private static void send(KafkaProducer<String, byte[]> producer, String topic, long revision, String routeId) {
        int partition = InstancePartition.of("demo", PARTITIONS);
        RouteItem route = new RouteItem(
                "demo",
                routeId,
                routeId,
                List.of("*"),
                List.of(),
                null,
                new RouteItem.Upstream(List.of(), false, false));
        producer.send(new ProducerRecord<>(topic, partition, route.itemKey().text(), WireJson.write(route)));
        producer.send(new ProducerRecord<>(
                topic,
                partition,
                new ItemKey.OfHead("demo").text(),
                WireJson.write(new Head("demo", "e1", revision, null))));
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
