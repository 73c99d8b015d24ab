package dev.portcullis.gateway.keys;

import static dev.portcullis.gateway.keys.KeysBench.at;
import static dev.portcullis.gateway.keys.KeysBench.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.keys.RemoteKeySource.FetchHeader;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnknownKidTest {
    private static final int MANY = 10_000;

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

    private List<Future<Void>> ask(int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> bench.keys.refetchForUnknownKid(source))
                .toList();
    }

    @Test
    void all_waiting_requests_share_one_fetch_and_then_have_the_new_key() {
        List<Future<Void>> waiting = ask(MANY);
        eventually().until(() -> provider.requests() == 2);
        bench.settle();
        assertThat(waiting).noneMatch(Future::isComplete);
        assertThat(bench.kids(source)).as("known kids are not delayed").containsExactly("old");

        mayAnswer.countDown();
        Future.all(waiting).await();

        assertThat(bench.kids(source)).containsExactlyInAnyOrder("old", "new");
        assertThat(provider.requests()).isEqualTo(2);
        assertThat(bench.count("portcullis.keys.unknown.kids", "effect", "started_fetch"))
                .isEqualTo(1);
        assertThat(bench.count("portcullis.keys.unknown.kids", "effect", "joined_fetch"))
                .isEqualTo(MANY - 1);
    }

    @Test
    void within_the_interval_there_is_no_second_fetch_and_nobody_waits() {
        mayAnswer.countDown();
        Future.all(ask(1)).await();

        bench.timers.advance(Duration.ofSeconds(30).minusMillis(1));
        Future.all(ask(MANY)).await();
        assertThat(provider.requests()).isEqualTo(2);
        assertThat(bench.count("portcullis.keys.unknown.kids", "effect", "rate_limited"))
                .isEqualTo(MANY);

        bench.timers.advance(Duration.ofMillis(1));
        Future.all(ask(MANY)).await();
        assertThat(provider.requests()).isEqualTo(3);
    }

    @Test
    void rules_that_differ_in_headers_share_the_interval_of_their_url() {
        RemoteKeySource other = new RemoteKeySource(source.location(), List.of(new FetchHeader("X-Key", "1")), null, 0);
        mayAnswer.countDown();
        bench.keys.retain(List.of(source, other));
        bench.awaitState(other, KeySetState.FRESH);
        int before = provider.requests();

        bench.keys.refetchForUnknownKid(source).await();
        bench.keys.refetchForUnknownKid(other).await();

        assertThat(provider.requests()).isEqualTo(before + 1);
    }

    @Test
    void waiters_join_a_refresh_that_is_under_way() {
        bench.timers.advance(Duration.ofMinutes(4));
        bench.awaitState(source, KeySetState.REFRESHING);
        Future<Void> waiting = bench.keys.refetchForUnknownKid(source);
        bench.settle();

        mayAnswer.countDown();
        waiting.await();

        assertThat(bench.kids(source)).contains("new");
        assertThat(provider.requests()).isEqualTo(2);
    }

    @Test
    void waiters_go_when_the_fetch_fails() {
        provider.become(Provider.status("500 Broken", ""));

        bench.keys.refetchForUnknownKid(source).await();

        assertThat(bench.status(source).state()).isEqualTo(KeySetState.STALE_ON_ERROR);
        assertThat(bench.kids(source)).containsExactly("old");
    }

    @Test
    void waiters_go_when_the_fetch_takes_too_long() {
        Future<Void> waiting = bench.keys.refetchForUnknownKid(source);
        eventually().until(() -> provider.requests() == 2);

        bench.timers.advance(Duration.ofSeconds(10));

        waiting.await();
        assertThat(bench.kids(source)).containsExactly("old");
    }

    @Test
    void waiters_go_when_the_source_is_dropped_and_for_one_unknown_nobody_waits() {
        Future<Void> waiting = bench.keys.refetchForUnknownKid(source);
        eventually().until(() -> provider.requests() == 2);

        bench.keys.retain(List.of());

        waiting.await();
        assertThat(bench.keys.refetchForUnknownKid(source).isComplete()).isTrue();
    }

    @Test
    void a_waiter_goes_on_where_it_waited() {
        mayAnswer.countDown();
        Context caller = bench.vertx.getOrCreateContext();
        Promise<Boolean> onOwnContext = Promise.promise();

        caller.runOnContext(now -> bench.keys
                .refetchForUnknownKid(source)
                .onComplete(ended -> onOwnContext.complete(caller.equals(Vertx.currentContext()))));

        assertThat(onOwnContext.future().await()).isTrue();
    }
}
