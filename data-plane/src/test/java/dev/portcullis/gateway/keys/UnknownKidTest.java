package dev.portcullis.gateway.keys;

import static dev.portcullis.gateway.keys.KeysBench.at;
import static dev.portcullis.gateway.keys.KeysBench.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.keys.RemoteKeySource.FetchHeader;
import dev.portcullis.gateway.peer.Provider;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnknownKidTest {
    private static final int MANY = 10_000;

    /** How many may wait for one source, if none waits for another. */
    private static final int PLACES = RemoteKeys.MAX_WAITING * 7 / 8;

    private final KeysBench bench = new KeysBench();
    private final Provider provider = new Provider(Provider.ok("keys: old"));
    private final RemoteKeySource source = at(provider);
    private final CountDownLatch mayAnswer = new CountDownLatch(1);

    @BeforeEach
    void holdOldKeys() {
        bench.fetched(source);
        provider.become((socket, out) -> {
            mayAnswer.await();
            Provider.ok("keys: old new").answer(socket, out);
        });
    }

    @AfterEach
    void close() throws IOException {
        mayAnswer.countDown();
        bench.close();
        provider.close();
    }

    private List<CompletableFuture<?>> ask(int times) {
        return IntStream.range(0, times)
                .<CompletableFuture<?>>mapToObj(i -> bench.keys.of(source).refetchForUnknownKid())
                .toList();
    }

    private static CompletableFuture<?> all(List<CompletableFuture<?>> several) {
        return CompletableFuture.allOf(several.toArray(CompletableFuture<?>[]::new));
    }

    @Test
    void all_waiting_requests_share_one_fetch_and_then_have_the_new_key() {
        List<CompletableFuture<?>> waiting = ask(PLACES);
        eventually().until(() -> provider.requests() == 2);
        bench.settle();
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        assertThat(bench.kids(source)).as("known kids are not delayed").containsExactly("old");

        mayAnswer.countDown();
        all(waiting).join();

        assertThat(bench.kids(source)).containsExactlyInAnyOrder("old", "new");
        assertThat(provider.requests()).isEqualTo(2);
        assertThat(bench.count("portcullis.keys.unknown.kids", "effect", "started_fetch"))
                .isEqualTo(1);
        assertThat(bench.count("portcullis.keys.unknown.kids", "effect", "joined_fetch"))
                .isEqualTo(PLACES - 1);
    }

    @Test
    void when_too_many_wait_the_others_are_not_kept_and_places_become_free_again() {
        List<CompletableFuture<?>> waiting = ask(PLACES);
        all(ask(MANY)).join();
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        assertThat(bench.count("portcullis.keys.unknown.kids", "effect", "turned_away"))
                .isEqualTo(MANY);

        mayAnswer.countDown();
        all(waiting).join();
        bench.timers.advance(Duration.ofSeconds(30));
        all(ask(PLACES)).join();

        assertThat(provider.requests()).isGreaterThanOrEqualTo(3);
        assertThat(bench.count("portcullis.keys.unknown.kids", "effect", "turned_away"))
                .isEqualTo(MANY);
    }

    @Test
    void a_provider_that_hangs_leaves_places_to_those_who_wait_for_another() throws IOException {
        try (Provider second = new Provider(Provider.ok("keys: old"))) {
            RemoteKeySource other = at(second);
            bench.keys.retain(Set.of(source, other), Set.of());
            bench.awaitState(other, KeySetState.FRESH);
            List<CompletableFuture<?>> waiting = ask(MANY);
            eventually().until(() -> provider.requests() == 2);
            CountDownLatch secondMayAnswer = new CountDownLatch(1);
            second.become((socket, out) -> {
                secondMayAnswer.await();
                Provider.ok("keys: old new").answer(socket, out);
            });

            CompletableFuture<?> own = bench.keys.of(other).refetchForUnknownKid();
            bench.settle();
            assertThat(own).isNotDone();
            secondMayAnswer.countDown();
            own.join();

            assertThat(bench.kids(other)).contains("new");
            assertThat(waiting.getFirst()).isNotDone();
        }
    }

    @Test
    void who_does_not_wait_has_the_keys_fetched_and_takes_no_place() {
        FetchedKeySet<Set<String>> set = bench.keys.of(source);
        IntStream.range(0, MANY).forEach(i -> set.refetchUnawaited());
        eventually().until(() -> provider.requests() == 2);

        List<CompletableFuture<?>> waiting = ask(PLACES);
        bench.settle();
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        mayAnswer.countDown();
        all(waiting).join();

        assertThat(bench.kids(source)).contains("new");
        assertThat(provider.requests()).isEqualTo(2);
    }

    @Test
    void within_the_interval_there_is_no_second_fetch_and_nobody_waits() {
        mayAnswer.countDown();
        all(ask(1)).join();

        bench.timers.advance(Duration.ofSeconds(30).minusMillis(1));
        all(ask(MANY)).join();
        assertThat(provider.requests()).isEqualTo(2);
        assertThat(bench.count("portcullis.keys.unknown.kids", "effect", "rate_limited"))
                .isEqualTo(MANY);

        bench.timers.advance(Duration.ofMillis(1));
        all(ask(MANY)).join();
        assertThat(provider.requests()).isEqualTo(3);
    }

    /** Another rule with the same URL, and its keys are there. */
    private RemoteKeySource withHeader() {
        RemoteKeySource other = new RemoteKeySource(source.location(), List.of(new FetchHeader("X-Key", "1")), null);
        mayAnswer.countDown();
        bench.keys.retain(Set.of(source, other), Set.of());
        bench.awaitState(other, KeySetState.FRESH);
        return other;
    }

    /** How many fetches that leads to. */
    private int refetch(RemoteKeySource asked) {
        int before = provider.requests();
        bench.keys.of(asked).refetchForUnknownKid().join();
        return provider.requests() - before;
    }

    @Test
    void rules_that_differ_in_headers_share_the_interval_of_their_url() {
        RemoteKeySource other = withHeader();

        assertThat(refetch(source)).isEqualTo(1);
        assertThat(refetch(other)).isZero();
    }

    @Test
    void rules_that_differ_in_headers_take_turns_so_that_tokens_of_one_do_not_starve_the_other() {
        RemoteKeySource other = withHeader();
        assertThat(refetch(source)).isEqualTo(1);
        assertThat(refetch(other)).isZero();

        bench.timers.advance(Duration.ofSeconds(30));
        assertThat(refetch(source)).as("had its turn").isZero();
        assertThat(refetch(other)).isEqualTo(1);
        assertThat(refetch(source)).isZero();

        bench.timers.advance(Duration.ofSeconds(30));
        assertThat(refetch(other)).as("had its turn").isZero();
        assertThat(refetch(source)).isEqualTo(1);
    }

    @Test
    void a_turn_that_is_not_taken_within_one_interval_lapses() {
        RemoteKeySource other = withHeader();
        assertThat(refetch(source)).isEqualTo(1);
        assertThat(refetch(other)).isZero();

        bench.timers.advance(Duration.ofSeconds(60).minusMillis(1));
        assertThat(refetch(source)).isZero();
        bench.timers.advance(Duration.ofMillis(1));
        assertThat(refetch(source)).isEqualTo(1);
        bench.timers.advance(Duration.ofSeconds(30));
        assertThat(refetch(source)).isEqualTo(1);
    }

    @Test
    void a_source_that_is_dropped_has_no_turn() {
        RemoteKeySource other = withHeader();
        assertThat(refetch(source)).isEqualTo(1);
        assertThat(refetch(other)).isZero();
        bench.keys.retain(Set.of(source), Set.of());

        bench.timers.advance(Duration.ofSeconds(30));
        assertThat(refetch(source)).isEqualTo(1);
    }

    @Test
    void waiters_join_a_refresh_that_is_under_way() {
        bench.timers.advance(Duration.ofMinutes(4));
        bench.awaitState(source, KeySetState.REFRESHING);
        CompletableFuture<?> waiting = bench.keys.of(source).refetchForUnknownKid();
        bench.settle();

        mayAnswer.countDown();
        waiting.join();

        assertThat(bench.kids(source)).contains("new");
        assertThat(provider.requests()).isEqualTo(2);
    }

    @Test
    void waiters_go_when_the_fetch_fails() {
        provider.become(Provider.status("500 Broken", ""));

        bench.keys.of(source).refetchForUnknownKid().join();

        assertThat(bench.status(source).state()).isEqualTo(KeySetState.STALE_ON_ERROR);
        assertThat(bench.kids(source)).containsExactly("old");
    }

    @Test
    void waiters_go_when_the_fetch_takes_too_long() {
        CompletableFuture<?> waiting = bench.keys.of(source).refetchForUnknownKid();
        eventually().until(() -> provider.requests() == 2);

        bench.timers.advance(Duration.ofSeconds(10));

        waiting.join();
        assertThat(bench.kids(source)).containsExactly("old");
    }

    @Test
    void waiters_go_when_the_source_is_dropped_and_nobody_waits_any_longer() {
        CompletableFuture<?> waiting = bench.keys.of(source).refetchForUnknownKid();
        eventually().until(() -> provider.requests() == 2);

        FetchedKeySet<Set<String>> held = bench.keys.of(source);
        bench.keys.retain(Set.of(), Set.of());

        waiting.join();
        held.refetchForUnknownKid().join();
        assertThat(((KeySnapshot.Available<Set<String>>) held.snapshot()).keys())
                .containsExactly("old");
    }
}
