package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.RawClient;
import dev.portcullis.gateway.peer.RecordingUpstream;
import dev.portcullis.gateway.peer.Tokens;
import dev.portcullis.model.ConfigItem;
import dev.portcullis.model.PathPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Rule sets change while requests are under way. */
class SwapTest {
    private static final int SWAPS = 50;

    private final Tokens tokens = new Tokens("https://issuer");

    @Test
    void no_request_fails_while_rule_sets_are_swapped_under_load() throws Exception {
        try (RecordingUpstream upstream = new RecordingUpstream();
                TestNode node = new TestNode()) {
            node.configure(items(upstream, 0));
            String get = "GET /a HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + tokens.token() + "\r\n\r\n";
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger answered = new AtomicInteger();
            AtomicInteger failed = new AtomicInteger();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(Thread.ofVirtual().start(() -> {
                    try (RawClient client = new RawClient(node.port())) {
                        while (!over.get()) {
                            failed.addAndGet(client.send(get).receive().status() == 200 ? 0 : 1);
                            answered.incrementAndGet();
                        }
                    }
                }));
            }

            for (int i = 1; i <= SWAPS; i++) {
                int before = answered.get();
                node.configure(items(upstream, i));
                await().until(() -> answered.get() >= before + 3);
            }
            over.set(true);
            for (Thread client : clients) {
                client.join();
            }

            assertThat(failed).hasValue(0);
            assertThat(answered.get()).isGreaterThan(3 * SWAPS);
        }
    }

    private List<ConfigItem> items(RecordingUpstream upstream, int conditions) {
        List<ConfigItem> items = new ArrayList<>();
        items.add(Config.route(upstream.url()));
        items.add(Config.rule(tokens).build());
        for (int i = 0; i < conditions; i++) {
            items.add(Config.condition("az-" + i, PathPattern.Match.EXACT, "/public/" + i));
        }
        return items;
    }

    @Test
    void a_request_that_has_begun_ends_under_the_rules_it_began_with() throws Exception {
        AtomicBoolean answer = new AtomicBoolean();
        try (RecordingUpstream upstream = new RecordingUpstream();
                TestNode node = new TestNode().configure(Config.route(upstream.url()))) {
            upstream.behave(connection -> {
                connection.next();
                await().atMost(Duration.ofSeconds(30)).untilTrue(answer);
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                connection.awaitEnd();
            });
            try (RawClient client = new RawClient(node.port())) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                await().until(() -> !upstream.requests().isEmpty());
                node.configure(Config.route(upstream.url()), Config.rule(tokens).build());
                answer.set(true);

                assertThat(client.receive().status()).isEqualTo(200);
                assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                                .receive()
                                .status())
                        .isEqualTo(401);
            }
        }
    }
}
