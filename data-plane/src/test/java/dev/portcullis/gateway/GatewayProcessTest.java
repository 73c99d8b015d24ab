package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.Provider;
import dev.portcullis.gateway.peer.RawClient;
import dev.portcullis.gateway.peer.RawMessage;
import dev.portcullis.gateway.peer.RecordingUpstream;
import dev.portcullis.gateway.peer.Reports;
import dev.portcullis.gateway.peer.SignedRecords;
import dev.portcullis.gateway.peer.Tokens;
import dev.portcullis.model.ConfigItem;
import dev.portcullis.model.HeadReference;
import dev.portcullis.model.InstancePartition;
import dev.portcullis.model.ItemKey;
import dev.portcullis.model.JwkItem;
import dev.portcullis.model.KeyReport;
import dev.portcullis.model.KeySource;
import dev.portcullis.model.NodeReport;
import dev.portcullis.model.RuleItem;
import dev.portcullis.parts.KafkaPart;
import dev.portcullis.policy.KeySourceIds;
import dev.portcullis.secret.SecretKeyRing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node as it runs in production: a process of its own, beside a real broker. */
@SuppressWarnings("FutureReturnValueIgnored") // The close of the producer waits for what it sends.
class GatewayProcessTest {
    private final SignedRecords records = new SignedRecords(Config.INSTANCE);

    private static final Duration LONG = Duration.ofSeconds(90);
    private static final String SECRETS = "k1:" + Base64.getEncoder().encodeToString(new byte[32]);
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    @Test
    void a_node_gets_ready_with_its_configuration_reports_it_and_says_farewell_when_told_to_end(@TempDir Path dir)
            throws Exception {
        int proxy = freePort();
        int admin = freePort();
        try (KafkaPart kafka = KafkaPart.start();
                RecordingUpstream upstream = new RecordingUpstream()) {
            createTopics(kafka);
            Process node = start(kafka, proxy, admin, dir);
            try {
                await().atMost(LONG).until(() -> statusOf(admin, "/live") == 200);
                assertThat(statusOf(admin, "/ready")).isEqualTo(503);
                await().atMost(LONG).until(() -> statusOf(proxy, "/") == 503);

                publish(kafka, 1, Config.route(upstream.url()));

                await().atMost(LONG).until(() -> statusOf(admin, "/ready") == 200);
                assertThat(statusOf(proxy, "/")).isEqualTo(200);
                await().atMost(LONG).until(() -> lastReportIs(kafka, NodeReport.State.CURRENT));

                node.destroy();

                assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(lastReport(kafka, "demo/n1")).isNull();
            } finally {
                node.destroyForcibly();
            }
        }
    }

    @Test
    void settings_that_cannot_be_used_are_named_all_at_once_and_no_secret_with_them(@TempDir Path dir)
            throws Exception {
        ProcessBuilder builder = builder(dir);
        builder.environment().put("PORTCULLIS_PROXY_PORT", "99999");
        builder.environment().put("PORTCULLIS_KEYS_ALLOW_HTTP", "yes");
        builder.environment().put("PORTCULLIS_KEYS_ALLOW_NETWORKS", "10.0.0.0/33");
        builder.environment().put("PORTCULLIS_SECRET_KEYS", "k1:very-secret");
        builder.environment().put("PORTCULLIS_TRUSTED_KEYS", "k1:AAAA");
        builder.environment().put("PORTCULLIS_ENROLMENT_SECRET", "dG9vLXNob3J0");
        Process node = builder.redirectErrorStream(true).start();

        String said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(node.waitFor()).isEqualTo(1);
        assertThat(said)
                .contains("PORTCULLIS_INSTANCE", "PORTCULLIS_KAFKA", "PORTCULLIS_PROXY_PORT: 99999", "secret key k1")
                .contains("PORTCULLIS_TRUSTED_KEYS: trusted key k1: 3 bytes (expected: 32)")
                .contains("PORTCULLIS_KEYS_ALLOW_HTTP: yes", "PORTCULLIS_KEYS_ALLOW_NETWORKS: 10.0.0.0/33")
                .contains("PORTCULLIS_ENROLMENT_SECRET: 9 bytes (expected: 16 or more)")
                .doesNotContain("very-secret", "dG9vLXNob3J0");
    }

    @Test
    void a_node_tells_once_for_all_rules_of_a_source_how_it_stands_with_its_keys_and_takes_it_back_at_the_end(
            @TempDir Path dir) throws Exception {
        Tokens tokens = new Tokens("https://issuer");
        int proxy = freePort();
        int admin = freePort();
        try (KafkaPart kafka = KafkaPart.start();
                Provider elsewhere = new Provider(Provider.ok(Tokens.keySet(tokens)));
                Provider provider = new Provider(Provider.ok(Tokens.keySet(tokens)))) {
            createTopics(kafka);
            String source = sourceId(provider);
            Process node = start(kafka, proxy, admin, dir);
            try {
                publish(kafka, 1, rule(tokens, "jr-1", provider, 0), rule(tokens, "jr-2", provider, 7));
                KeyReport fresh = awaitKeys(kafka, source, KeyReport.State.FRESH);
                assertThat(fresh.location()).isEqualTo(provider.url());
                assertThat(fresh.lastError()).isNull();
                assertThat(fresh.keys())
                        .containsExactly(new KeyReport.ReportedKey(tokens.jwk().members(), List.of("ES256"), null));
                assertThat(provider.requests()).as("both rules name one source").isEqualTo(1);

                provider.become(Provider.status("500 Broken", "hunter2"));
                publish(kafka, 2, rule(tokens, "jr-1", provider, 1));
                KeyReport stale = awaitKeys(kafka, source, KeyReport.State.STALE);
                assertThat(stale.keys()).hasSize(1);
                assertThat(stale.lastError()).isEqualTo("STATUS_NOT_OK: status 500 (expected: 200)");

                publish(kafka, 3, new ItemKey.OfRule(Config.INSTANCE, "jr-1"));
                publish(kafka, 4, rule(tokens, "jr-3", elsewhere, 0));
                awaitKeys(kafka, sourceId(elsewhere), KeyReport.State.FRESH);
                assertThat(lastReport(kafka, "demo/n1/" + source))
                        .as("jr-2 still names it")
                        .isNotNull();
                publish(kafka, 5, new ItemKey.OfRule(Config.INSTANCE, "jr-2"));
                await().atMost(LONG).until(() -> lastReport(kafka, "demo/n1/" + source) == null);
                assertThat(lastReport(kafka, "demo/n1/" + sourceId(elsewhere))).isNotNull();

                node.destroy();

                assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(lastReport(kafka, "demo/n1/" + sourceId(elsewhere))).isNull();
                assertThat(lastReport(kafka, "demo/n1")).isNull();
            } finally {
                node.destroyForcibly();
            }
        }
    }

    private static RuleItem rule(Tokens tokens, String ruleId, Provider provider, long refreshCounter) {
        return Config.rule(tokens)
                .id(ruleId)
                .keys(Config.keysAt(provider, refreshCounter))
                .build();
    }

    private static String sourceId(Provider provider) {
        RuleItem any = rule(new Tokens("https://issuer"), "any", provider, 0);
        return new KeySourceIds(SecretKeyRing.parse(SECRETS)).of(any, (KeySource.Remote) any.keys());
    }

    private static KeyReport awaitKeys(KafkaPart kafka, String sourceId, KeyReport.State state) {
        AtomicReference<@Nullable KeyReport> found = new AtomicReference<>();
        await().atMost(LONG).until(() -> {
            byte @Nullable [] last = lastReport(kafka, "demo/n1/" + sourceId);
            found.set(last == null ? null : Reports.keys(last));
            return found.get() != null && found.get().state() == state;
        });
        return Objects.requireNonNull(found.get());
    }

    @Test
    void a_node_is_ready_once_the_keys_of_its_first_rules_have_come_or_failed_and_stays_so(@TempDir Path dir)
            throws Exception {
        Tokens tokens = new Tokens("https://issuer");
        int proxy = freePort();
        int admin = freePort();
        HeldProvider held = new HeldProvider(Provider.ok(Tokens.keySet(tokens)));
        HeldProvider later = new HeldProvider(Provider.ok(Tokens.keySet(tokens)));
        try (KafkaPart kafka = KafkaPart.start();
                RecordingUpstream upstream = new RecordingUpstream();
                Provider first = new Provider(held);
                Provider failing = new Provider(Provider.status("500 Broken", ""));
                Provider second = new Provider(later)) {
            createTopics(kafka);
            Process node = start(kafka, proxy, admin, dir);
            try {
                publish(
                        kafka,
                        1,
                        Config.route(upstream.url()),
                        rule(tokens, "jr-1", first, 0),
                        rule(tokens, "jr-2", failing, 0));
                await().atMost(LONG).until(() -> lastReportIs(kafka, NodeReport.State.CURRENT));
                held.awaitRequest();
                awaitKeys(kafka, sourceId(failing), KeyReport.State.UNAVAILABLE);
                RawMessage notYet = RawClient.ask(admin, GET.replace(" / ", " /ready "));
                assertThat(notYet.status()).isEqualTo(503);
                assertThat(notYet.body()).contains("\"state\":\"FETCHING_KEYS\"", "\"revision\":1");

                held.open();
                await().atMost(LONG).until(() -> statusOf(admin, "/ready") == 200);

                publish(kafka, 2, rule(tokens, "jr-3", second, 0));
                later.awaitRequest();
                await().atMost(LONG)
                        .until(() -> RawClient.ask(admin, GET.replace(" / ", " /ready "))
                                .body()
                                .contains("\"revision\":2"));
                assertThat(statusOf(admin, "/ready"))
                        .as("a rule that comes later changes nothing of it")
                        .isEqualTo(200);
            } finally {
                held.open();
                later.open();
                node.destroyForcibly();
            }
        }
    }

    @Test
    void a_node_whose_keys_do_not_open_a_secret_says_so_once_and_is_not_ready_until_they_do(@TempDir Path dir)
            throws Exception {
        Tokens tokens = new Tokens("https://issuer");
        int proxy = freePort();
        int admin = freePort();
        try (KafkaPart kafka = KafkaPart.start();
                RecordingUpstream upstream = new RecordingUpstream()) {
            createTopics(kafka);
            Process node = start(kafka, proxy, admin, dir);
            try {
                RuleItem strange =
                        withOctKey(tokens, "k9:" + Base64.getEncoder().encodeToString(new byte[32]));
                publish(kafka, 1, Config.route(upstream.url()), strange);
                await().atMost(LONG).until(() -> lastReportIs(kafka, NodeReport.State.REJECTED));
                RawMessage notReady = RawClient.ask(admin, GET.replace(" / ", " /ready "));
                assertThat(notReady.status()).isEqualTo(503);
                assertThat(notReady.body()).contains("\"state\":\"REJECTED\"", "\"revision\":1");

                publish(kafka, 2, Config.route("http://127.0.0.1:1"));
                await().atMost(LONG).until(() -> lastReportEnforces(kafka, 2));
                assertThat(statusOf(admin, "/ready")).isEqualTo(503);

                publish(kafka, 3, withOctKey(tokens, SECRETS));
                await().atMost(LONG).until(() -> statusOf(admin, "/ready") == 200);
                assertThat(lastReportIs(kafka, NodeReport.State.CURRENT)).isTrue();
            } finally {
                node.destroyForcibly();
            }
            assertThat(Files.readAllLines(dir.resolve("node.log")))
                    .filteredOn(line -> line.contains("does not open"))
                    .singleElement()
                    .asString()
                    .contains("rule jr-1: the secret of its key h1 does not open (sealed by key k9,");
        }
    }

    private static RuleItem withOctKey(Tokens tokens, String sealingKeys) {
        String sealed =
                SecretKeyRing.parse(sealingKeys).seal(new byte[32], KeySource.Inline.place(Config.INSTANCE, "jr-1"));
        JwkItem key = new JwkItem(Map.of("kty", "oct", "kid", "h1"), sealed);
        return Config.rule(tokens).keys(new KeySource.Inline(List.of(key))).build();
    }

    private static boolean lastReportEnforces(KafkaPart kafka, long revision) {
        byte @Nullable [] last = lastReport(kafka, "demo/n1");
        HeadReference enforced = last == null ? null : Reports.node(last).enforced();
        return enforced != null && enforced.revision() == revision;
    }

    private static ProcessBuilder builder(Path dir) {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Gateway.class.getName());
        builder.environment().keySet().removeIf(name -> name.startsWith("PORTCULLIS_"));
        return builder.directory(dir.toFile());
    }

    private static Process start(KafkaPart kafka, int proxy, int admin, Path dir) throws IOException {
        ProcessBuilder builder = builder(dir);
        builder.environment()
                .putAll(environment(
                        "PORTCULLIS_INSTANCE",
                        Config.INSTANCE,
                        "PORTCULLIS_NODE_ID",
                        "n1",
                        "PORTCULLIS_KAFKA",
                        kafka.bootstrapServers(),
                        "PORTCULLIS_PROXY_HOST",
                        "127.0.0.1",
                        "PORTCULLIS_PROXY_PORT",
                        Integer.toString(proxy),
                        "PORTCULLIS_ADMIN_PORT",
                        Integer.toString(admin),
                        "PORTCULLIS_TRUSTED_KEYS",
                        SignedRecords.KEYS.trusted().text(),
                        "PORTCULLIS_ENROLMENT_SECRET",
                        Reports.SECRET,
                        "PORTCULLIS_SECRET_KEYS",
                        SECRETS,
                        "PORTCULLIS_KEYS_ALLOW_HTTP",
                        "true",
                        "PORTCULLIS_KEYS_ALLOW_NETWORKS",
                        "127.0.0.1"));
        return builder.redirectErrorStream(true)
                .redirectOutput(dir.resolve("node.log").toFile())
                .start();
    }

    private static Map<String, String> environment(String... namesAndValues) {
        Map<String, String> environment = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            environment.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return environment;
    }

    /** 0: nobody answers. */
    private static int statusOf(int port, String path) {
        try {
            RawMessage answer = RawClient.ask(port, GET.replace(" / ", " " + path + " "));
            return answer.status();
        } catch (UncheckedIOException | AssertionError e) {
            return 0;
        }
    }

    private static void createTopics(KafkaPart kafka) throws Exception {
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(
                            new NewTopic("portcullis.config", 4, (short) 1),
                            new NewTopic("portcullis.nodes", 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    private void publish(KafkaPart kafka, long revision, ConfigItem... items) {
        publish(kafka, revision, Stream.of(items).map(records::put).toList());
    }

    /** With this revision the item is gone. */
    private void publish(KafkaPart kafka, long revision, ItemKey gone) {
        publish(kafka, revision, List.of(records.remove(gone.text())));
    }

    private void publish(KafkaPart kafka, long revision, List<SignedRecords.Entry> items) {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            items.forEach(item -> send(producer, item));
            send(producer, records.head("e1", revision));
        }
    }

    private static void send(KafkaProducer<String, byte[]> producer, SignedRecords.Entry entry) {
        int partition = InstancePartition.of(Config.INSTANCE, 4);
        producer.send(new ProducerRecord<>("portcullis.config", partition, entry.key(), entry.value()));
    }

    private static boolean lastReportIs(KafkaPart kafka, NodeReport.State state) {
        byte @Nullable [] last = lastReport(kafka, "demo/n1");
        return last != null && Reports.node(last).state() == state;
    }

    private static byte @Nullable [] lastReport(KafkaPart kafka, String key) {
        TopicPartition partition = new TopicPartition("portcullis.nodes", 0);
        byte @Nullable [] last = null;
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, byte[]> report : consumer.poll(Duration.ofMillis(200))) {
                    last = report.key().equals(key) ? report.value() : last;
                }
            }
        }
        return last;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
