package dev.portcullis.gateway.keys;

import static dev.portcullis.gateway.keys.KeysBench.at;
import static dev.portcullis.gateway.keys.KeysBench.eventually;
import static dev.portcullis.gateway.keys.KeysBench.source;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.keys.FetchFailure.Reason;
import dev.portcullis.gateway.keys.KeySnapshot.Cause;
import dev.portcullis.gateway.peer.Provider;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The way of one key set through its states. Lifetimes are five minutes, so refreshes are due after four. */
class KeySetLifeTest {
    private static final Duration REFRESH = Duration.ofMinutes(4);

    private final KeysBench bench = new KeysBench();
    private final Provider provider = new Provider(Provider.ok("keys: a b"));
    private final RemoteKeySource source = at(provider);

    @AfterEach
    void close() throws IOException {
        bench.close();
        provider.close();
    }

    private KeySourceStatus awaitFetchedAt(Instant time) {
        return bench.awaitStatus(
                source, status -> status.state() == KeySetState.FRESH && time.equals(status.fetchedAt()));
    }

    @Test
    void keys_are_there_once_the_first_fetch_has_ended() {
        CountDownLatch mayAnswer = new CountDownLatch(1);
        provider.become((socket, out) -> {
            mayAnswer.await();
            Provider.ok("keys: a b").answer(socket, out);
        });

        FetchedKeySet<Set<String>> set = bench.keys.of(source);
        bench.keys.retain(Set.of(source), Set.of());
        bench.awaitState(source, KeySetState.FETCHING);
        assertThat(set.snapshot()).isEqualTo(new KeySnapshot.Unavailable<>(Cause.NOT_YET_FETCHED));

        mayAnswer.countDown();
        bench.awaitState(source, KeySetState.FRESH);
        assertThat(bench.kids(source)).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void operators_see_what_is_held_and_when_it_will_change() {
        KeySourceStatus status = bench.fetched(source);

        assertThat(status.location()).isEqualTo("http://keys.test:" + provider.port() + "/jwks");
        assertThat(status.keys()).containsExactly(KeysBench.fact("a"), KeysBench.fact("b"));
        assertThat(status.unavailable()).isNull();
        assertThat(status.fetchedAt()).isEqualTo(ManualTimers.START);
        assertThat(status.nextFetchAt()).isEqualTo(ManualTimers.START.plus(REFRESH));
        assertThat(status.lastFailure()).isNull();
        assertThat(bench.keys.statuses()).containsExactly(status);
        assertThat(bench.registry
                        .get("portcullis.keys.sources")
                        .tag("state", "fresh")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(bench.count("portcullis.keys.fetches", "outcome", "ok")).isEqualTo(1);
    }

    @Test
    void keys_are_refreshed_ahead_of_their_end_and_serve_meanwhile() {
        bench.fetched(source);
        CountDownLatch mayAnswer = new CountDownLatch(1);
        provider.become((socket, out) -> {
            mayAnswer.await();
            Provider.ok("keys: c").answer(socket, out);
        });

        bench.timers.advance(REFRESH.minusMillis(1));
        bench.settle();
        assertThat(bench.status(source).state()).isEqualTo(KeySetState.FRESH);
        bench.timers.advance(Duration.ofMillis(1));
        bench.awaitState(source, KeySetState.REFRESHING);
        assertThat(bench.kids(source)).containsExactlyInAnyOrder("a", "b");

        mayAnswer.countDown();
        awaitFetchedAt(ManualTimers.START.plus(REFRESH));
        assertThat(bench.kids(source)).containsExactly("c");
        assertThat(provider.requests()).isEqualTo(2);
    }

    @Test
    void the_provider_says_how_long_keys_live() {
        provider.become(Provider.ok("keys: a", "Cache-Control: max-age=1000"));

        assertThat(bench.fetched(source).nextFetchAt()).isEqualTo(ManualTimers.START.plusSeconds(800));
    }

    @Test
    void a_failed_refresh_keeps_the_keys_and_backs_off() {
        bench.fetched(source);
        provider.become(Provider.status("503 Busy", "keys: evil"));

        bench.timers.advance(REFRESH);
        KeySourceStatus status = bench.awaitState(source, KeySetState.STALE_ON_ERROR);
        assertThat(status.lastFailure())
                .isEqualTo(new FetchFailure(Reason.STATUS_NOT_OK, "status 503 (expected: 200)"));
        assertThat(status.failedAt()).isEqualTo(bench.timers.now());
        assertThat(status.nextFetchAt()).isEqualTo(bench.timers.now().plusMillis(750));
        assertThat(bench.kids(source)).containsExactlyInAnyOrder("a", "b");

        bench.timers.advance(Duration.ofMillis(750));
        status = bench.awaitStatus(source, next -> next.failuresInARow() == 2);
        assertThat(status.nextFetchAt()).isEqualTo(bench.timers.now().plusMillis(1500));

        provider.become(Provider.ok("keys: c"));
        bench.timers.advance(Duration.ofMillis(1500));
        status = awaitFetchedAt(bench.timers.now());
        assertThat(status.failuresInARow()).isZero();
        assertThat(status.lastFailure()).isNotNull();
        assertThat(bench.kids(source)).containsExactly("c");
        assertThat(bench.count("portcullis.keys.fetches", "outcome", "status_not_ok"))
                .isEqualTo(2);
    }

    @Test
    void kept_keys_serve_up_to_the_limit_and_no_longer() {
        bench.fetched(source);
        provider.become(Provider.status("503 Busy", ""));
        Duration limit = Lifetime.USUAL.plus(KeysBench.STALE_LIMIT);
        bench.timers.advance(REFRESH);
        bench.awaitState(source, KeySetState.STALE_ON_ERROR);

        bench.timers.advance(limit.minus(REFRESH).minusMillis(1));
        assertThat(bench.kids(source)).containsExactlyInAnyOrder("a", "b");
        bench.timers.advance(Duration.ofMillis(1));
        assertThat(bench.keys.of(source).snapshot()).isEqualTo(new KeySnapshot.Unavailable<>(Cause.TOO_OLD));
        assertThat(bench.status(source).keys()).isEmpty();

        Instant retryAt = bench.awaitState(source, KeySetState.BACKING_OFF).nextFetchAt();
        provider.become(Provider.ok("keys: c"));
        bench.timers.advance(Duration.between(bench.timers.now(), Objects.requireNonNull(retryAt)));
        bench.awaitState(source, KeySetState.FRESH);
        assertThat(bench.kids(source)).containsExactly("c");
    }

    @Test
    void a_set_that_does_not_parse_keeps_the_last_good_one() {
        bench.fetched(source);
        provider.become(Provider.ok("<html>hunter2</html>"));

        bench.timers.advance(REFRESH);
        KeySourceStatus status = bench.awaitState(source, KeySetState.STALE_ON_ERROR);

        assertThat(Objects.requireNonNull(status.lastFailure()).reason()).isEqualTo(Reason.KEY_SET_REFUSED);
        assertThat(status.toString()).doesNotContain("hunter2");
        assertThat(bench.kids(source)).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void a_parser_that_throws_is_a_failed_fetch_that_quotes_nothing() {
        provider.become(Provider.ok("throw hunter2"));

        assertThat(bench.failed(source))
                .isEqualTo(new FetchFailure(Reason.INTERNAL, "IllegalStateException (expected: no exception)"));
        assertThat(bench.keys.of(source).snapshot()).isEqualTo(new KeySnapshot.Unavailable<>(Cause.NEVER_SUCCEEDED));
    }

    @Test
    void an_operator_has_keys_fetched_anew() {
        bench.fetched(source);
        bench.timers.advance(Duration.ofSeconds(1));
        provider.become(Provider.ok("keys: c"));

        bench.keys.retain(Set.of(source), Set.of());
        bench.settle();
        assertThat(bench.status(source).state()).isEqualTo(KeySetState.FRESH);
        bench.keys.retain(Set.of(source), Set.of(source));
        awaitFetchedAt(ManualTimers.START.plusSeconds(1));

        assertThat(bench.kids(source)).containsExactly("c");
        assertThat(provider.requests()).isEqualTo(2);
    }

    @Test
    void a_set_that_is_only_asked_for_is_not_fetched() {
        bench.keys.of(source);
        bench.settle();
        assertThat(bench.timers.waiting()).isZero();
        assertThat(bench.status(source).fetchedAt()).isNull();

        bench.keys.retain(Set.of(source), Set.of());
        bench.awaitState(source, KeySetState.FRESH);
        assertThat(provider.requests()).isEqualTo(1);
    }

    @Test
    void to_ask_for_a_set_and_then_to_have_it_fetched_anew_is_one_fetch() {
        bench.keys.of(source);
        bench.keys.retain(Set.of(source), Set.of(source));
        bench.awaitState(source, KeySetState.FRESH);
        bench.settle();

        assertThat(bench.status(source).state()).isEqualTo(KeySetState.FRESH);
        assertThat(provider.requests()).isEqualTo(1);
    }

    @Test
    void a_refresh_asked_for_during_a_fetch_leads_to_one_more() {
        CountDownLatch mayAnswer = new CountDownLatch(1);
        provider.become((socket, out) -> {
            mayAnswer.await();
            Provider.ok("keys: old").answer(socket, out);
        });
        bench.keys.retain(Set.of(source), Set.of());
        eventually().until(() -> provider.requests() == 1);

        bench.keys.retain(Set.of(source), Set.of(source));
        bench.keys.retain(Set.of(source), Set.of(source));
        bench.settle();
        provider.become(Provider.ok("keys: new"));
        mayAnswer.countDown();

        eventually().until(() -> bench.kids(source).contains("new"));
        assertThat(provider.requests()).isEqualTo(2);
    }

    @Test
    void a_source_that_no_rule_names_any_longer_goes_with_its_timers() {
        bench.fetched(source);
        FetchedKeySet<Set<String>> held = bench.keys.of(source);
        assertThat(bench.timers.waiting()).isEqualTo(2);

        bench.keys.retain(Set.of(), Set.of());
        bench.settle();

        assertThat(bench.keys.statuses()).isEmpty();
        assertThat(bench.timers.waiting()).isZero();
        bench.timers.advance(Duration.ofDays(2));
        held.refetchForUnknownKid().join();
        assertThat(held.snapshot())
                .as("whoever holds it decides by what it was")
                .isEqualTo(new KeySnapshot.Available<>(Set.of("a", "b"), ManualTimers.START));
        assertThat(provider.requests()).isEqualTo(1);
    }

    @Test
    void one_providers_failure_touches_no_other() throws IOException {
        try (Provider hanging = new Provider(Provider.sendAndHang(""));
                Provider failing = new Provider(Provider.status("500 Broken", ""))) {
            RemoteKeySource nowhere = source("http://nowhere.test/jwks");
            RemoteKeySource nonsense = source("::nonsense::");
            bench.keys.retain(Set.of(at(hanging), at(failing), nowhere, nonsense, source), Set.of());

            bench.awaitState(source, KeySetState.FRESH);
            bench.awaitState(at(failing), KeySetState.BACKING_OFF);
            bench.awaitState(nowhere, KeySetState.BACKING_OFF);
            bench.awaitState(nonsense, KeySetState.BACKING_OFF);
            assertThat(bench.status(at(hanging)).state()).isEqualTo(KeySetState.FETCHING);
            assertThat(bench.kids(source)).containsExactlyInAnyOrder("a", "b");
        }
    }
}
