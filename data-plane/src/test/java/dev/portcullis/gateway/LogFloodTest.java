package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.gateway.peer.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers send writes little, and whoever reads the log slowly or not at all holds nobody up. */
class LogFloodTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0";
    private static final int A_FEW_LINES = 6_000;

    @TempDir
    private Path dir;

    private static String frame(int type, int flags, int stream, String payload) {
        return "" + (char) 0 + (char) (payload.length() >> 8) + (char) (payload.length() & 0xff) + (char) type
                + (char) flags + "\0\0" + (char) (stream >> 8) + (char) (stream & 0xff) + payload;
    }

    private static String each(int times, java.util.function.IntFunction<String> one) {
        return IntStream.range(0, times).mapToObj(one).reduce("", String::concat);
    }

    static Stream<Arguments> floods() {
        // POST, http, / and no authority.
        String post = "\u0083\u0086\u0084";
        return Stream.of(
                Arguments.of("pipelined requests", GET.repeat(2_000)),
                Arguments.of("pipelined nonsense", "\0\r\n\r\n".repeat(2_000)),
                Arguments.of("empty header blocks", PREFACE + each(1_000, i -> frame(1, 5, 2 * i + 1, ""))),
                Arguments.of(
                        "content of a refused stream",
                        PREFACE + frame(1, 4, 1, "") + frame(0, 0, 1, "x").repeat(1_000)),
                Arguments.of(
                        "content of many refused streams",
                        PREFACE
                                + each(
                                        300,
                                        i -> frame(1, 4, 2 * i + 1, "")
                                                + frame(0, 0, 2 * i + 1, "x").repeat(3))),
                Arguments.of(
                        "requests that are taken back",
                        PREFACE + each(300, i -> frame(1, 5, 2 * i + 1, post) + frame(3, 0, 2 * i + 1, "\0\0\0\10"))),
                Arguments.of(
                        "headers that cannot be decoded",
                        PREFACE + frame(1, 5, 1, "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff")),
                Arguments.of("frames of no stream", PREFACE + each(1_000, i -> frame(0, 0, 2 * i + 1, "x"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("floods")
    void a_flood_writes_a_few_lines_and_a_count(String name, String flood) {
        try (NodeProcess node = new NodeProcess.Starting(dir).start().awaitServing()) {
            int before = node.log().length();
            for (int i = 0; i < 5; i++) {
                try (RawClient client = new RawClient(node.proxy)) {
                    Thread.ofVirtual().start(() -> send(client, flood));
                    client.receive(1);
                }
            }
            assertThat(node.status(node.admin, "/live")).isEqualTo(200);
            assertThat(node.status(node.admin, "/metrics")).isEqualTo(200);
            assertThat(node.status(node.proxy, "/")).isEqualTo(503);
            assertThat(node.log().length() - before).as(node.log()).isLessThan(A_FEW_LINES);
        }
    }

    private static void send(RawClient client, String bytes) {
        try {
            client.send(bytes);
        } catch (UncheckedIOException e) {
            // The node had enough of it.
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"io_uring", "epoll", "nio"})
    void more_connections_than_descriptors_leave_the_port_for_operators_alone(String transport) throws IOException {
        List<SocketChannel> many = new ArrayList<>();
        try (NodeProcess node = new NodeProcess.Starting(dir)
                .with("PORTCULLIS_TRANSPORT", transport)
                .withDescriptors(200)
                .start()
                .awaitServing()) {
            int before = node.log().length();
            for (int i = 0; i < 500; i++) {
                SocketChannel one = SocketChannel.open();
                one.configureBlocking(false);
                one.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.proxy));
                many.add(one);
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> node.log().contains("connections"));
            for (String path : List.of("/live", "/metrics")) {
                assertThat(node.status(node.admin, path)).isEqualTo(200);
            }
            assertThat(node.status(node.admin, "/ready")).isEqualTo(503);
            assertThat(node.log().length() - before).as(node.log()).isLessThan(A_FEW_LINES);

            for (SocketChannel one : many) {
                one.close();
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> node.status(node.proxy, "/") == 503);
        }
    }

    @Test
    void a_log_that_nobody_reads_holds_up_no_request_and_what_is_dropped_is_counted() throws Exception {
        try (NodeProcess node = new NodeProcess.Starting(dir)
                .with("PORTCULLIS_ACCESS_LOG", "true")
                .unread()
                .start()
                .awaitServing()) {
            try (RawClient client = new RawClient(node.proxy)) {
                for (int i = 0; i < 20_000; i++) {
                    assertThat(client.send(GET).receive().status()).isEqualTo(503);
                }
            }
            assertThat(node.ask(node.admin, "/metrics").body().lines())
                    .anyMatch(line -> line.matches("portcullis_log_dropped_total\\{log=\"access\"\\} [1-9].*"))
                    .anyMatch(line -> line.matches("portcullis_log_dropped_total\\{log=\"node\"\\} 0.*"));
            node.process.destroy();
            assertThat(node.process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void every_line_of_a_log_that_is_read_is_there() {
        try (NodeProcess node = new NodeProcess.Starting(dir)
                .with("PORTCULLIS_ACCESS_LOG", "true")
                .start()
                .awaitServing()) {
            try (RawClient client = new RawClient(node.proxy)) {
                for (int i = 0; i < 2_000; i++) {
                    assertThat(client.send(GET.replace(" / ", " /" + i + "n "))
                                    .receive()
                                    .status())
                            .isEqualTo(503);
                }
            }
            await().until(() ->
                    node.log().lines().filter(line -> line.startsWith("{")).count() >= 2_000);
            node.process.destroy();
        }
    }
}
