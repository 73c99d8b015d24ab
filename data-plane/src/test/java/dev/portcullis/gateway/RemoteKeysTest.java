package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.Curve;
import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.Http2Client;
import dev.portcullis.gateway.peer.Provider;
import dev.portcullis.gateway.peer.RawClient;
import dev.portcullis.gateway.peer.RawMessage;
import dev.portcullis.gateway.peer.RecordingUpstream;
import dev.portcullis.gateway.peer.Tokens;
import dev.portcullis.gateway.ruleset.PublishedRuleKeys.Standing;
import dev.portcullis.model.ConfigItem;
import dev.portcullis.model.KeySource;
import dev.portcullis.model.PathPattern;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole node whose rules' keys are published by a provider on a socket. */
class RemoteKeysTest {
    /** So long that no test sees two of them. */
    private static final Duration LONG = Duration.ofHours(1);

    private final Tokens old = new Tokens("https://issuer", "old", Curve.P_256);
    private final Tokens fresh = new Tokens("https://issuer", "fresh", Curve.P_256);
    private final Tokens other = new Tokens("https://other");
    private final Provider provider = new Provider(publishing(old));
    private final RecordingUpstream upstream = new RecordingUpstream();
    private final TestNode node = TestNode.withKeysFromLoopback(LONG);

    @AfterEach
    void close() throws IOException {
        node.close();
        upstream.close();
        provider.close();
    }

    private static Provider.Script publishing(Tokens... issuers) {
        return Provider.ok(Tokens.keySet(issuers));
    }

    private ConfigItem rule() {
        return Config.rule(old).keys(Config.keysAt(provider)).build();
    }

    private void configure(ConfigItem... rules) {
        node.configure(IntStream.rangeClosed(0, rules.length)
                .mapToObj(i -> i == 0 ? Config.route(upstream.url()) : rules[i - 1])
                .toList());
    }

    private static String get(String target, Tokens issuer) {
        return "GET " + target + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + issuer.token() + "\r\n\r\n";
    }

    /** The node has the keys of the old issuer; the next fetch gets no answer before the test lets it. */
    private HeldProvider fetchOnceAndThenHold(Provider.Script next) {
        configure(rule());
        node.awaitKeys();
        HeldProvider held = new HeldProvider(next);
        provider.become(held);
        return held;
    }

    private RawMessage ask(Tokens issuer) {
        return RawClient.ask(node.port(), get("/", issuer));
    }

    private int status(Tokens issuer) {
        return ask(issuer).status();
    }

    @Test
    void a_new_kid_is_let_in_and_no_request_is_refused_while_keys_are_rotated() throws Exception {
        configure(rule());
        node.awaitKeys();
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        Thread traffic = Thread.ofVirtual().start(() -> {
            try (RawClient client = new RawClient(node.port())) {
                while (!over.get()) {
                    refused.addAndGet(client.send(get("/", old)).receive().status() == 200 ? 0 : 1);
                    answered.incrementAndGet();
                }
            }
        });
        await().until(() -> answered.get() > 5);

        provider.become(publishing(old, fresh));
        assertThat(status(fresh)).isEqualTo(200);
        int before = answered.get();
        await().until(() -> answered.get() > before + 5);
        over.set(true);
        traffic.join();

        assertThat(refused).hasValue(0);
        assertThat(provider.requests()).isEqualTo(2);
    }

    @Test
    void keys_of_another_algorithm_are_followed() {
        Tokens es384 = new Tokens("https://issuer", "es384", Curve.P_384);
        configure(rule());
        node.awaitKeys();

        provider.become(publishing(es384));

        assertThat(status(es384)).isEqualTo(200);
        RawMessage withdrawn = ask(old);
        assertThat(withdrawn.status()).isEqualTo(401);
        assertThat(withdrawn.body()).contains("ALGORITHM_NOT_ALLOWED");
    }

    @Test
    void ten_rules_of_one_source_that_come_one_by_one_cause_one_fetch() {
        List<ConfigItem> rules = new ArrayList<>(List.of(Config.route(upstream.url())));
        for (int i = 1; i <= 10; i++) {
            rules.add(
                    Config.rule(old).id("jr-" + i).keys(Config.keysAt(provider)).build());
            node.configure(rules);
            node.awaitKeys();
        }
        node.configure(rules.subList(0, 6));
        assertThat(status(old)).isEqualTo(200);

        assertThat(provider.requests()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"keys\":[]}",
                "{\"keys\":[{\"kty\":\"XYZ\",\"kid\":\"old\"}]}",
                "{\"keys\":[OLD,\"use\":\"enc\"}]}",
                "{\"keys\":[OLD,\"key_ops\":[\"encrypt\"]}]}",
                "{\"keys\":[OLD,\"alg\":\"RSA-OAEP\"}]}",
                "{\"keys\":[OLD,\"d\":\"AA\"}]}"
            })
    void a_set_without_a_usable_key_revokes_those_before_and_the_next_one_is_followed(String set) {
        configure(rule());
        node.awaitKeys();
        assertThat(status(old)).isEqualTo(200);
        String key = JsonObject.mapFrom(old.jwk().members()).encode();

        provider.become(Provider.ok(set.replace("OLD", key.substring(0, key.length() - 1))));
        refresh(1);
        await().untilAsserted(() -> assertThat(ask(old).body()).contains("ALGORITHM_NOT_ALLOWED"));
        assertThat(status(old)).isEqualTo(401);

        provider.become(publishing(old));
        refresh(2);
        await().untilAsserted(() -> assertThat(status(old)).isEqualTo(200));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "", "{\"keys\":null}", "{\"keys\":[7]}", "<html>", "{\"error\":\"later\"}"})
    void what_is_no_key_set_revokes_nothing(String answer) {
        configure(rule());
        node.awaitKeys();

        provider.become(Provider.ok(answer));
        refresh(1);
        await().until(() -> failures() > 0);

        assertThat(status(old)).isEqualTo(200);
    }

    /** An operator has the keys fetched anew. */
    private void refresh(long counter) {
        configure(Config.rule(old).keys(Config.keysAt(provider, counter)).build());
    }

    private int failures() {
        return node.keys().standings().stream()
                .mapToInt(standing -> standing instanceof Standing.Followed followed
                        ? followed.status().failuresInARow()
                        : 0)
                .sum();
    }

    @Test
    void a_storm_of_unknown_kids_is_one_fetch_and_holds_up_no_other_token() throws Exception {
        HeldProvider held = fetchOnceAndThenHold(publishing(old));
        AtomicInteger notFound = new AtomicInteger();
        List<Thread> storm = IntStream.range(0, 20)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    try (RawClient client = new RawClient(node.port())) {
                        for (int n = 0; n < 50; n++) {
                            Tokens unknown = new Tokens("https://issuer", "unknown-" + i + "-" + n, Curve.P_256);
                            RawMessage answer = client.send(get("/", unknown)).receive();
                            assertThat(answer.body()).contains("KEY_NOT_FOUND");
                            notFound.incrementAndGet();
                        }
                    }
                }))
                .toList();
        held.awaitRequest();

        assertThat(status(old)).as("while the others wait").isEqualTo(200);
        assertThat(notFound).hasValue(0);
        held.open();
        for (Thread client : storm) {
            client.join();
        }

        assertThat(notFound).hasValue(1_000);
        assertThat(provider.requests()).isEqualTo(2);
        assertThat(status(old)).isEqualTo(200);
    }

    @Test
    void a_fetch_that_left_before_the_key_was_published_is_not_the_last_word() throws Exception {
        HeldProvider held = fetchOnceAndThenHold(publishing(old));
        configure(Config.rule(old).keys(Config.keysAt(provider, 1)).build());
        held.awaitRequest();
        provider.become(publishing(old, fresh));
        try (RawClient client = new RawClient(node.port())) {
            client.send(get("/", fresh));
            await().until(() -> joinedFetches() == 1);
            held.open();

            assertThat(client.receive().status()).isEqualTo(200);
        }
        assertThat(provider.requests()).isEqualTo(3);
    }

    private double joinedFetches() {
        var counter = node.metrics()
                .registry()
                .find("portcullis.keys.unknown.kids")
                .tag("effect", "joined_fetch")
                .counter();
        return counter == null ? 0 : counter.count();
    }

    @Test
    void what_waits_keeps_its_body_and_its_place_on_the_connection() {
        HeldProvider held = fetchOnceAndThenHold(publishing(old, fresh));
        try (RawClient client = new RawClient(node.port())) {
            client.send("POST /first HTTP/1.1\r\nHost: a\r\nContent-Length: 200005\r\nAuthorization: Bearer "
                    + fresh.token() + "\r\n\r\n");
            held.awaitRequest();
            client.send("hello" + "x".repeat(200_000));
            client.send(get("/second", old));
            held.open();

            assertThat(client.receive().status()).isEqualTo(200);
            assertThat(client.receive().status()).isEqualTo(200);
        }
        assertThat(upstream.requests()).extracting(RawMessage::target).containsExactly("/first", "/second");
        assertThat(upstream.requests().getFirst().body()).hasSize(200_005).startsWith("hellox");
    }

    @Test
    void one_stream_waits_and_another_of_the_same_connection_does_not() throws IOException {
        HeldProvider held = fetchOnceAndThenHold(publishing(old, fresh));
        try (Http2Client client = new Http2Client(node.port())) {
            int waiting = client.send("hello", http2("/first", fresh));
            int takenBack = client.send(null, http2("/taken-back", fresh));
            held.awaitRequest();
            client.reset(takenBack);

            assertThat(client.ask(null, http2("/second", old)).status()).isEqualTo(200);
            assertThat(upstream.requests()).extracting(RawMessage::target).containsExactly("/second");
            held.open();
            assertThat(client.answer(waiting).status()).isEqualTo(200);
        }
        assertThat(upstream.requests()).extracting(RawMessage::target).containsExactly("/second", "/first");
        assertThat(upstream.requests().getLast().body()).isEqualTo("hello");
        assertThat(status(fresh)).isEqualTo(200);
    }

    private static String[] http2(String path, Tokens issuer) {
        return new String[] {
            ":method",
            "POST",
            ":scheme",
            "http",
            ":path",
            path,
            ":authority",
            "a",
            "authorization",
            "Bearer " + issuer.token()
        };
    }

    @Test
    void what_waits_is_counted_once_and_by_what_it_came_to() {
        configure(
                rule(),
                Config.rule(old)
                        .id("jr-2")
                        .keys(Config.keysAt(provider))
                        .shadow()
                        .audience("shop")
                        .build());
        node.awaitKeys();
        provider.become(publishing(old, fresh));

        assertThat(status(fresh)).isEqualTo(200);

        await().untilAsserted(() -> assertThat(node.metrics().registry().scrape())
                .contains("portcullis_requests_total{code=\"\",outcome=\"authenticated\"} 1.0")
                .contains("portcullis_requests_total{code=\"KEY_NOT_FOUND\",outcome=\"denied\"} 0.0")
                .contains("portcullis_decision_seconds_count 1")
                .contains(
                        "portcullis_shadow_total{code=\"AUDIENCE_MISMATCH\",outcome=\"would_deny\",rule=\"jr-2\"} 1.0")
                .doesNotContain("portcullis_shadow_total{code=\"KEY_NOT_FOUND\""));
    }

    @Test
    void a_client_that_goes_while_its_request_waits_leaves_nothing_behind() {
        HeldProvider held = fetchOnceAndThenHold(publishing(old, fresh));
        try (RawClient client = new RawClient(node.port())) {
            client.send(get("/gone", fresh));
            held.awaitRequest();
        }
        awaitOnEventLoops();
        held.open();

        await().until(() -> status(fresh) == 200);
        assertThat(upstream.requests()).extracting(RawMessage::target).doesNotContain("/gone");
        assertThat(node.metrics().registry().scrape())
                .contains("portcullis_requests_total{code=\"INTERNAL\",outcome=\"denied\"} 0.0");
    }

    /** What was sent before has been seen by the only event loop. */
    private void awaitOnEventLoops() {
        try (RawClient client = new RawClient(node.port())) {
            assertThat(client.send(get("/", old)).receive().status()).isEqualTo(200);
        }
    }

    @Test
    void a_request_that_waits_during_a_swap_ends_under_the_rules_it_began_with() {
        HeldProvider held = fetchOnceAndThenHold(publishing(old, fresh));
        try (RawClient client = new RawClient(node.port())) {
            client.send(get("/", fresh));
            held.awaitRequest();
            configure(Config.rule(other).id("jr-3").build(), rule());
            held.open();
            assertThat(client.receive().status()).isEqualTo(200);
        }
    }

    @Test
    void a_request_that_waits_for_keys_of_a_rule_that_goes_waits_no_longer() {
        HeldProvider held = fetchOnceAndThenHold(publishing(old, fresh));
        try (RawClient client = new RawClient(node.port())) {
            client.send(get("/", fresh));
            held.awaitRequest();
            configure();
            assertThat(client.receive().body()).contains("KEY_NOT_FOUND");
            assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                            .receive()
                            .status())
                    .isEqualTo(200);
        } finally {
            held.open();
        }
    }

    @Test
    void the_keys_of_a_disabled_rule_are_there_before_it_is_enabled() {
        configure(Config.rule(old).keys(Config.keysAt(provider)).disabled().build());
        node.awaitKeys();
        assertThat(provider.requests()).isEqualTo(1);

        configure(rule());

        assertThat(status(old)).isEqualTo(200);
        assertThat(status(fresh)).isEqualTo(401);
        assertThat(provider.requests()).as("the second was for the unknown kid").isEqualTo(2);
    }

    @Test
    void an_operator_has_keys_fetched_anew_by_raising_the_counter() {
        configure(rule());
        node.awaitKeys();
        assertThat(status(old)).isEqualTo(200);
        provider.become(publishing(fresh));

        configure(Config.rule(old).keys(Config.keysAt(provider, 1)).build());

        await().until(() -> status(old) == 401);
        assertThat(status(fresh)).isEqualTo(200);
    }

    @Test
    void a_shadow_rule_with_an_unknown_kid_holds_up_nothing_and_has_it_fetched() {
        configure(Config.rule(old).keys(Config.keysAt(provider)).shadow().build());
        node.awaitKeys();
        HeldProvider held = new HeldProvider(publishing(old, fresh));
        provider.become(held);

        assertThat(status(fresh)).isEqualTo(200);
        held.awaitRequest();
        held.open();
        node.awaitKeys();

        assertThat(status(fresh)).isEqualTo(200);
        assertThat(node.metrics().registry().scrape())
                .contains("portcullis_shadow_total{code=\"KEY_NOT_FOUND\",outcome=\"would_deny\",rule=\"jr-1\"} 1.0")
                .contains("portcullis_shadow_total{code=\"\",outcome=\"admit\",rule=\"jr-1\"} 1.0");
    }

    @Test
    void tokens_that_only_a_shadow_rule_asks_about_take_no_place_from_those_that_wait() {
        configure(
                Config.rule(old).keys(Config.keysAt(provider)).blacklist().build(),
                Config.condition("az-1", PathPattern.Match.PREFIX, "/strict"),
                Config.rule(old)
                        .id("jr-2")
                        .keys(Config.keysAt(provider))
                        .shadow()
                        .build());
        node.awaitKeys();
        HeldProvider held = new HeldProvider(publishing(old, fresh));
        provider.become(held);
        try (RawClient flood = new RawClient(node.port());
                RawClient client = new RawClient(node.port())) {
            for (int i = 0; i < 5_000; i++) {
                assertThat(flood.send(get("/", fresh)).receive().status()).isEqualTo(200);
            }
            held.awaitRequest();
            double before = joinedFetches();

            client.send(get("/strict", fresh));
            await().until(() -> joinedFetches() > before);
            held.open();

            assertThat(client.receive().status()).isEqualTo(200);
        }
    }

    @Test
    void a_revision_that_does_not_compile_leaves_the_keys_of_the_one_in_force_as_they_are() throws IOException {
        configure(rule());
        node.awaitKeys();
        try (Provider second = new Provider(publishing(other))) {
            configure(
                    rule(),
                    Config.rule(other).id("jr-2").keys(Config.keysAt(second)).build(),
                    Config.condition("az-1", PathPattern.Match.REGEX, "("));

            assertThat(node.keys().standings())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Standing.Followed.class,
                            one -> assertThat(one.status().location()).isEqualTo(provider.url()));
            await().until(() -> sources() == 1);
            assertThat(status(old)).isEqualTo(200);
            assertThat(provider.requests()).isEqualTo(1);
        }
    }

    @Test
    void without_a_configuration_no_keys_are_followed() {
        configure(rule());
        node.awaitKeys();

        node.live().absent();

        assertThat(node.keys().standings()).isEmpty();
        assertThat(sources()).isZero();
    }

    private double sources() {
        return node.metrics().registry().get("portcullis.keys.sources").gauges().stream()
                .mapToDouble(gauge -> gauge.value())
                .sum();
    }

    @Test
    void a_sealed_header_goes_with_the_fetch_and_one_that_does_not_open_keeps_its_rule_alone_without_keys() {
        String place = KeySource.FetchHeader.place(Config.INSTANCE, "jr-1", "x-api-key");
        ConfigItem second = Config.rule(other).id("jr-2").build();
        configure(withHeader(TestNode.seal("hunter2", place + "-elsewhere")), second);
        assertThat(ask(old).body()).contains("KEYS_UNAVAILABLE");
        assertThat(status(other)).isEqualTo(200);
        assertThat(node.keys().standings())
                .singleElement()
                .usingRecursiveComparison()
                .ignoringFields("sourceId")
                .isEqualTo(new Standing.Unusable(
                        "any",
                        provider.url(),
                        "header X-Api-Key: does not open (expected: sealed by a key of this node)"));
        assertThat(provider.connections()).isZero();

        configure(withHeader(TestNode.seal("hunter2", place)), second);
        node.awaitKeys();

        assertThat(status(old)).isEqualTo(200);
        assertThat(provider.heads().getFirst()).contains("X-Api-Key: hunter2");
        assertThat(node.keys().standings().toString()).doesNotContain("hunter2");
    }

    private ConfigItem withHeader(String sealed) {
        KeySource.KeyFetch fetch =
                new KeySource.KeyFetch(List.of(new KeySource.FetchHeader("X-Api-Key", sealed)), null, 0);
        return Config.rule(old)
                .keys(new KeySource.JwksUri(provider.url(), fetch))
                .build();
    }

    @Test
    void the_keys_of_one_issuer_verify_no_token_of_another() throws IOException {
        Tokens impostor = new Tokens("https://other", "old", Curve.P_256);
        try (Provider second = new Provider(publishing(other))) {
            configure(
                    rule(),
                    Config.rule(other).id("jr-2").keys(Config.keysAt(second)).build());
            node.awaitKeys();
            provider.become(publishing(old, impostor));

            assertThat(status(impostor)).isEqualTo(401);

            assertThat(status(other)).isEqualTo(200);
            assertThat(provider.requests())
                    .as("the other issuer's provider was asked")
                    .isEqualTo(1);
        }
    }

    @Test
    void a_discovery_document_leads_to_the_keys() {
        String issuer = "http://127.0.0.1:" + provider.port();
        Tokens discovered = new Tokens(issuer);
        provider.become((socket, out) -> {
            boolean document = provider.heads().getLast().startsWith("GET /.well-known/openid-configuration ");
            String body = document
                    ? "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + provider.url() + "\"}"
                    : Tokens.keySet(discovered);
            Provider.ok(body).answer(socket, out);
        });
        configure(Config.rule(discovered)
                .keys(new KeySource.Discovery(KeySource.KeyFetch.PLAIN))
                .build());
        node.awaitKeys();

        assertThat(status(discovered)).isEqualTo(200);
        assertThat(provider.requests()).isEqualTo(2);
    }
}
