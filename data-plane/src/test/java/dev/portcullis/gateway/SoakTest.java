package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.Nginx;
import dev.portcullis.gateway.peer.RawClient;
import dev.portcullis.gateway.peer.RawMessage;
import dev.portcullis.gateway.peer.Tokens;
import dev.portcullis.gateway.upstream.UpstreamLimits;
import dev.portcullis.model.PathPattern;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that send all kinds of requests, some of which they give up, through a node whose rules change each second, to a
 * real nginx that closes connections after a second of silence or a hundred requests: each request gets the answer that is
 * due to it. For seconds in the build, for as long as {@code -Dsoak.minutes=60} says on demand.
 */
class SoakTest {
    private static final int CLIENTS = 40;
    private static final long BUILD_SECONDS = 8;
    private static final String[] REPEATABLE = {"GET", "HEAD", "PUT", "DELETE"};

    private final Tokens tokens = new Tokens("https://issuer");
    private final Map<String, LongAdder> outcomes = new ConcurrentHashMap<>();

    @Test
    void every_request_gets_its_answer(@TempDir Path folder) throws Exception {
        long minutes = Long.getLong("soak.minutes", 0);
        long end = System.nanoTime()
                + (minutes > 0 ? TimeUnit.MINUTES.toNanos(minutes) : TimeUnit.SECONDS.toNanos(BUILD_SECONDS));
        try (Nginx nginx = Nginx.start(
                        folder,
                        "keepalive_timeout 1s; keepalive_requests 100; client_max_body_size 100k; lingering_timeout 1s;"
                                + " location = /ok { return 200 ok; } location = /empty { return 204; }"
                                + " location / { root .; }");
                TestNode node = TestNode.withLoops(2, UpstreamLimits.USUAL)) {
            configure(node, nginx, 0);
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Random random = new Random(i);
                clients.add(Thread.ofVirtual().start(() -> {
                    while (System.nanoTime() < end) {
                        converse(node.port(), random);
                    }
                }));
            }
            for (int change = 1; System.nanoTime() < end; change++) {
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
                configure(node, nginx, change);
            }
            for (Thread client : clients) {
                client.join();
            }
        }
        System.out.println("soak: " + outcomes);
        assertThat(outcomes.keySet()).containsExactlyInAnyOrder("right", "refused early", "given up", "denied");
    }

    private void configure(TestNode node, Nginx nginx, int change) {
        node.configure(
                Config.route(nginx.url()),
                Config.rule(tokens).audience("a" + change).build(),
                Config.condition("az-1", PathPattern.Match.EXACT, "/ok"),
                Config.condition("az-2", PathPattern.Match.EXACT, "/empty"),
                Config.condition("az-3", PathPattern.Match.PREFIX, "/files"),
                Config.condition("az-" + (4 + change), PathPattern.Match.PREFIX, "/other" + change));
    }

    /** Some requests on one connection, with pauses as long as nginx bears with, or a little longer. */
    private void converse(int port, Random random) {
        try (RawClient client = new RawClient(port)) {
            int requests = 1 + random.nextInt(20);
            for (int i = 0; i < requests; i++) {
                if (!exchange(client, random)) {
                    return;
                }
                if (random.nextInt(3) == 0) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(950 + random.nextInt(100)));
                }
            }
        } catch (UncheckedIOException | AssertionError e) {
            count("no answer: " + e.getMessage());
        }
    }

    /** Whether the connection goes on. */
    private boolean exchange(RawClient client, Random random) {
        switch (random.nextInt(12)) {
            case 0 -> {
                client.send("POST /ok HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
                return expect(client, "right", 200, 405);
            }
            case 1 -> {
                client.send("GET /private HTTP/1.1\r\nHost: a\r\n\r\n");
                return expect(client, "denied", 401);
            }
            case 2 -> {
                client.send("PUT /files/x HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n" + "x".repeat(5_000));
                expect(client, "refused early", 405, 413);
                return false;
            }
            case 3 -> {
                client.send(
                        "PUT /files/x HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\nExpect: 100-continue\r\n\r\n");
                expect(client, "refused early", 405, 413);
                return false;
            }
            case 4 -> {
                client.send("POST /files/x HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\nhello");
                count("given up");
                return false;
            }
            case 5 -> {
                client.send("GET /empty HTTP/1.1\r\nHost: a\r\n\r\n");
                return expect(client, "right", 204);
            }
            default -> {
                String method = REPEATABLE[random.nextInt(REPEATABLE.length)];
                client.send(method + " /ok HTTP/1.1\r\nHost: a\r\n\r\n");
                RawMessage answer =
                        client.receive(method.equals("HEAD") ? RawMessage.Content.NONE : RawMessage.Content.AS_FRAMED);
                count(answer.status() == 200 ? "right" : method + ": " + answer.startLine());
                return true;
            }
        }
    }

    private boolean expect(RawClient client, String outcome, int... statuses) {
        RawMessage answer = client.receive();
        boolean right = java.util.Arrays.stream(statuses).anyMatch(status -> status == answer.status());
        count(right ? outcome : outcome + ", but: " + answer.startLine());
        return right && !"close".equals(answer.field("connection"));
    }

    private void count(String outcome) {
        outcomes.computeIfAbsent(outcome, first -> new LongAdder()).increment();
    }
}
