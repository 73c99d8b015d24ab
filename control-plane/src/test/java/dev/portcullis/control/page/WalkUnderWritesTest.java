package dev.portcullis.control.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@ControlPlaneTest
class WalkUnderWritesTest {
    private static final int STAYING = 30;
    private static final int WRITERS = 2;

    private final Api api = Api.admin();

    @Test
    void whatever_stays_is_seen_once_in_every_order_while_others_come_go_and_are_renamed() throws Exception {
        String rules = api.newInstance() + "/rules";
        List<String> staying = new ArrayList<>();
        Queue<String> passing = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < STAYING; i++) {
            staying.add(make(rules, "m" + i % 7));
            passing.add(make(rules, "m" + i % 5));
        }
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<?>> writing = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writing.add(writers.submit(() -> write(rules, passing, over, written)));
            }
            try {
                for (String sort : List.of("name", "-name", "createdAt", "-createdAt", "updatedAt", "-updatedAt")) {
                    List<String> seen = walkUnderWrites(rules, sort, written);
                    seen.retainAll(staying);
                    assertThat(seen).as(sort).containsExactlyInAnyOrderElementsOf(staying);
                }
            } finally {
                over.set(true);
            }
            for (Future<?> writer : writing) {
                writer.get();
            }
        }
    }

    /** Walks until a write has met the walk: one that no write met shows nothing. */
    private List<String> walkUnderWrites(String rules, String sort, AtomicInteger written) {
        for (int attempt = 0; attempt < 100; attempt++) {
            int before = written.get();
            List<String> seen = Walk.ids(api, rules, Map.of("sort", sort), 7);
            if (written.get() > before) {
                return seen;
            }
        }
        throw new AssertionError("no write during a hundred walks by " + sort);
    }

    /** Makes a rule before, among or behind those that stay, and renames and deletes the one that was made longest ago. */
    private void write(String rules, Queue<String> passing, AtomicBoolean over, AtomicInteger written) {
        for (int i = 0; !over.get(); i++) {
            passing.add(make(rules, List.of("a", "m", "z").get(i % 3)));
            String one = passing.remove();
            api.put(
                            rules + "/" + one,
                            Api.ruleWith(
                                    "name", Api.freshName(List.of("z", "a", "m").get(i % 3))))
                    .statusCode(200);
            written.incrementAndGet();
            api.delete(rules + "/" + one).statusCode(204);
            written.incrementAndGet();
        }
    }

    private String make(String rules, String prefix) {
        return api.post(rules, Api.ruleWith("name", Api.freshName(prefix)))
                .statusCode(201)
                .extract()
                .path("id");
    }
}
