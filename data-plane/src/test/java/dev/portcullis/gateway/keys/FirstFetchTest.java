package dev.portcullis.gateway.keys;

import static dev.portcullis.gateway.keys.KeysBench.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.peer.Provider;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that need a set before its first fetch has ended. */
class FirstFetchTest {
    /** Seven eighths of the places are for one source. */
    private static final int PLACES = RemoteKeys.MAX_WAITING * 7 / 8;

    private static final int TOO_MANY = 100;

    private final KeysBench bench = new KeysBench();
    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private final Provider provider = new Provider(holding(Provider.ok("keys: a")));
    private final RemoteKeySource source = at(provider);

    @AfterEach
    void close() throws IOException {
        mayAnswer.countDown();
        bench.close();
        provider.close();
    }

    private Provider.Script holding(Provider.Script behind) {
        return (socket, out) -> {
            mayAnswer.await();
            behind.answer(socket, out);
        };
    }

    private List<CompletableFuture<?>> ask(int times) {
        FetchedKeySet<Set<String>> set = bench.keys.of(source);
        bench.keys.retain(Set.of(source), Set.of());
        List<CompletableFuture<?>> waiting = IntStream.range(0, times)
                .<CompletableFuture<?>>mapToObj(i -> set.firstFetch())
                .toList();
        bench.settle();
        return waiting;
    }

    private static void join(List<CompletableFuture<?>> several) {
        several.forEach(CompletableFuture::join);
    }

    @Test
    void all_wait_for_the_one_fetch_as_far_as_there_is_room() {
        List<CompletableFuture<?>> waiting = ask(PLACES);
        join(ask(TOO_MANY));
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        assertThat(bench.keys.of(source).isFirstFetchOver()).isFalse();

        mayAnswer.countDown();
        join(waiting);

        assertThat(bench.kids(source)).containsExactly("a");
        assertThat(bench.keys.of(source).isFirstFetchOver()).isTrue();
        assertThat(provider.requests()).isEqualTo(1);
        assertThat(bench.count("portcullis.keys.first.fetch.waits", "effect", "joined_fetch"))
                .isEqualTo(PLACES);
        assertThat(bench.count("portcullis.keys.first.fetch.waits", "effect", "turned_away"))
                .isEqualTo(TOO_MANY);
    }

    @Test
    void once_it_has_failed_nobody_waits_and_nothing_is_fetched_for_those_who_ask() {
        provider.become(holding(Provider.status("500 Broken", "")));
        List<CompletableFuture<?>> waiting = ask(1);
        mayAnswer.countDown();
        join(waiting);
        assertThat(bench.keys.of(source).isFirstFetchOver()).isTrue();

        join(ask(TOO_MANY));

        assertThat(bench.status(source).state()).isEqualTo(KeySetState.BACKING_OFF);
        assertThat(provider.requests()).isEqualTo(1);
    }

    @Test
    void who_waits_for_a_source_that_is_named_no_longer_waits_no_longer() {
        FetchedKeySet<Set<String>> set = bench.keys.of(source);
        List<CompletableFuture<?>> waiting = ask(1);
        assertThat(waiting).noneMatch(CompletableFuture::isDone);

        bench.keys.retain(Set.of(), Set.of());
        join(waiting);

        set.firstFetch().join();
        assertThat(set.isFirstFetchOver()).isFalse();
    }
}
