package dev.portcullis.control.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import dev.portcullis.control.testing.Eventually;
import dev.portcullis.control.testing.FakeNode;
import dev.portcullis.control.testing.KeySourceId;
import dev.portcullis.control.testing.Tokens;
import dev.portcullis.model.KeyReport;
import dev.portcullis.model.Report;
import dev.portcullis.secret.SecretKeyRing;
import io.restassured.response.ValidatableResponse;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.Test;

@ControlPlaneTest
class ExplainApiTest {
    private static final String URL = "https://api.example/v1/things";

    @Inject
    @Identifier("default-kafka-broker")
    Map<String, Object> kafka;

    @Inject
    SecretKeyRing secrets;

    private final Api api = Api.admin();
    private final Signer signer = new Signer();

    /** An instance with a route that takes everything. */
    private String routed() {
        String instance = api.newInstance();
        api.post(instance + "/routes", Api.route()).statusCode(201);
        return instance;
    }

    private ValidatableResponse ask(String instance, Map<String, Object> question) {
        return ask(api, instance, question);
    }

    private static ValidatableResponse ask(Api caller, String instance, Map<String, Object> question) {
        // REST Assured would write the colon as %3A, which is another path.
        return caller.request()
                .urlEncodingEnabled(false)
                .body(question)
                .post(instance + ":explain")
                .then();
    }

    private ValidatableResponse askWith(String instance, String token) {
        return ask(instance, Signer.question(URL, token)).statusCode(200);
    }

    @Test
    void a_good_token_is_admitted_and_what_the_upstream_gets_is_shown() {
        String instance = routed();
        Map<String, Object> rule = signer.rule("WHITELIST");
        rule.put("claimsToHeaders", List.of(Map.of("claim", "sub", "header", "X-User")));
        String path = api.newRule(instance, rule);
        JwtClaims claims = Signer.claims();
        claims.setSubject("alice");
        Map<String, Object> question = new HashMap<>(Signer.question(URL, signer.token(claims)));
        question.put(
                "headers", List.of(Map.of("name", "X_User", "value", "mallory"), Map.of("name", "A", "value", "b")));
        ask(instance, question)
                .statusCode(200)
                .body("decision.outcome", equalTo("ADMITTED"))
                .body("decision.ruleId", equalTo(id(path)))
                .body("summary", containsString("admits the token"))
                .body("token.addedTo", equalTo("HEADER Authorization"))
                .body("token.places", contains("HEADER authorization"))
                .body("rules[0].signatureVerified", equalTo(true))
                .body("rules[0].checks.outcome", not(hasItem("FAILED")))
                .body("route.host", equalTo("*"))
                .body("forward.path", equalTo("/v1/things"))
                .body("forward.removedHeaders", contains("X_User", "Authorization"))
                .body("forward.addedHeaders", contains(Map.of("name", "X-User", "value", "alice")));
    }

    @Test
    void without_rules_a_request_passes_and_without_a_route_it_goes_nowhere() {
        ask(routed(), Map.of("url", "/x", "headers", List.of(Map.of("name", "Host", "value", "API.example."))))
                .statusCode(200)
                .body("decision.outcome", equalTo("PASSED"))
                .body("request.host", equalTo("api.example"))
                .body("token.state", equalTo("NOT_ASKED"));
        ask(api.newInstance(), Map.of("url", URL))
                .statusCode(200)
                .body("decision.outcome", equalTo("NO_ROUTE"))
                .body("decision.status", equalTo(404))
                .body("", not(hasKey("route")));
    }

    @Test
    void each_way_to_be_denied_is_explained_at_its_check() {
        String instance = routed();
        Map<String, Object> rule = signer.rule("WHITELIST");
        rule.put("audiences", List.of("api"));
        rule.put("sub", "alice");
        rule.put("maxTokenLifetime", 3_600);
        rule.put("requiredClaims", List.of(Map.of("claim", "role", "anyOf", List.of("reader"))));
        api.newRule(instance, rule);
        BiConsumer<String, String> denied = (token, expected) -> {
            String[] words = expected.split(" ");
            askWith(instance, token)
                    .body("decision.outcome", equalTo("DENIED"))
                    .body("decision.status", equalTo(Integer.parseInt(words[0])))
                    .body("decision.code", equalTo(words[1]))
                    .body("rules[0].reason", equalTo(words[1]))
                    .body("rules[0].checks.find { it.outcome == 'FAILED' }.check", equalTo(words[2]));
        };
        ask(instance, Map.of("url", URL))
                .body("decision.code", equalTo("TOKEN_MISSING"))
                .body("decision.challenge", equalTo("Bearer realm=\"" + id(instance) + "\""));
        String good = signer.token(good());
        ask(
                        instance,
                        Map.of(
                                "url",
                                URL,
                                "headers",
                                List.of(
                                        Map.of("name", "Authorization", "value", "Bearer " + good),
                                        Map.of("name", "authorization", "value", "Bearer " + good))))
                .body("decision.code", equalTo("MULTIPLE_TOKENS"));
        askWith(instance, good).body("decision.outcome", equalTo("ADMITTED"));
        denied.accept("A".repeat(16_385), "401 TOKEN_TOO_LARGE SIZE");
        denied.accept("no-token", "401 TOKEN_MALFORMED FORM");
        denied.accept(signer.token(changed(claims -> claims.setIssuer("https://other"))), "401 ISSUER_UNKNOWN ISSUER");
        denied.accept(Signer.hmac(good(), new byte[32]), "401 ALGORITHM_NOT_ALLOWED ALGORITHM");
        denied.accept(signer.token(good(), "k2"), "401 KEY_NOT_FOUND KEY");
        denied.accept(new Signer().token(good()), "401 SIGNATURE_INVALID SIGNATURE");
        denied.accept(signer.token(changed(claims -> claims.setExpirationTime(past(600)))), "401 TOKEN_EXPIRED EXPIRY");
        denied.accept(
                signer.token(changed(claims -> claims.setNotBefore(past(-300)))), "401 TOKEN_NOT_YET_VALID NOT_BEFORE");
        denied.accept(
                signer.token(changed(claims -> claims.setIssuedAt(past(9_000)))),
                "401 TOKEN_LIFETIME_TOO_LONG LIFETIME");
        denied.accept(signer.token(changed(claims -> claims.setSubject("bob"))), "401 SUBJECT_MISMATCH SUBJECT");
        denied.accept(signer.token(changed(claims -> claims.setAudience("x"))), "403 AUDIENCE_MISMATCH AUDIENCE");
        denied.accept(
                signer.token(changed(claims -> claims.setClaim("role", "x"))), "403 CLAIM_MISSING REQUIRED_CLAIMS");
    }

    private static JwtClaims good() {
        JwtClaims claims = Signer.claims();
        claims.setSubject("alice");
        claims.setAudience("api");
        claims.setIssuedAt(past(10));
        claims.setClaim("role", "reader");
        return claims;
    }

    private static JwtClaims changed(java.util.function.Consumer<JwtClaims> change) {
        JwtClaims claims = good();
        change.accept(claims);
        return claims;
    }

    private static NumericDate past(long seconds) {
        return NumericDate.fromSeconds(NumericDate.now().getValue() - seconds);
    }

    @Test
    void a_token_that_is_not_genuine_is_marked_and_checked_on() {
        String instance = routed();
        api.newRule(instance, signer.rule("WHITELIST"));
        JwtClaims claims = Signer.claims();
        claims.setExpirationTime(past(600));
        claims.setClaim("colour", "ultramarine");
        askWith(instance, new Signer().token(claims))
                .body("rules[0].signatureVerified", equalTo(false))
                .body("rules[0].checks.find { it.check == 'SIGNATURE' }.outcome", equalTo("FAILED"))
                .body("rules[0].checks.find { it.check == 'EXPIRY' }.outcome", equalTo("WOULD_FAIL"))
                .body("rules[0].checks.find { it.check == 'NOT_BEFORE' }.outcome", equalTo("WOULD_PASS"))
                .body("token.claims", contains("colour", "exp", "iss"))
                .body(not(containsString("ultramarine")));
    }

    @Test
    void conditions_that_exempt_or_demand_are_named() {
        String instance = routed();
        String whitelist = api.newRule(instance, signer.rule("WHITELIST"));
        String exempting = api.post(whitelist + "/authorizations", Api.authorization("/v1"))
                .extract()
                .path("id");
        api.post(whitelist + "/authorizations", Api.authorization("/v2")).statusCode(201);
        ask(instance, Map.of("url", URL))
                .body("decision.outcome", equalTo("PASSED"))
                .body("rules[0].cause", equalTo("EXEMPTED"))
                .body("rules[0].conditions", contains(exempting))
                .body("rules[0]", not(hasKey("checks")));
        ask(instance, Map.of("url", "https://api.example/v3"))
                .body("decision.code", equalTo("TOKEN_MISSING"))
                .body("rules[0].cause", equalTo("NOT_EXEMPTED"));
        String blacklist = api.newRule(instance, signer.rule("BLACKLIST"));
        String demanding = api.post(blacklist + "/authorizations", Api.authorization("/v1/things"))
                .extract()
                .path("id");
        ask(instance, Map.of("url", URL))
                .body("decision.code", equalTo("TOKEN_MISSING"))
                .body("rules[1].cause", equalTo("DEMANDED"))
                .body("rules[1].conditions", contains(demanding));
        ask(instance, Map.of("url", "https://api.example/v1"))
                .body("decision.outcome", equalTo("PASSED"))
                .body("rules[1].cause", equalTo("NOT_DEMANDED"));
    }

    @Test
    void shadow_and_disabled_rules_are_explained_without_a_say() {
        String instance = routed();
        Map<String, Object> shadow = signer.rule("WHITELIST");
        shadow.put("enforcement", "SHADOW");
        api.newRule(instance, shadow);
        Map<String, Object> disabled = signer.rule("WHITELIST");
        disabled.put("enabled", false);
        api.newRule(instance, disabled);
        ask(instance, Map.of("url", URL))
                .body("decision.outcome", equalTo("PASSED"))
                .body("rules.part", contains("SHADOW", "DISABLED"))
                .body("rules.reason", contains("TOKEN_MISSING", "TOKEN_MISSING"));
    }

    @Test
    void a_request_that_can_be_read_in_two_ways_is_not_decided() {
        String instance = routed();
        for (String url : List.of("https://api.example/a%2fb", "https://api.example/a//b", "/no-host", URL + "#x")) {
            ask(instance, Map.of("url", url))
                    .statusCode(200)
                    .body("decision.outcome", equalTo("REFUSED"))
                    .body("decision.status", equalTo(400))
                    .body("rules", empty());
        }
        ask(instance, Map.of("url", "https://api.example/a/../b%20c"))
                .body("request.path", equalTo("/b c"))
                .body("forward.path", equalTo("/b%20c"));
    }

    @Test
    void a_token_is_put_where_its_rule_looks() {
        String instance = routed();
        Map<String, Object> rule = signer.rule("WHITELIST");
        rule.put("token", Map.of("type", "QUERY", "key", "t"));
        api.newRule(instance, rule);
        String token = signer.token(Signer.claims());
        askWith(instance, token)
                .body("decision.outcome", equalTo("ADMITTED"))
                .body("token.addedTo", equalTo("QUERY t"))
                .body(not(containsString(token)));
    }

    @Test
    void secret_keys_are_opened() {
        String instance = routed();
        byte[] secret = "an oct key of thirty-two octets!".getBytes(StandardCharsets.UTF_8);
        String k = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        Map<String, Object> rule =
                Api.ruleWith("jwks", Map.of("keys", List.of(Map.of("kty", "oct", "kid", "s1", "k", k))));
        rule.put("enabled", true);
        api.newRule(instance, rule);
        askWith(instance, Signer.hmac(Signer.claims(), secret)).body("decision.outcome", equalTo("ADMITTED"));
        askWith(instance, Signer.hmac(Signer.claims(), new byte[32]))
                .body("decision.code", equalTo("SIGNATURE_INVALID"));
    }

    @Test
    void a_rule_whose_keys_only_nodes_have_says_so() {
        String instance = routed();
        Map<String, Object> rule = signer.rule("WHITELIST");
        rule.remove("jwks");
        rule.put("jwksUri", "https://issuer.example/jwks");
        api.newRule(instance, rule);
        askWith(instance, signer.token(Signer.claims()))
                .body("decision.code", equalTo("KEYS_UNAVAILABLE"))
                .body("rules[0].keys", equalTo("NOT_KNOWN"))
                .body("rules[0].signatureVerified", equalTo(false));
    }

    /** A rule whose keys are published at an address whose query no report tells. */
    private String publishedRule(String instance) {
        Map<String, Object> rule = signer.rule("WHITELIST");
        rule.remove("jwks");
        rule.put("jwksUri", "https://issuer.example/jwks?tenant=7");
        return api.newRule(instance, rule);
    }

    private KeyReport report(String instance, KeyReport.ReportedKey... keys) {
        return new KeyReport(
                Report.FORMAT,
                id(instance),
                "n1",
                KeySourceId.of(secrets, "https://issuer.example/jwks?tenant=7"),
                "https://issuer.example/jwks",
                KeyReport.State.FRESH,
                List.of(keys),
                1_000L,
                2_000L,
                null,
                null,
                0,
                FakeNode.UNSTAMPED);
    }

    @Test
    void a_published_key_that_nodes_cannot_use_is_none_here_either() {
        String instance = routed();
        publishedRule(instance);
        Map<String, Object> other = new HashMap<>(new Signer().publicJwk());
        other.put("kid", "k2");
        try (FakeNode node = new FakeNode(kafka, id(instance), "n1")) {
            node.keys(report(
                    instance,
                    new KeyReport.ReportedKey(signer.publicJwk(), List.of(), null),
                    new KeyReport.ReportedKey(other, List.of("ES256"), null)));
            Eventually.await()
                    .untilAsserted(() -> askWith(instance, signer.token(Signer.claims()))
                            .body("rules[0].keys", equalTo("REPORTED"))
                            .body("decision.code", equalTo("KEY_NOT_FOUND")));
        }
    }

    @Test
    void a_published_set_without_keys_is_one_by_which_nodes_decide() {
        String instance = routed();
        publishedRule(instance);
        try (FakeNode node = new FakeNode(kafka, id(instance), "n1")) {
            node.keys(report(instance));
            Eventually.await()
                    .untilAsserted(() -> askWith(instance, signer.token(Signer.claims()))
                            .body("rules[0].keys", equalTo("REPORTED"))
                            .body("decision.code", equalTo("ALGORITHM_NOT_ALLOWED")));
        }
    }

    @Test
    void published_keys_of_another_address_are_not_those_of_the_rule() {
        String instance = routed();
        String rule = publishedRule(instance);
        try (FakeNode node = new FakeNode(kafka, id(instance), "n1")) {
            node.keys(report(instance, new KeyReport.ReportedKey(signer.publicJwk(), List.of("ES256"), null)));
            String token = signer.token(Signer.claims());
            Eventually.await()
                    .untilAsserted(() -> askWith(instance, token).body("decision.outcome", equalTo("ADMITTED")));

            Map<String, Object> changed = signer.rule("WHITELIST");
            changed.remove("jwks");
            changed.put("jwksUri", "https://elsewhere.example/jwks");
            api.put(rule, changed).statusCode(200);

            askWith(instance, token)
                    .body("decision.code", equalTo("KEYS_UNAVAILABLE"))
                    .body("rules[0].keys", equalTo("NOT_KNOWN"));
        }
    }

    @Test
    void published_keys_are_those_that_a_node_reports() {
        String instance = routed();
        publishedRule(instance);
        try (FakeNode node = new FakeNode(kafka, id(instance), "n1")) {
            node.keys(report(instance, new KeyReport.ReportedKey(signer.publicJwk(), List.of("ES256"), null)));
            Eventually.await()
                    .untilAsserted(() -> askWith(instance, signer.token(Signer.claims()))
                            .body("decision.outcome", equalTo("ADMITTED"))
                            .body("rules[0].keys", equalTo("REPORTED"))
                            .body("rules[0].keysOfNode", equalTo("n1")));
            askWith(instance, new Signer().token(Signer.claims())).body("decision.code", equalTo("SIGNATURE_INVALID"));
            askWith(instance, signer.token(Signer.claims(), "other")).body("decision.code", equalTo("KEY_NOT_FOUND"));
        }
    }

    @Test
    void the_newest_revision_decides_whatever_was_changed_or_deleted() {
        String instance = routed();
        String rule = api.newRule(instance, signer.rule("WHITELIST"));
        String condition = rule + "/authorizations/"
                + api.post(rule + "/authorizations", Api.authorization("/v1"))
                        .extract()
                        .<String>path("id");
        ask(instance, Map.of("url", URL))
                .body("decision.outcome", equalTo("PASSED"))
                .body("revision", equalTo(4));
        api.delete(condition).statusCode(204);
        ask(instance, Map.of("url", URL))
                .body("decision.outcome", equalTo("DENIED"))
                .body("revision", equalTo(5));
        api.post(rule + "/disable").statusCode(200);
        ask(instance, Map.of("url", URL))
                .body("decision.outcome", equalTo("PASSED"))
                .body("rules.part", contains("DISABLED"));
        api.delete(rule).statusCode(204);
        ask(instance, Map.of("url", URL)).body("rules", empty());
    }

    @Test
    void viewers_may_ask_within_their_instances_only() {
        String instance = routed();
        Api viewer = Api.with(Tokens.of("viewer", id(instance)));
        ask(viewer, instance, Map.of("url", URL)).statusCode(200);
        ask(viewer, routed(), Map.of("url", URL)).statusCode(403);
        ask("/instances/no-such-instance", Map.of("url", URL)).statusCode(404);
    }

    @Test
    void every_fault_of_a_question_is_named_and_none_is_quoted() {
        ask(
                        routed(),
                        Map.of(
                                "url",
                                "ftp://x?secret",
                                "token",
                                "a b",
                                "headers",
                                List.of(Map.of("name", "a b", "value", "\u0001")),
                                "more",
                                1))
                .statusCode(422)
                .body("violations.field", contains("url", "headers[0].name", "headers[0].value", "token", "more"))
                .body(not(containsString("secret")));
        ask(routed(), Map.of("url", URL, "token", "a".repeat(65_536)))
                .statusCode(422)
                .body("violations[0].message", containsString("431"));
    }

    @Test
    void nothing_of_a_question_is_logged() {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        Handler capture = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                lines.add(entry.getMessage()
                        + List.of(entry.getParameters() == null ? new Object[0] : entry.getParameters())
                        + entry.getThrown());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        capture.setLevel(Level.ALL);
        Logger root = Logger.getLogger("");
        root.addHandler(capture);
        try {
            Logger.getLogger("dev.portcullis.control.explain").info("planted");
            String instance = routed();
            api.newRule(instance, signer.rule("WHITELIST"));
            JwtClaims claims = Signer.claims();
            claims.setSubject("subject-in-a-token");
            String token = signer.token(claims);
            askWith(instance, token);
            askWith(instance, token + "x");
            ask(instance, Map.of("url", "ftp://host/?" + token)).statusCode(422);
            assertThat(lines).anyMatch(line -> line.contains("planted"));
            assertThat(lines).noneMatch(line -> line.contains(token.substring(0, 60)) || line.contains("subject-in"));
        } finally {
            root.removeHandler(capture);
        }
    }

    private static String id(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    @Test
    void an_international_host_is_decided_as_a_node_decides_it() {
        String instance = routed();
        Map<String, Object> rule = signer.rule("BLACKLIST");
        String path = api.newRule(instance, rule);
        api.post(
                        path + "/authorizations",
                        Map.of("host", "bücher.test", "path", Map.of("match", "PREFIX", "value", "/")))
                .statusCode(201);
        for (Map<String, Object> question : List.<Map<String, Object>>of(
                Map.of("url", "/x", "headers", List.of(Map.of("name", "Host", "value", "bücher.test"))),
                Map.of("url", "/x", "headers", List.of(Map.of("name", "host", "value", "BÜCHER.test.:8080"))),
                Map.of("url", "/x", "headers", List.of(Map.of("name", "Host", "value", "xn--bcher-kva.test"))),
                Map.of("url", "https://bücher.test/x"),
                Map.of("url", "http://xn--bcher-kva.test:80/x"))) {
            ask(instance, question)
                    .statusCode(200)
                    .body("request.host", equalTo("xn--bcher-kva.test"))
                    .body("decision.code", equalTo("TOKEN_MISSING"));
        }
        ask(instance, Map.of("url", "https://例え.test/x"))
                .statusCode(200)
                .body("request.host", equalTo("xn--r8jz45g.test"))
                .body("decision.outcome", equalTo("PASSED"));
        // What a node refuses, it refuses here: a path outside ASCII, and octets that are not a name.
        ask(instance, Map.of("url", "https://bücher.test/ü")).statusCode(200).body("decision.status", equalTo(400));
        ask(instance, Map.of("url", "https://b­ücher test/")).statusCode(200).body("decision.status", equalTo(400));
    }

    @Test
    void a_check_that_fails_says_what_was_found_and_what_was_expected_and_the_denial_quotes_no_claim() {
        String instance = routed();
        Map<String, Object> rule = signer.rule("WHITELIST");
        rule.put("audiences", List.of("orders", "billing"));
        rule.put("requiredClaims", List.of(Map.of("claim", List.of("realm", "roles"), "anyOf", List.of("admin"))));
        api.newRule(instance, rule);
        JwtClaims claims = Signer.claims();
        claims.setAudience("orders");
        claims.setClaim("roles", List.of("ultramarine"));

        askWith(instance, signer.token(claims))
                .body("decision.code", equalTo("CLAIM_MISSING"))
                .body("decision.detail", containsString("realm"))
                .body("decision.detail", containsString("elsewhere"))
                .body("decision.detail", not(containsString("ultramarine")))
                .body(
                        "rules[0].checks.find { it.check == 'REQUIRED_CLAIMS' }.detail",
                        containsString("there is [\"roles\"]"));

        claims.setAudience("ultramarine");
        askWith(instance, signer.token(claims))
                .body("decision.code", equalTo("AUDIENCE_MISMATCH"))
                .body("decision.detail", not(containsString("ultramarine")))
                .body(
                        "rules[0].checks.find { it.check == 'AUDIENCE' }.detail",
                        containsString("aud is \"ultramarine\" (expected: one of \"orders\", \"billing\")"));
    }
}
