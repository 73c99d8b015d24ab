package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.RawClient;
import dev.portcullis.gateway.peer.RecordingUpstream;
import dev.portcullis.gateway.peer.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Every request leaves one line, whatever becomes of it, and no line holds a secret. */
class AccessLogTest {
    private static final Tokens TOKENS = new Tokens("https://issuer");
    private static final Logger ACCESS = (Logger) LoggerFactory.getLogger("access");

    private static RecordingUpstream upstream;
    private static TestNode node;

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeAll
    static void start() {
        upstream = new RecordingUpstream();
        node = TestNode.withAccessLog();
    }

    @AfterAll
    static void stop() {
        node.close();
        upstream.close();
    }

    @BeforeEach
    void listen() {
        lines.list = new CopyOnWriteArrayList<>();
        lines.start();
        ACCESS.addAppender(lines);
        ACCESS.setLevel(Level.INFO);
    }

    @AfterEach
    void stopListening() {
        ACCESS.setLevel(null);
        ACCESS.detachAppender(lines);
    }

    /** The line of one request. */
    private JsonObject lineOf(String head) {
        lines.list.clear();
        RawClient.ask(node.port(), head + "\r\n");
        await().until(() -> !lines.list.isEmpty());
        assertThat(lines.list).hasSize(1);
        return new JsonObject(lines.list.getFirst().getFormattedMessage());
    }

    private static void protect() {
        node.configure(Config.route(upstream.url()), Config.rule(TOKENS).build());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "GET /a?secret HTTP/1.1,      GET,  a, /a, 401, TOKEN_MISSING",
                "POST /a/../../b?secret HTTP/1.1, POST, -, -, 400, AMBIGUOUS_REQUEST",
                "CONNECT secret:443 HTTP/1.1, CONNECT, -, -, 400, AMBIGUOUS_REQUEST",
                "OPTIONS * HTTP/1.1,          OPTIONS, -, -, 204, answered",
                "GET /secret/a b HTTP/1.1,    -,    -, -, 400, AMBIGUOUS_REQUEST",
                "GET /secret HTTP/9.9,        -,    -, -, 400, AMBIGUOUS_REQUEST"
            })
    void a_request_that_goes_no_further_leaves_a_line(
            String requestLine, String method, String host, String path, int status, String outcome) {
        protect();

        JsonObject line = lineOf(requestLine + "\r\nHost: a\r\n");

        assertThat(line.getString("method")).isEqualTo(method);
        assertThat(line.getString("host")).isEqualTo(host);
        assertThat(line.getString("path")).isEqualTo(path);
        assertThat(line.getInteger("status")).isEqualTo(status);
        assertThat(line.getString("outcome")).isEqualTo(outcome);
        assertThat(line.getString("requestId")).isNotEmpty();
        assertThat(line.encode()).doesNotContain("secret");
    }

    @Test
    void an_admitted_request_leaves_a_line_with_its_rule_and_without_its_token() {
        protect();
        String token = TOKENS.token();

        JsonObject line = lineOf("GET /a?secret HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + token + "\r\n");

        assertThat(line.getString("outcome")).isEqualTo("authenticated");
        assertThat(line.getString("rule")).isEqualTo("jr-1");
        assertThat(line.getInteger("status")).isEqualTo(200);
        assertThat(line.encode()).doesNotContain("secret").doesNotContain(token.substring(0, 20));
    }

    @Test
    void it_names_what_shadow_rules_would_have_denied() {
        node.configure(
                Config.route(upstream.url()), Config.rule(TOKENS).shadow().build());
        String get = "GET /a HTTP/1.1\r\nHost: a\r\n";

        JsonObject denied = lineOf(get);
        JsonObject admitted = lineOf(get + "Authorization: Bearer " + TOKENS.token() + "\r\n");

        assertThat(denied.getString("outcome")).isEqualTo("passed");
        assertThat(denied.getJsonArray("wouldDeny"))
                .isEqualTo(
                        new JsonArray().add(new JsonObject().put("rule", "jr-1").put("code", "TOKEN_MISSING")));
        assertThat(admitted.containsKey("wouldDeny")).isFalse();
    }
}
