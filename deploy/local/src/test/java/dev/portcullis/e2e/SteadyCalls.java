package dev.portcullis.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Callers that never pause: at every node, some that send each token of a list in turn, for as long as it is in the list. A
 * token is known by a name, since the token itself may stand in no message.
 */
final class SteadyCalls implements AutoCloseable {
    private static final int CALLERS_EACH = 2;
    private static final Pattern CODE = Pattern.compile("\"code\" *: *\"([A-Z_]+)\"");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<URI> nodes;
    private final List<Thread> threads = new ArrayList<>();
    private final List<Pass> passes = new CopyOnWriteArrayList<>();
    private final ConcurrentMap<Use, AtomicLong> letIn = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, AtomicLong> refused = new ConcurrentHashMap<>();
    private volatile boolean ended;

    /** @param underWay requests that carry it now */
    private record Pass(String name, String token, AtomicLong underWay) {
        Pass(String name, String token) {
            this(name, token, new AtomicLong());
        }
    }

    private record Use(URI node, String name) {}

    SteadyCalls(List<URI> nodes, String name, String token) {
        this.nodes = nodes;
        add(name, token);
        for (URI node : nodes) {
            for (int i = 0; i < CALLERS_EACH; i++) {
                threads.add(Thread.ofVirtual().start(() -> call(node)));
            }
        }
    }

    /** From now on callers send this one too. */
    void add(String name, String token) {
        passes.add(new Pass(name, token));
    }

    /** Callers send that one no more: when this returns, the last one of them has its answer. */
    void remove(String name) {
        List<Pass> removed =
                passes.stream().filter(pass -> pass.name().equals(name)).toList();
        passes.removeAll(removed);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> removed.stream().allMatch(pass -> pass.underWay().get() == 0));
    }

    private void call(URI node) {
        while (!ended) {
            for (Pass pass : passes) {
                pass.underWay().incrementAndGet();
                // It may have been removed since this round began.
                if (passes.contains(pass)) {
                    send(node, pass);
                }
                pass.underWay().decrementAndGet();
            }
        }
    }

    private void send(URI node, Pass pass) {
        HttpRequest request = HttpRequest.newBuilder(node.resolve("/steady"))
                .header("Authorization", "Bearer " + pass.token())
                .timeout(PATIENCE)
                .build();
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            if (response.statusCode() == 200) {
                count(letIn, new Use(node, pass.name()));
            } else {
                count(refused, node + ", " + pass.name() + ": " + response.statusCode() + " " + code(response.body()));
            }
        } catch (IOException e) {
            count(refused, node + ", " + pass.name() + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String code(String problem) {
        Matcher code = CODE.matcher(problem);
        return code.find() ? code.group(1) : "without a code";
    }

    private static <K> void count(ConcurrentMap<K, AtomicLong> counts, K key) {
        counts.computeIfAbsent(key, absent -> new AtomicLong()).incrementAndGet();
    }

    /** Waits until every node has let every token of the list in that many times more, or has refused one. */
    void awaitLetIn(int times) {
        Map<Use, Long> wanted = new ConcurrentHashMap<>();
        uses().forEach(use -> wanted.put(use, count(use) + times));
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> !refused.isEmpty()
                        || wanted.entrySet().stream().allMatch(use -> count(use.getKey()) >= use.getValue()));
    }

    private Stream<Use> uses() {
        return nodes.stream().flatMap(node -> passes.stream().map(pass -> new Use(node, pass.name())));
    }

    private long count(Use use) {
        AtomicLong count = letIn.get(use);
        return count == null ? 0 : count.get();
    }

    /** Requests that were let in with that token, over all nodes. */
    long letIn(String name) {
        return nodes.stream().mapToLong(node -> count(new Use(node, name))).sum();
    }

    /** How often each answer other than 200 came, and each failure of a connection. */
    Map<String, AtomicLong> refused() {
        return Map.copyOf(refused);
    }

    @Override
    public void close() {
        ended = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.close();
    }
}
