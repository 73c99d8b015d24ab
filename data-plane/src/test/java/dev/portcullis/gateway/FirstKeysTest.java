package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.Curve;
import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.Provider;
import dev.portcullis.gateway.peer.RawClient;
import dev.portcullis.gateway.peer.RawMessage;
import dev.portcullis.gateway.peer.RecordingUpstream;
import dev.portcullis.gateway.peer.Tokens;
import dev.portcullis.model.ConfigItem;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that come before the keys of their rule have been fetched for the first time; and how often they are fetched. */
class FirstKeysTest {
    private final Tokens published = new Tokens("https://issuer", "published", Curve.P_256);
    private final Tokens impostor = new Tokens("https://issuer", "published", Curve.P_256);
    private final Tokens fresh = new Tokens("https://issuer", "fresh", Curve.P_256);
    private final Tokens other = new Tokens("https://other");
    private final HeldProvider held = new HeldProvider(Provider.ok(Tokens.keySet(published)));
    private final Provider provider = new Provider(held);
    private final RecordingUpstream upstream = new RecordingUpstream();
    private TestNode node = TestNode.withKeysFromLoopback(Duration.ofHours(1));

    @AfterEach
    void close() throws IOException {
        // First, so that nothing arrives while it closes.
        node.close();
        held.open();
        upstream.close();
        provider.close();
    }

    private Config.RuleBuilder rule(String ruleId) {
        return Config.rule(published).id(ruleId).keys(Config.keysAt(provider));
    }

    private void configure(List<ConfigItem> rules) {
        List<ConfigItem> items = new ArrayList<>(rules);
        items.add(Config.route(upstream.url()));
        node.configure(items);
    }

    private static String get(Tokens issuer) {
        return "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + issuer.token() + "\r\n\r\n";
    }

    private RawMessage ask(Tokens issuer) {
        return RawClient.ask(node.port(), get(issuer));
    }

    private double waits(String effect) {
        var counter = node.metrics()
                .registry()
                .find("portcullis.keys.first.fetch.waits")
                .tag("effect", effect)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    @Test
    void a_request_sent_at_once_waits_for_the_first_fetch_and_its_forged_twin_is_refused_by_what_came() {
        configure(List.of(rule("jr-1").build(), Config.rule(other).id("jr-2").build()));
        try (RawClient good = new RawClient(node.port());
                RawClient forged = new RawClient(node.port())) {
            good.send(get(published));
            forged.send(get(impostor));
            held.awaitRequest();
            await().until(() -> waits("joined_fetch") == 2);
            assertThat(ask(other).status())
                    .as("rules with other keys wait for nothing")
                    .isEqualTo(200);
            held.open();

            assertThat(good.receive().status()).isEqualTo(200);
            RawMessage refused = forged.receive();
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.body()).contains("\"code\":\"SIGNATURE_INVALID\"");
        }
        assertThat(provider.requests()).isEqualTo(1);
    }

    @Test
    void a_provider_that_takes_its_time_costs_no_request_its_answer() {
        held.open();
        configure(List.of(rule("jr-1").build()));

        List<Integer> statuses =
                IntStream.range(0, 25).mapToObj(i -> ask(published).status()).toList();

        assertThat(statuses).containsOnly(200);
        assertThat(provider.requests()).isEqualTo(1);
    }

    @Test
    void a_provider_that_never_answers_is_503_when_its_limit_has_passed_and_at_once_from_then_on() {
        node.close();
        node = TestNode.withImpatientFetches(Duration.ofMillis(300));
        configure(List.of(rule("jr-1").build()));

        RawMessage first = ask(published);
        assertThat(first.status()).isEqualTo(503);
        assertThat(first.body()).contains("\"code\":\"KEYS_UNAVAILABLE\"");
        assertThat(first.field("retry-after")).isEqualTo("1");
        double before = waits("joined_fetch");
        assertThat(ask(published).status()).isEqualTo(503);
        assertThat(waits("joined_fetch")).as("retries are waited for by nobody").isEqualTo(before);
    }

    @Test
    void a_key_that_the_first_fetch_came_too_early_for_is_fetched_by_a_second() {
        configure(List.of(rule("jr-1").build()));
        try (RawClient client = new RawClient(node.port())) {
            client.send(get(fresh));
            held.awaitRequest();
            await().until(() -> waits("joined_fetch") == 1);
            provider.become(Provider.ok(Tokens.keySet(published, fresh)));
            held.open();

            assertThat(client.receive().status()).isEqualTo(200);
        }
        assertThat(provider.requests()).isEqualTo(2);
    }

    @Test
    void a_request_that_waits_for_the_keys_of_a_rule_that_goes_waits_no_longer() {
        configure(List.of(rule("jr-1").build()));
        try (RawClient client = new RawClient(node.port())) {
            client.send(get(published));
            held.awaitRequest();
            await().until(() -> waits("joined_fetch") == 1);
            configure(List.of());

            assertThat(client.receive().body()).contains("\"code\":\"KEYS_UNAVAILABLE\"");
        }
    }

    @Test
    void a_shadow_rule_without_keys_yet_holds_up_nothing() {
        configure(List.of(rule("jr-1").shadow().build()));
        held.awaitRequest();

        assertThat(ask(published).status()).isEqualTo(200);
        assertThat(node.metrics().registry().scrape())
                .contains(
                        "portcullis_shadow_total{code=\"KEYS_UNAVAILABLE\",outcome=\"would_deny\",rule=\"jr-1\"} 1.0");
        assertThat(waits("joined_fetch")).isZero();
    }

    @Test
    void rules_that_are_added_to_a_source_have_nothing_fetched_again() {
        held.open();
        List<ConfigItem> rules = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            rules.add(rule("jr-" + i).build());
            configure(rules);
            node.awaitKeys();
        }

        assertThat(ask(published).status()).isEqualTo(200);
        assertThat(provider.requests()).isEqualTo(1);
    }

    @Test
    void a_refresh_of_one_rule_is_one_fetch_also_when_another_of_the_source_goes_in_the_same_step() {
        held.open();
        ConfigItem refreshed = rule("jr-1").keys(Config.keysAt(provider, 1)).build();
        configure(List.of(
                rule("jr-1").build(),
                rule("jr-2").keys(Config.keysAt(provider, 1)).build()));
        node.awaitKeys();
        assertThat(provider.requests()).isEqualTo(1);

        configure(List.of(refreshed));
        await().until(() -> provider.requests() == 2);
        node.awaitKeys();

        configure(List.of(refreshed, rule("jr-3").keys(Config.keysAt(provider)).build()));
        configure(List.of(refreshed));
        node.awaitKeys();
        assertThat(ask(published).status()).isEqualTo(200);
        assertThat(provider.requests()).isEqualTo(2);
    }

    @Test
    void the_node_is_ready_once_the_keys_of_enabled_rules_have_come_and_asks_for_no_others() throws IOException {
        HeldProvider heldToo = new HeldProvider(Provider.ok(Tokens.keySet(other)));
        try (Provider second = new Provider(heldToo)) {
            ConfigItem disabled = Config.rule(other)
                    .id("jr-2")
                    .keys(Config.keysAt(second))
                    .disabled()
                    .build();
            assertThat(node.keys().areFirstFetchesOver()).as("no rule set yet").isFalse();
            configure(List.of(rule("jr-1").build(), disabled));
            held.awaitRequest();
            assertThat(node.keys().areFirstFetchesOver()).isFalse();

            held.open();
            await().until(() -> node.keys().areFirstFetchesOver());
            configure(List.of(
                    rule("jr-1").build(),
                    Config.rule(other).id("jr-2").keys(Config.keysAt(second)).build()));
            assertThat(node.keys().areFirstFetchesOver())
                    .as("ready stays ready")
                    .isTrue();

            node.live().absent();
            assertThat(node.keys().areFirstFetchesOver()).isFalse();
        } finally {
            heldToo.open();
        }
    }

    @Test
    void a_rule_that_goes_before_its_keys_have_come_keeps_no_node_from_being_ready() {
        configure(List.of(rule("jr-1").build()));
        held.awaitRequest();
        assertThat(node.keys().areFirstFetchesOver()).isFalse();

        configure(List.of());

        assertThat(node.keys().areFirstFetchesOver()).isTrue();
    }
}
