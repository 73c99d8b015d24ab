package dev.portcullis.gateway.keys;

import static dev.portcullis.gateway.keys.KeysBench.at;
import static dev.portcullis.gateway.keys.KeysBench.eventually;
import static dev.portcullis.gateway.keys.KeysBench.options;
import static dev.portcullis.gateway.keys.KeysBench.source;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.keys.FetchFailure.Reason;
import dev.portcullis.gateway.peer.Provider;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DialledAddressTest {
    private final Provider provider = new Provider(Provider.ok("keys: a"));

    @AfterEach
    void close() throws IOException {
        provider.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "keys.test", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]"})
    void the_loopback_is_not_dialled_unless_the_operator_allows_it(String host) {
        try (KeysBench strict = new KeysBench(options(true))) {
            FetchFailure failure = strict.failed(source("http://" + host + ":" + provider.port() + "/"));

            assertThat(failure)
                    .isEqualTo(new FetchFailure(
                            Reason.ADDRESS_REFUSED,
                            "host at a loopback address (expected: a public one, or one that the operator allows)"));
            assertThat(provider.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "keys.test", "[::ffff:127.0.0.1]"})
    void the_loopback_is_dialled_if_the_operator_allows_it(String host) {
        try (KeysBench allowed = new KeysBench(options(true, "127.0.0.1"))) {
            RemoteKeySource source = source("http://" + host + ":" + provider.port() + "/");

            allowed.fetched(source);

            assertThat(allowed.kids(source)).containsExactly("a");
        }
    }

    @Test
    void the_ipv6_loopback_is_told_by_its_own_range() throws IOException {
        try (ServerSocket listener = Provider.plainListener("::1");
                Provider six = new Provider(listener, Provider.ok("keys: a"));
                KeysBench four = new KeysBench(options(true, "127.0.0.0/8"));
                KeysBench both = new KeysBench(options(true, "::1"))) {
            RemoteKeySource source = source("http://[::1]:" + six.port() + "/");

            assertThat(four.failed(source).reason()).isEqualTo(Reason.ADDRESS_REFUSED);
            assertThat(six.connections()).isZero();
            both.fetched(source);
            assertThat(six.heads().getFirst()).contains("host: [::1]:" + six.port());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "[fd00:ec2::254]",
                "10.0.0.1",
                "192.168.0.1",
                "172.16.0.1",
                "100.64.0.1",
                "0.0.0.0",
                "[::]",
                "[fe80::1]",
                "[64:ff9b::a9fe:a9fe]",
                "224.0.0.1",
                "255.255.255.255"
            })
    void an_address_inside_is_not_dialled_because_another_is_allowed(String host) {
        try (KeysBench bench = new KeysBench()) {
            assertThat(bench.failed(source("http://" + host + "/")).reason()).isEqualTo(Reason.ADDRESS_REFUSED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "017700000001", "127.0.0.1."})
    void a_disguised_address_is_not_even_looked_up(String host) {
        try (KeysBench bench = new KeysBench()) {
            bench.names.put(host, List.of("127.0.0.1"));

            assertThat(bench.failed(source("http://" + host + ":" + provider.port() + "/"))
                            .reason())
                    .isEqualTo(Reason.URL_REFUSED);
            assertThat(provider.connections()).isZero();
        }
    }

    @Test
    void plain_http_is_refused_unless_the_operator_allows_it() {
        try (KeysBench bench = new KeysBench(options(false, "127.0.0.0/8"))) {
            assertThat(bench.failed(at(provider)).reason()).isEqualTo(Reason.URL_REFUSED);
            assertThat(provider.connections()).isZero();
        }
    }

    @Test
    void of_several_addresses_only_the_allowed_ones_are_dialled() throws IOException {
        try (KeysBench bench = new KeysBench(options(true, "127.0.0.1"));
                Provider forbidden = new Provider(
                        new ServerSocket(provider.port(), 50, InetAddress.ofLiteral("127.0.0.2")),
                        Provider.ok("keys: evil"))) {
            bench.names.put("keys.test", List.of("127.0.0.2", "127.0.0.1"));

            bench.fetched(at(provider));

            assertThat(bench.kids(at(provider))).containsExactly("a");
            assertThat(forbidden.connections()).isZero();
        }
    }

    @Test
    void a_name_that_changes_its_answer_after_the_check_wins_nothing() throws IOException {
        Deque<String> answers = new ArrayDeque<>(List.of("127.0.0.1", "127.0.0.2"));
        Vertx vertx = Vertx.vertx();
        ManualTimers timers = new ManualTimers(vertx.getOrCreateContext());
        RemoteKeys<Set<String>> keys = new RemoteKeys<>(
                vertx,
                vertx.getOrCreateContext(),
                options(true, "127.0.0.1"),
                KeysBench::parse,
                timers,
                name -> Future.succeededFuture(List.of(InetAddress.ofLiteral(answers.removeFirst()))),
                () -> 0.5,
                new SimpleMeterRegistry());
        RemoteKeySource source = at(provider);
        try (Provider forbidden = new Provider(
                new ServerSocket(provider.port(), 50, InetAddress.ofLiteral("127.0.0.2")), Provider.ok("keys: evil"))) {
            keys.retain(Set.of(source), Set.of());
            eventually().until(() -> keys.of(source).status().state() == KeySetState.FRESH);
            assertThat(answers).as("asked once for one fetch").containsExactly("127.0.0.2");

            timers.advance(Duration.ofMinutes(4));
            eventually().until(() -> keys.of(source).status().state() == KeySetState.STALE_ON_ERROR);

            assertThat(keys.of(source).status().lastFailure())
                    .extracting(FetchFailure::reason)
                    .isEqualTo(Reason.ADDRESS_REFUSED);
            assertThat(keys.of(source).snapshot())
                    .isEqualTo(new KeySnapshot.Available<>(Set.of("a"), ManualTimers.START));
            assertThat(forbidden.connections()).isZero();
        } finally {
            keys.retain(Set.of(), Set.of());
            vertx.close().await();
        }
    }

    @Test
    void names_are_resolved_by_the_hosts_file_and_timers_are_real_where_nothing_is_injected() {
        Vertx vertx = Vertx.vertx();
        RemoteKeySource source = source("http://localhost:" + provider.port() + "/");
        RemoteKeys<Set<String>> strict = engine(vertx, options(true));
        RemoteKeys<Set<String>> allowed = engine(vertx, options(true, "127.0.0.0/8", "::1"));
        try {
            strict.retain(Set.of(source), Set.of());
            allowed.retain(Set.of(source), Set.of());

            eventually().until(() -> allowed.of(source).snapshot() instanceof KeySnapshot.Available<Set<String>>);
            eventually().until(() -> strict.of(source).status().failuresInARow() >= 2);
            assertThat(strict.of(source).status().lastFailure())
                    .extracting(FetchFailure::reason)
                    .isEqualTo(Reason.ADDRESS_REFUSED);
        } finally {
            strict.retain(Set.of(), Set.of());
            allowed.retain(Set.of(), Set.of());
            vertx.close().await();
        }
    }

    private static RemoteKeys<Set<String>> engine(Vertx vertx, RemoteKeysOptions options) {
        return new RemoteKeys<>(vertx, options, KeysBench::parse, InstantSource.system(), new SimpleMeterRegistry());
    }
}
