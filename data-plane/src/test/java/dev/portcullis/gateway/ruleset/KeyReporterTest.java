package dev.portcullis.gateway.ruleset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.gateway.keys.KeySetState;
import dev.portcullis.gateway.keys.KeySnapshot.Cause;
import dev.portcullis.gateway.keys.KeySourceStatus;
import dev.portcullis.gateway.peer.Reports;
import dev.portcullis.gateway.ruleset.PublishedRuleKeys.Standing;
import dev.portcullis.model.KeyReport.State;
import dev.portcullis.parts.KafkaPart;
import dev.portcullis.signature.EnrolmentSecret;
import dev.portcullis.signature.ReportSigner;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against a real broker; each test has a topic of its own. */
class KeyReporterTest {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static KafkaPart kafka;

    private final AtomicReference<List<Standing>> standings = new AtomicReference<>(List.of());
    private final AtomicInteger looks = new AtomicInteger();

    @BeforeAll
    static void startBroker() {
        kafka = KafkaPart.start();
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    private static Map<String, Object> settings() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }

    private NodesTopic report(String name) {
        NodesTopic topic = new NodesTopic(name, settings());
        ReportSigner signer =
                new ReportSigner(EnrolmentSecret.parse(Reports.SECRET), "demo", "n1", InstantSource.system());
        new KeyReporter("demo", "n1", topic, signer, () -> {
                    looks.incrementAndGet();
                    return standings.get();
                })
                .start();
        return topic;
    }

    private static void create(String topic) throws Exception {
        try (Admin admin = Admin.create(settings())) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }

    /** All records of a topic in order, as source and state; a tombstone has none. */
    private static List<String> said(String topic) {
        List<String> records = new ArrayList<>();
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings(), new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, byte[]> report : consumer.poll(Duration.ofMillis(200))) {
                    byte @Nullable [] value = report.value();
                    records.add(report.key() + " "
                            + (value == null ? "tombstone" : Reports.keys(value).state()));
                }
            }
        }
        return records;
    }

    @SuppressWarnings("NullAway") // It does not read from class files that a nested type is nullable.
    private static Standing standing(String sourceId, KeySetState state, @Nullable Cause unavailable) {
        boolean underWay = state == KeySetState.FETCHING || state == KeySetState.REFRESHING;
        Instant now = Instant.parse("2026-11-23T12:00:00Z");
        return new Standing.Followed(
                sourceId,
                new KeySourceStatus(
                        "https://keys.example",
                        state,
                        unavailable,
                        List.of(),
                        unavailable == null ? now : null,
                        underWay ? null : now,
                        null,
                        null,
                        0));
    }

    private static Standing pending(String sourceId) {
        return standing(sourceId, KeySetState.FETCHING, Cause.NOT_YET_FETCHED);
    }

    @Test
    void what_kafka_does_not_take_is_said_again() throws Exception {
        standings.set(List.of(pending("so-1")));
        try (NodesTopic ignored = report("later")) {
            await().atMost(LONG).until(() -> looks.get() >= 2);
            create("later");
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(said("later")).contains("demo/n1/so-1 " + State.PENDING));
        }
        assertThat(said("later")).last().isEqualTo("demo/n1/so-1 tombstone");
    }

    @Test
    void changes_are_said_once_and_that_a_refresh_has_begun_is_none() throws Exception {
        create("changes");
        try (NodesTopic ignored = report("changes")) {
            standings.set(List.of(pending("so-1")));
            awaitSaid("demo/n1/so-1 " + State.PENDING);
            standings.set(List.of(standing("so-1", KeySetState.FRESH, null)));
            awaitSaid("demo/n1/so-1 " + State.FRESH);
            standings.set(List.of(standing("so-1", KeySetState.REFRESHING, null), pending("so-2")));
            awaitSaid("demo/n1/so-2 " + State.PENDING);
            standings.set(List.of(standing("so-1", KeySetState.BACKING_OFF, Cause.TOO_OLD), pending("so-2")));
            awaitSaid("demo/n1/so-1 " + State.UNAVAILABLE);
            standings.set(List.of(pending("so-2")));
            awaitSaid("demo/n1/so-1 tombstone");
        }
        assertThat(said("changes"))
                .containsExactly(
                        "demo/n1/so-1 PENDING",
                        "demo/n1/so-1 FRESH",
                        "demo/n1/so-2 PENDING",
                        "demo/n1/so-1 UNAVAILABLE",
                        "demo/n1/so-1 GONE",
                        "demo/n1/so-1 tombstone",
                        "demo/n1/so-2 GONE",
                        "demo/n1/so-2 tombstone");
    }

    private static void awaitSaid(String last) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(said("changes")).last().isEqualTo(last));
    }
}
