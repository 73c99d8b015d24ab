package dev.portcullis.gateway.ruleset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.gateway.feed.Origin;
import dev.portcullis.gateway.peer.Reports;
import dev.portcullis.gateway.ruleset.PublishedRuleKeys.Standing;
import dev.portcullis.model.Enforcement;
import dev.portcullis.model.Head;
import dev.portcullis.model.HeadReference;
import dev.portcullis.model.NodeReport;
import dev.portcullis.model.NodeReport.State;
import dev.portcullis.model.Rejection;
import dev.portcullis.parts.KafkaPart;
import dev.portcullis.signature.EnrolmentSecret;
import dev.portcullis.signature.ReportSigner;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against a real broker; each test has a topic of its own. */
class NodeReporterTest {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static KafkaPart kafka;

    private final ReportSigner signer =
            new ReportSigner(EnrolmentSecret.parse(Reports.SECRET), "demo", "n1", InstantSource.system());

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

    private NodeReporter reporter(NodesTopic topic, Duration heartbeat) {
        NodeReporter reporter = new NodeReporter("demo", "n1", "test", topic, signer, InstantSource.system());
        reporter.start(heartbeat);
        return reporter;
    }

    private static void create(String topic) throws Exception {
        try (Admin admin = Admin.create(settings())) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }

    private static void delete(String topic) throws Exception {
        try (Admin admin = Admin.create(settings())) {
            admin.deleteTopics(List.of(topic)).all().get();
        }
    }

    /** All records of a topic, in order. */
    private static List<ConsumerRecord<String, byte[]>> records(String topic) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings(), new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    private static List<NodeReport> reports(String topic) {
        return records(topic).stream()
                .filter(report -> report.key().equals("demo/n1") && report.value() != null)
                .map(report -> Reports.node(report.value()))
                .toList();
    }

    private static Head head(long revision) {
        return new Head(1, "demo", "e", revision, Head.State.CURRENT, 1, "digest " + revision, null);
    }

    @Test
    void a_report_says_what_is_enforced_and_what_was_refused_and_the_last_words_are_a_farewell() throws Exception {
        create("states");
        try (NodesTopic topic = new NodesTopic("states", settings())) {
            NodeReporter reporter = reporter(topic, Duration.ofHours(1));
            await().atMost(LONG).until(() -> !reports("states").isEmpty());
            reporter.applied(head(1), List.of(), Origin.DISK, List.of());
            reporter.applied(head(1), List.of(), Origin.TOPIC, List.of());
            reporter.rejected(head(2), Rejection.DIGEST_MISMATCH, "why");
            reporter.applied(head(2), List.of(), Origin.SNAPSHOT, List.of());
            reporter.absent();
        }
        List<NodeReport> said = reports("states");
        assertThat(said)
                .extracting(NodeReport::state)
                .containsExactly(
                        State.STARTING,
                        State.STALE_START,
                        State.CURRENT,
                        State.REJECTED,
                        State.CURRENT,
                        State.STARTING,
                        State.STOPPED);
        assertThat(said)
                .extracting(NodeReport::enforced)
                .containsExactly(null, reference(1), reference(1), reference(1), reference(2), null, null);
        assertThat(said).extracting(NodeReport::seen).containsExactly(null, null, null, reference(2), null, null, null);
        assertThat(said.get(3).rejection()).isEqualTo(Rejection.DIGEST_MISMATCH);
        assertThat(said.get(3).reason()).isEqualTo("why");
        assertThat(said.get(4).rejection()).isNull();
        assertThat(said)
                .extracting(report -> report.stamp().counter())
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(records("states").getLast().value()).as("a tombstone").isNull();
    }

    @Test
    void a_node_that_cannot_open_secrets_of_what_it_enforces_reports_no_moment_without_saying_so() throws Exception {
        create("unopened");
        UnopenedSecret unopened = new UnopenedSecret("jr-1", Enforcement.ENFORCE, "its key h1", "k9");
        try (NodesTopic topic = new NodesTopic("unopened", settings())) {
            NodeReporter reporter = reporter(topic, Duration.ofHours(1));
            await().atMost(LONG).until(() -> !reports("unopened").isEmpty());
            reporter.applied(head(1), List.of(), Origin.TOPIC, List.of(unopened, unopened));
            reporter.applied(head(2), List.of(), Origin.TOPIC, List.of());
        }
        List<NodeReport> said = reports("unopened");
        assertThat(said)
                .extracting(NodeReport::state)
                .containsExactly(State.STARTING, State.REJECTED, State.CURRENT, State.STOPPED);
        NodeReport rejected = said.get(1);
        assertThat(rejected.enforced()).isEqualTo(reference(1));
        assertThat(rejected.rejection()).isEqualTo(Rejection.SECRET_UNAVAILABLE);
        assertThat(rejected.reason())
                .isEqualTo("rule jr-1: the secret of its key h1 does not open (sealed by key k9, expected: one of"
                        + " PORTCULLIS_SECRET_KEYS); and 1 more");
    }

    private static HeadReference reference(long revision) {
        return new HeadReference("e", revision, "digest " + revision);
    }

    @Test
    void what_kafka_does_not_take_is_said_again_without_waiting_for_the_next_heartbeat() throws Exception {
        try (NodesTopic topic = new NodesTopic("absent", settings())) {
            NodeReporter reporter = reporter(topic, Duration.ofHours(1));
            reporter.applied(head(1), List.of(), Origin.TOPIC, List.of());
            create("absent");
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(reports("absent"))
                            .last()
                            .extracting(NodeReport::state)
                            .isEqualTo(State.CURRENT));
        }
    }

    @Test
    void a_topic_that_was_lost_and_made_anew_hears_everything_again() throws Exception {
        create("lost");
        try (NodesTopic topic = new NodesTopic("lost", settings())) {
            Standing standing = new Standing.Unusable("so-1", "https://keys.example", "no such certificate");
            new KeyReporter("demo", "n1", topic, signer, () -> List.of(standing)).start();
            reporter(topic, Duration.ofMillis(100));
            await().atMost(LONG).until(() -> hasKeys("lost") && reports("lost").size() >= 3);
            delete("lost");
            create("lost");
            await().atMost(LONG).until(() -> hasKeys("lost") && !reports("lost").isEmpty());
        }
    }

    private static boolean hasKeys(String topic) {
        return records(topic).stream().anyMatch(report -> report.key().equals("demo/n1/so-1"));
    }
}
