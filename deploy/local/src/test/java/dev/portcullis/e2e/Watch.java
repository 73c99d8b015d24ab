package dev.portcullis.e2e;

import static io.restassured.RestAssured.given;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Asks every node the same again and again, and remembers every answer. */
final class Watch implements AutoCloseable {
    private final List<Thread> threads = new ArrayList<>();
    private final List<List<Integer>> statuses = new ArrayList<>();
    private volatile boolean ended;

    Watch(RunningSystem system, String path) {
        for (URI node : system.nodes()) {
            List<Integer> seen = new CopyOnWriteArrayList<>();
            statuses.add(seen);
            threads.add(Thread.ofVirtual().start(() -> {
                while (!ended) {
                    seen.add(given().baseUri(node.toString()).get(path).statusCode());
                }
            }));
        }
    }

    /** For each node, its answers in order. */
    List<List<Integer>> statuses() {
        return statuses.stream().map(List::copyOf).toList();
    }

    @Override
    public void close() throws InterruptedException {
        ended = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
