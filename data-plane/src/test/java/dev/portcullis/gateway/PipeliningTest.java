package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.RawClient;
import dev.portcullis.gateway.peer.RawMessage;
import dev.portcullis.gateway.peer.RecordingUpstream;
import dev.portcullis.gateway.peer.Tokens;
import dev.portcullis.model.PathPattern;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that sends many requests without waiting for answers. */
class PipeliningTest {
    private RecordingUpstream upstream;
    private TestNode node;

    @BeforeEach
    void start() {
        upstream = new RecordingUpstream();
        upstream.behave(connection -> {
            for (RawMessage request = connection.next(); request != null; request = connection.next()) {
                String said = request.target() + request.body().length();
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: " + said.length() + "\r\n\r\n" + said);
            }
        });
        node = new TestNode()
                .configure(
                        Config.route(upstream.url()),
                        Config.rule(new Tokens("https://issuer")).build(),
                        Config.condition("az-1", PathPattern.Match.PREFIX, "/public"));
    }

    @AfterEach
    void stop() {
        node.close();
        upstream.close();
    }

    /** By turns one that is forwarded, one that is refused, and one with a body. */
    private static String request(int number) {
        return switch (number % 3) {
            case 0 -> "GET /public/" + number + " HTTP/1.1\r\nHost: a\r\n\r\n";
            case 1 -> "GET /private/" + number + " HTTP/1.1\r\nHost: a\r\n\r\n";
            default ->
                "POST /public/" + number + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + number + "\r\n\r\n"
                        + "b".repeat(number);
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 17, 100, 129, 2_000})
    void each_request_gets_its_answer_in_order(int requests) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < requests; i++) {
            all.append(request(i));
        }
        try (RawClient client = new RawClient(node.port())) {
            Thread.ofVirtual().start(() -> client.send(all.toString()));
            for (int i = 0; i < requests; i++) {
                RawMessage answer = client.receive();
                assertThat(answer.status()).isEqualTo(i % 3 == 1 ? 401 : 200);
                if (i % 3 != 1) {
                    assertThat(answer.body()).isEqualTo("/public/" + i + (i % 3 == 0 ? 0 : i));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /private HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\n\r\n"})
    void requests_that_are_refused_are_so_one_after_the_other(String refused) {
        int requests = 2_000;
        try (RawClient client = new RawClient(node.port())) {
            Thread.ofVirtual().start(() -> sendAsFarAsItGoes(client, refused.repeat(requests), new AtomicLong()));
            boolean goesOn = refused.contains("Host");
            for (int i = 0; i < (goesOn ? requests : 1); i++) {
                assertThat(client.receive().status()).isEqualTo(goesOn ? 401 : 400);
            }
            if (!goesOn) {
                assertThat(client.receiveToTheEnd()).isEmpty();
            }
        }
    }

    @Test
    void no_more_is_read_than_is_being_answered() {
        CountDownLatch open = new CountDownLatch(1);
        upstream.behave(connection -> {
            connection.next();
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        AtomicLong sent = new AtomicLong();
        String some = ("GET /public HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(4_000) + "\r\n\r\n").repeat(16);
        try (RawClient client = new RawClient(node.port())) {
            Thread.ofVirtual().start(() -> {
                while (sendAsFarAsItGoes(client, some, sent)) {}
            });
            await().until(() -> !upstream.requests().isEmpty());
            AtomicLong before = new AtomicLong(-1);
            await().pollInterval(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> before.getAndSet(sent.get()) == sent.get());

            assertThat(sent.get()).as("beyond what the kernel keeps").isLessThan(32L << 20);
            assertThat(upstream.requests()).hasSize(1);
            open.countDown();
        }
    }

    private static boolean sendAsFarAsItGoes(RawClient client, String bytes, AtomicLong sent) {
        try {
            client.send(bytes);
            sent.addAndGet(bytes.length());
            return true;
        } catch (UncheckedIOException e) {
            return false;
        }
    }
}
