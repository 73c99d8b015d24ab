package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.Provider;
import dev.portcullis.gateway.peer.Reports;
import dev.portcullis.gateway.peer.Tokens;
import dev.portcullis.gateway.ruleset.KeyReporter;
import dev.portcullis.gateway.ruleset.NodesTopic;
import dev.portcullis.model.ConfigItem;
import dev.portcullis.model.KeyReport;
import dev.portcullis.parts.KafkaPart;
import dev.portcullis.signature.EnrolmentSecret;
import dev.portcullis.signature.ReportSigner;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

/** What many rules of one provider cost on the nodes topic of a real broker. */
class KeyReportsOfManyRulesTest {
    private static final int RULES = 1_000;
    private static final TopicPartition PARTITION = new TopicPartition("portcullis.nodes", 0);

    @Test
    void a_thousand_rules_of_one_provider_are_one_fetch_and_one_report() throws Exception {
        Tokens tokens = new Tokens("https://issuer");
        try (KafkaPart kafka = KafkaPart.start();
                Provider provider = new Provider(Provider.ok(Tokens.keySet(tokens, new Tokens("https://issuer"))));
                TestNode node = TestNode.withKeysFromLoopback(Duration.ofHours(1))) {
            Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
            try (Admin admin = Admin.create(settings)) {
                admin.createTopics(List.of(new NewTopic(PARTITION.topic(), 1, (short) 1)))
                        .all()
                        .get();
            }
            node.configure(rules(tokens, provider));
            node.awaitKeys();
            int standings = node.keys().standings().size();
            List<ConsumerRecord<String, byte[]>> reports = new ArrayList<>();
            try (NodesTopic topic = new NodesTopic(PARTITION.topic(), settings)) {
                ReportSigner signer =
                        new ReportSigner(EnrolmentSecret.parse(Reports.SECRET), "demo", "n1", InstantSource.system());
                new KeyReporter("demo", "n1", topic, signer, node.keys()::standings).start();
                await().atMost(Duration.ofSeconds(90))
                        .until(() -> records(settings).size() >= standings);
            }
            reports.addAll(records(settings).stream()
                    .filter(record -> record.value() != null
                            && Reports.keys(record.value()).state() != KeyReport.State.GONE)
                    .toList());

            System.out.printf(
                    "%d rules of one provider: %d key reports, %d bytes of keys and values%n",
                    RULES,
                    reports.size(),
                    reports.stream()
                            .mapToInt(record -> record.key().length() + record.value().length)
                            .sum());
            assertThat(reports).hasSize(1);
            assertThat(provider.requests()).isEqualTo(1);
        }
    }

    private static List<ConfigItem> rules(Tokens tokens, Provider provider) {
        return IntStream.range(0, RULES)
                .<ConfigItem>mapToObj(i -> Config.rule(tokens)
                        .id("jr-" + i)
                        .keys(Config.keysAt(provider))
                        .build())
                .toList();
    }

    private static List<ConsumerRecord<String, byte[]>> records(Map<String, Object> settings) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
            while (consumer.position(PARTITION) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }
}
