package dev.portcullis.policy.jwk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdleEnginesTest {
    private final IdleEngines<Object> idle = new IdleEngines<>();

    @Test
    void a_thread_finds_the_engine_that_it_gave_back_and_finds_it_once() {
        Object engine = new Object();
        assertThat(idle.take()).isNull();

        idle.giveBack(engine);

        assertThat(idle.take()).isSameAs(engine);
        assertThat(idle.take()).isNull();
    }

    @Test
    void threads_share_places_but_never_an_engine() throws InterruptedException {
        ConcurrentHashMap<Object, Thread> takenBy = new ConcurrentHashMap<>();
        Thread[] threads = IntStream.range(0, 100)
                .mapToObj(i -> new Thread(() -> {
                    Object taken = idle.take();
                    assertThat(taken == null ? null : takenBy.putIfAbsent(taken, Thread.currentThread()))
                            .isNull();
                    idle.giveBack(new Object());
                }))
                .toArray(Thread[]::new);
        java.util.Queue<Throwable> failures = new java.util.concurrent.ConcurrentLinkedQueue<>();
        for (Thread thread : threads) {
            thread.setUncaughtExceptionHandler((where, failure) -> failures.add(failure));
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(failures).isEmpty();
        assertThat(takenBy)
                .as("a hundred threads have more than one engine between them")
                .isNotEmpty();
    }
}
