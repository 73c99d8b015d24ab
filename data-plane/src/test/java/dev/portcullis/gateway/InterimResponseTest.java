package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.Http2Client;
import dev.portcullis.gateway.peer.RawClient;
import dev.portcullis.gateway.peer.RawMessage;
import dev.portcullis.gateway.peer.RecordingUpstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Interim responses are forwarded (RFC 9110 section 15.2). */
class InterimResponseTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private RecordingUpstream upstream;
    private TestNode node;

    @BeforeEach
    void start() {
        upstream = new RecordingUpstream();
        node = new TestNode().configure(Config.route(upstream.url()));
    }

    @AfterEach
    void stop() {
        node.close();
        upstream.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"100 Continue", "102 Processing", "103 Early Hints", "104 Upload Resumption", "199 Odd"})
    void each_reaches_the_client_before_the_response(String status) {
        upstream.answer("HTTP/1.1 " + status + "\r\nLink: </a>\r\nConnection: X-Hop\r\nX-Hop: 1\r\n\r\n" + OK);
        try (RawClient client = new RawClient(node.port())) {
            for (int i = 0; i < 2; i++) {
                RawMessage interim = client.send(GET).receive();
                assertThat(interim.startLine()).isEqualTo("HTTP/1.1 " + status);
                assertThat(interim.fieldNames()).containsExactly("link");
                assertThat(client.receive().body()).isEqualTo("ok");
            }
        }
    }

    @Test
    void several_come_in_their_order_and_those_before_content_that_is_chunked_too() {
        upstream.answer("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                + "HTTP/1.1 103 Early Hints\r\nLink: </b>\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
        try (RawClient client = new RawClient(node.port())) {
            client.send(GET);
            assertThat(client.receive().status()).isEqualTo(102);
            assertThat(client.receive().field("link")).isEqualTo("</a>");
            assertThat(client.receive().field("link")).isEqualTo("</b>");
            assertThat(client.receive().body()).isEqualTo("ok");
        }
    }

    @Test
    void they_are_forwarded_over_http_2() throws Exception {
        upstream.answer("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK);
        try (Http2Client client = new Http2Client(node.port())) {
            assertThat(client.ask(null, ":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a"))
                    .isEqualTo(new Http2Client.Answer(200, "ok"));
            assertThat(client.interims()).containsExactly(102, 103);
        }
    }

    @Test
    void a_client_of_http_1_0_gets_none() {
        upstream.answer("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK);

        assertThat(RawClient.ask(node.port(), "GET / HTTP/1.0\r\nHost: a\r\n\r\n")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void what_is_interim_to_an_upload_is_not_the_word_to_go_on() {
        upstream.behave(connection -> {
            connection.nextHead();
            connection.write("HTTP/1.1 102 Processing\r\n\r\n");
            connection.write("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(connection.read(5)).isEqualTo("hello");
            connection.write(OK);
            connection.awaitEnd();
        });
        try (RawClient client = new RawClient(node.port())) {
            client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.receive().status()).isEqualTo(102);
            assertThat(client.receive().status()).isEqualTo(100);
            assertThat(client.send("hello").receive().status()).isEqualTo(200);
        }
    }

    @Test
    void an_upstream_that_ends_behind_one_is_a_502_and_not_asked_again() {
        upstream.behave(connection -> {
            connection.nextHead();
            connection.write("HTTP/1.1 102 Processing\r\n\r\n");
        });
        try (RawClient client = new RawClient(node.port())) {
            client.send(GET);
            assertThat(client.receive().status()).isEqualTo(102);
            assertThat(client.receive().status()).isEqualTo(502);
        }
        assertThat(upstream.requests()).hasSize(1);
    }

    @Test
    void one_behind_the_response_answers_nobody() {
        upstream.answer(OK + "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
        try (RawClient client = new RawClient(node.port())) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(GET).receive().status()).isEqualTo(200);
            }
        }
    }
}
