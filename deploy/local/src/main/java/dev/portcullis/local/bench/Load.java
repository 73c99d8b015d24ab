package dev.portcullis.local.bench;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Requests with a good token, from a number of connections to each node, each asking again as soon as it is answered. */
final class Load implements AutoCloseable {
    private final List<Thread> clients = new ArrayList<>();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final long started = System.nanoTime();
    private volatile boolean ended;

    Load(List<URI> nodes, int connectionsEach, String path, String token) {
        for (URI node : nodes) {
            for (int i = 0; i < connectionsEach; i++) {
                clients.add(Thread.ofVirtual().start(() -> ask(node, path, "Authorization: Bearer " + token + "\r\n")));
            }
        }
    }

    private void ask(URI node, String path, String headers) {
        try (GatewayConnection connection = new GatewayConnection(node)) {
            while (!ended) {
                if (connection.get(path, headers) == 200) {
                    answered.incrementAndGet();
                } else {
                    failed.incrementAndGet();
                }
            }
        } catch (IOException e) {
            failed.incrementAndGet();
        }
    }

    /** Requests answered with 200, for each second since the start. */
    long perSecond() {
        return answered.get() * 1_000_000_000L / (System.nanoTime() - started);
    }

    /** Answers other than 200, and broken connections. */
    long failed() {
        return failed.get();
    }

    @Override
    public void close() throws InterruptedException {
        ended = true;
        for (Thread client : clients) {
            client.join();
        }
    }
}
