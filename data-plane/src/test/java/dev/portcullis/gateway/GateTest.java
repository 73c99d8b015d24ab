package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.RawClient;
import dev.portcullis.gateway.peer.RawMessage;
import dev.portcullis.gateway.peer.RecordingUpstream;
import dev.portcullis.gateway.peer.Tokens;
import dev.portcullis.model.AuthorizationMode;
import dev.portcullis.model.PathPattern;
import dev.portcullis.model.TokenPlace;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request meets at a node, as its client and its upstream see it. */
class GateTest {
    private static final Tokens TOKENS = new Tokens("https://issuer");
    private static final Tokens OTHERS = new Tokens("https://issuer");

    private static RecordingUpstream upstream;
    private static TestNode node;

    @BeforeAll
    static void start() {
        upstream = new RecordingUpstream();
        node = new TestNode();
    }

    @AfterAll
    static void stop() {
        node.close();
        upstream.close();
    }

    @BeforeEach
    void forget() {
        upstream.requests().clear();
    }

    private static RawMessage get(String target, String... fields) {
        StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: a\r\n");
        for (String field : fields) {
            request.append(field).append("\r\n");
        }
        return RawClient.ask(node.port(), request.append("\r\n").toString());
    }

    private static void protect() {
        node.configure(
                Config.route(upstream.url()),
                Config.rule(TOKENS).build(),
                Config.condition("az-1", PathPattern.Match.PREFIX, "/public"));
    }

    @Test
    void without_a_configuration_every_request_is_answered_503() {
        try (TestNode unready = new TestNode()) {
            for (String line : new String[] {"GET / HTTP/1.1", "OPTIONS * HTTP/1.1", "GET /x?y HTTP/1.1"}) {
                RawMessage answer = RawClient.ask(unready.port(), line + "\r\nHost: a\r\n\r\n");
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.body()).contains("\"code\":\"NOT_READY\"");
            }
        }
    }

    @Test
    void an_instance_that_is_deleted_lets_nothing_through_any_more() {
        try (TestNode deleted = new TestNode().configure(Config.route(upstream.url()))) {
            assertThat(RawClient.ask(deleted.port(), "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                            .status())
                    .isEqualTo(200);
            deleted.live().absent();
            assertThat(RawClient.ask(deleted.port(), "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                            .status())
                    .isEqualTo(503);
        }
    }

    @Test
    void a_denial_says_what_and_why_and_how_to_get_in() {
        protect();

        RawMessage answer = get("/a");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.field("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.field("www-authenticate")).isEqualTo("Bearer realm=\"demo\"");
        JsonObject problem = new JsonObject(answer.body());
        assertThat(problem.fieldNames())
                .containsExactlyInAnyOrder("type", "title", "status", "detail", "code", "requestId");
        assertThat(problem.getString("code")).isEqualTo("TOKEN_MISSING");
        assertThat(problem.getInteger("status")).isEqualTo(401);
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void a_token_of_the_right_key_gets_in_and_one_of_another_key_does_not() {
        protect();

        assertThat(get("/a", "Authorization: Bearer " + TOKENS.token()).status())
                .isEqualTo(200);
        RawMessage denied = get("/a", "Authorization: Bearer " + OTHERS.token());

        assertThat(denied.status()).isEqualTo(401);
        assertThat(denied.body()).contains("SIGNATURE_INVALID").doesNotContain(OTHERS.token());
        assertThat(denied.field("www-authenticate"))
                .startsWith("Bearer realm=\"demo\", error=\"invalid_token\"")
                .doesNotContain(OTHERS.token());
        assertThat(upstream.requests()).hasSize(1);
    }

    @Test
    void a_token_for_another_audience_is_answered_403() {
        node.configure(
                Config.route(upstream.url()),
                Config.rule(TOKENS).audience("shop").build());

        RawMessage denied = get("/a", "Authorization: Bearer " + TOKENS.token(Map.of("aud", "bank")));
        RawMessage admitted = get("/a", "Authorization: Bearer " + TOKENS.token(Map.of("aud", "shop")));

        assertThat(denied.status()).isEqualTo(403);
        assertThat(denied.field("www-authenticate")).contains("error=\"insufficient_scope\"");
        assertThat(admitted.status()).isEqualTo(200);
    }

    @Test
    void conditions_are_matched_by_segment() {
        protect();

        assertThat(get("/public").status()).isEqualTo(200);
        assertThat(get("/public/a").status()).isEqualTo(200);
        assertThat(get("/publicity").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/public/../private",
                "/public/%2e%2e/private",
                "/public/.%2E/private",
                "/./private",
                "/public/./../private",
                "http://a/private"
            })
    void a_path_is_decided_in_its_canonical_form(String target) {
        protect();

        assertThat(get(target).status()).isEqualTo(401);
        assertThat(get(target, "Authorization: Bearer " + TOKENS.token()).status())
                .isEqualTo(200);
        assertThat(upstream.requests())
                .singleElement()
                .extracting(RawMessage::target)
                .isEqualTo("/private");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/public/..%2fprivate",
                "/public/..%5cprivate",
                "/public/%252e%252e/private",
                "/public//x",
                "/public/x;y",
                "/public/x%3By",
                "/public/%00",
                "/public/%c0%ae",
                "/public/%zz",
                "/public/../../private",
                "/public\\..\\private"
            })
    void a_path_that_upstreams_read_in_different_ways_is_refused(String target) {
        protect();

        assertThat(get(target, "Authorization: Bearer " + TOKENS.token()).status())
                .isEqualTo(400);
        assertThat(upstream.requests()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TokenPlace.Type.class)
    void a_token_is_removed_from_its_place_and_nothing_else_is(TokenPlace.Type type) {
        node.configure(
                Config.route(upstream.url()),
                Config.rule(TOKENS).place(type, "the-token").build());

        RawMessage answer = ask(type, TOKENS.token());

        assertThat(answer.status()).isEqualTo(200);
        RawMessage request = upstream.requests().getFirst();
        assertThat(request.head()).doesNotContain(TOKENS.token().substring(0, 20), "the-token");
        assertThat(request.target()).isEqualTo("/a?x=%31&y");
        assertThat(request.field("cookie")).isEqualTo("one=1; two=2");
        assertThat(request.field("x-kept")).isEqualTo("kept");
    }

    @ParameterizedTest
    @EnumSource(TokenPlace.Type.class)
    void a_token_that_may_pass_reaches_the_upstream_unchanged(TokenPlace.Type type) {
        node.configure(
                Config.route(upstream.url()),
                Config.rule(TOKENS).place(type, "the-token").passthrough().build());
        String token = TOKENS.token();

        assertThat(ask(type, token).status()).isEqualTo(200);

        assertThat(upstream.requests().getFirst().head()).containsOnlyOnce(token);
    }

    private static RawMessage ask(TokenPlace.Type type, String token) {
        return switch (type) {
            case HEADER -> get("/a?x=%31&y", "The-Token: " + token, "Cookie: one=1; two=2", "X-Kept: kept");
            case QUERY -> get("/a?x=%31&the%2Dtoken=" + token + "&y", "Cookie: one=1; two=2", "X-Kept: kept");
            case COOKIE -> get("/a?x=%31&y", "Cookie: one=1; the-token=" + token + "; two=2", "X-Kept: kept");
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-User: eve", "x-user: eve", "X_User: eve", "Connection: X-User\r\nX-User: eve"})
    void a_client_cannot_say_what_only_a_token_may(String spoofed) {
        node.configure(
                Config.route(upstream.url()),
                Config.rule(TOKENS).claimHeader("sub", "X-User").build(),
                Config.condition("az-1", PathPattern.Match.PREFIX, "/public"));

        get("/a", "Authorization: Bearer " + TOKENS.token(), spoofed);
        get("/public", spoofed);

        assertThat(upstream.requests().getFirst().field("x-user")).isEqualTo("ann");
        assertThat(upstream.requests().getFirst().head()).doesNotContain("eve");
        assertThat(upstream.requests().getLast().head()).doesNotContain("eve");
    }

    @ParameterizedTest
    @EnumSource(AuthorizationMode.class)
    void a_claim_header_is_removed_even_while_its_rule_is_disabled(AuthorizationMode ignored) {
        node.configure(
                Config.route(upstream.url()),
                Config.rule(TOKENS).claimHeader("sub", "X-User").disabled().build());

        assertThat(get("/a", "X-User: eve", "X-Other: 1").status()).isEqualTo(200);

        assertThat(upstream.requests().getFirst().fieldNames())
                .contains("x-other")
                .doesNotContain("x-user");
    }

    @Test
    void a_client_cannot_have_a_claim_header_removed_by_naming_it_in_connection() {
        node.configure(
                Config.route(upstream.url()),
                Config.rule(TOKENS).claimHeader("sub", "X-User").build());

        get("/a", "Authorization: Bearer " + TOKENS.token(), "Connection: X-User");

        assertThat(upstream.requests().getFirst().field("x-user")).isEqualTo("ann");
    }

    @Test
    void an_unauthenticated_caller_does_not_learn_which_routes_exist() {
        node.configure(Config.rule(TOKENS).build());

        assertThat(get("/a").status()).isEqualTo(401);
        RawMessage answer = get("/a", "Authorization: Bearer " + TOKENS.token());
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).contains("\"code\":\"NO_ROUTE\"");
    }

    @Test
    void a_shadow_rule_is_counted_and_changes_nothing() {
        node.configure(
                Config.route(upstream.url()), Config.rule(TOKENS).shadow().build());

        assertThat(get("/a").status()).isEqualTo(200);

        assertThat(node.metrics().registry().scrape())
                .contains("portcullis_shadow_total{code=\"TOKEN_MISSING\",outcome=\"would_deny\",rule=\"jr-1\"} 1.0");
    }

    @Test
    void a_denied_request_with_a_body_leaves_the_connection_usable() {
        protect();
        try (RawClient client = new RawClient(node.port())) {
            client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
            assertThat(client.receive().status()).isEqualTo(401);
            client.send("GET /public HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.receive().status()).isEqualTo(200);
        }
        assertThat(upstream.requests()).hasSize(1);
    }

    @Test
    void a_denied_client_with_a_large_body_still_sees_the_denial() {
        protect();
        try (RawClient client = new RawClient(node.port())) {
            client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
            for (int i = 0; i < 10; i++) {
                client.send("x".repeat(100_000));
            }
            assertThat(client.receive().status()).isEqualTo(401);
        }
    }

    @Test
    void a_denied_client_that_expects_to_be_told_to_go_on_is_not() {
        protect();
        try (RawClient client = new RawClient(node.port())) {
            client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            RawMessage answer = client.receive();
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.field("connection")).isEqualTo("close");
        }
    }

    @Test
    void each_request_is_counted_once_by_its_outcome() {
        try (TestNode fresh = new TestNode()) {
            fresh.configure(
                    Config.route("http://127.0.0.1:1"), Config.rule(TOKENS).build());
            RawClient.ask(fresh.port(), "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            RawClient.ask(
                    fresh.port(), "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + TOKENS.token() + "\r\n\r\n");

            assertThat(fresh.metrics().registry().scrape())
                    .contains("portcullis_requests_total{code=\"TOKEN_MISSING\",outcome=\"denied\"} 1.0")
                    .contains("portcullis_requests_total{code=\"UPSTREAM_UNREACHABLE\",outcome=\"denied\"} 1.0")
                    .contains("portcullis_requests_total{code=\"\",outcome=\"authenticated\"} 0.0");
        }
    }
}
