package dev.portcullis.control.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rules whose keys are published: what is written, and what is refused. */
@ControlPlaneTest
class PublishedKeysApiTest {
    private static final String URI = "https://issuer.example/jwks.json";
    private static final String CA_A = pem("ca-a");
    private static final String CA_B = pem("ca-b");

    private final Api api = Api.admin();

    private static String pem(String name) {
        try (InputStream pem = PublishedKeysApiTest.class.getResourceAsStream("/fetch/" + name + ".pem")) {
            return new String(pem.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> ruleOf(String field, Object value) {
        Map<String, Object> rule = Api.ruleWith(field, value);
        rule.remove("jwks");
        return rule;
    }

    private static Map<String, Object> published() {
        return ruleOf("jwksUri", URI);
    }

    private static Map<String, Object> header(String name, String value) {
        return Map.of("name", name, "value", value);
    }

    private static Map<String, Object> withHeader() {
        Map<String, Object> rule = published();
        rule.put("keyFetch", Map.of("headers", List.of(header("X-Api-Key", "hunter2")), "caCertificates", CA_A));
        return rule;
    }

    private static Map<String, Object> without(Map<String, Object> rule, String field) {
        Map<String, Object> copy = new HashMap<>(rule);
        copy.remove(field);
        return copy;
    }

    private static Map<String, Object> with(Map<String, Object> rule, String field, Object value) {
        Map<String, Object> copy = new HashMap<>(rule);
        copy.put(field, value);
        return copy;
    }

    private Map<String, Object> read(String path) {
        return api.get(path).statusCode(200).extract().jsonPath().getMap("");
    }

    @Test
    void a_rule_may_name_where_its_keys_are_published() {
        String instance = api.newInstance();
        String path = api.newRule(instance, published());
        api.get(path)
                .body("jwksUri", equalTo(URI))
                .body("", not(hasKey("jwks")))
                .body("", not(hasKey("keys")))
                .body("", not(hasKey("discovery")))
                .body("", not(hasKey("keyFetch")));
        api.put(path, read(path)).statusCode(200).header("Portcullis-Revision", "2");
    }

    @Test
    void a_rule_may_leave_it_to_the_issuers_discovery_document() {
        String instance = api.newInstance();
        String path = api.newRule(instance, ruleOf("discovery", true));
        api.get(path).body("discovery", equalTo(true)).body("", not(hasKey("jwksUri")));
        api.put(path, read(path)).statusCode(200).header("Portcullis-Revision", "2");
        api.put(path, with(read(path), "issuer", "accounts.example"))
                .statusCode(422)
                .body("violations.field", contains("issuer"));
    }

    @Test
    void a_rule_changes_from_one_source_to_another() {
        String path = api.newRule(api.newInstance());
        Map<String, Object> rule = read(path);
        api.put(path, with(without(without(rule, "jwks"), "keys"), "jwksUri", URI))
                .statusCode(200)
                .body("jwksUri", equalTo(URI))
                .body("jwks", nullValue());
        api.put(path, Api.rule()).statusCode(200).body("jwksUri", nullValue()).body("keys.size()", equalTo(1));
    }

    @Test
    void exactly_one_source_must_be_given() {
        String rules = api.newInstance() + "/rules";
        api.post(rules, without(Api.rule(), "jwks"))
                .statusCode(422)
                .body("violations.field", contains("jwks"))
                .body("violations[0].message", containsString("jwksUri"));
        api.post(rules, ruleOf("discovery", false)).statusCode(422).body("violations.field", contains("jwks"));
        api.post(rules, with(Api.rule(), "discovery", false)).statusCode(201);
        api.post(rules, with(with(Api.rule(), "jwksUri", URI), "discovery", true))
                .statusCode(422)
                .body("violations.field", containsInAnyOrder("jwks", "jwksUri", "discovery"))
                .body("violations[0].message", containsString("exactly one of"));
        api.post(rules, with(Api.rule(), "keyFetch", Map.of("headers", List.of(header("X-Key", "x")))))
                .statusCode(422)
                .body("violations.field", contains("keyFetch"));
    }

    @Test
    void every_fault_of_a_fetch_is_named_and_no_value_is_quoted() {
        Map<String, Object> rule = ruleOf("jwksUri", "http://169.254.169.254/latest");
        rule.put(
                "keyFetch",
                Map.of(
                        "headers",
                        List.of(
                                header("Transfer-Encoding", "x"),
                                header("X-A", "hunter2\r\nX: y"),
                                Map.of("name", "X-B", "value", 8472910),
                                Map.of("name", "X-C"),
                                header("X-D", "1"),
                                header("x-d", "2"),
                                Map.of("name", "X-E", "value", "x", "secret", "hunter2"),
                                Map.of("name", "X-F", "value", "x", "fingerprint", "guess")),
                        "caCertificates",
                        "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n",
                        "timeout",
                        5));
        String answer = api.post(api.newInstance() + "/rules", rule)
                .statusCode(422)
                .body(
                        "violations.field",
                        containsInAnyOrder(
                                "jwksUri",
                                "keyFetch.caCertificates",
                                "keyFetch.headers[0].name",
                                "keyFetch.headers[1].value",
                                "keyFetch.headers[2].value",
                                "keyFetch.headers[3].value",
                                "keyFetch.headers[5].name",
                                "keyFetch.headers[6].secret",
                                "keyFetch.headers[7].fingerprint",
                                "keyFetch.timeout"))
                .extract()
                .asString();
        assertThat(answer).doesNotContain("hunter2").doesNotContain("8472910");
    }

    @Test
    void a_header_is_shown_by_name_and_fingerprint_and_certificates_in_one_spelling() {
        String instance = api.newInstance();
        Map<String, Object> rule = withHeader();
        rule.put(
                "keyFetch",
                Map.of(
                        "headers",
                        List.of(header("X-Api-Key", "hunter2")),
                        "caCertificates",
                        "subject=Test CA\r\n" + CA_A.replace("\n", "\r\n") + CA_B));
        String path = api.newRule(instance, rule);
        api.get(path)
                .body("keyFetch.headers[0].name", equalTo("X-Api-Key"))
                .body("keyFetch.headers[0].fingerprint", matchesPattern("[A-Za-z0-9_-]{43}"))
                .body("keyFetch.headers[0]", not(hasKey("value")))
                .body("keyFetch.caCertificates", equalTo(CA_A + CA_B));
        api.put(path, read(path)).statusCode(200).header("Portcullis-Revision", "2");
    }

    @Test
    void a_known_header_without_value_keeps_it_and_its_name_may_change_case() {
        String path = api.newRule(api.newInstance(), withHeader());
        String fingerprint = api.get(path).extract().path("keyFetch.headers[0].fingerprint");
        Map<String, Object> rule = withHeader();
        rule.put("keyFetch", Map.of("headers", List.of(Map.of("name", "x-api-key")), "caCertificates", CA_A));
        api.put(path, rule)
                .statusCode(200)
                .body("keyFetch.headers[0].name", equalTo("x-api-key"))
                .body("keyFetch.headers[0].fingerprint", equalTo(fingerprint));
        rule.put(
                "keyFetch",
                Map.of("headers", List.of(Map.of("name", "X-Api-Key", "value", "new", "fingerprint", fingerprint))));
        api.put(path, rule).statusCode(200).body("keyFetch.headers[0].fingerprint", not(equalTo(fingerprint)));
        api.put(path, rule).statusCode(422).body("violations.field", contains("keyFetch.headers[0].fingerprint"));
    }

    @Test
    void a_stored_value_is_never_sent_to_another_destination_than_it_was_given_for() {
        String path = api.newRule(api.newInstance(), withHeader());
        Map<String, Object> rule = read(path);
        Map<String, Object> noCa = Map.of("headers", List.of(Map.of("name", "X-Api-Key")));
        Map<String, Object> otherCa = with(noCa, "caCertificates", CA_B);
        List<Map<String, Object>> redirected = List.of(
                with(rule, "jwksUri", "https://evil.example/jwks.json"),
                with(rule, "jwksUri", "https://issuer.example:8443/jwks.json"),
                with(rule, "jwksUri", "https://issuer.example/another/tenant"),
                with(without(rule, "jwksUri"), "discovery", true),
                with(rule, "keyFetch", otherCa),
                with(rule, "keyFetch", noCa));
        for (Map<String, Object> edit : redirected) {
            api.put(path, edit)
                    .statusCode(422)
                    .body("violations.field", contains("keyFetch.headers[0].value"))
                    .body("violations[0].message", containsString("the value again"));
        }
        api.put(path, with(rule, "issuer", "https://other.example")).statusCode(200);
        Map<String, Object> again = Map.of("headers", List.of(header("X-Api-Key", "hunter3")));
        api.put(path, with(with(published(), "jwksUri", "https://evil.example/jwks.json"), "keyFetch", again))
                .statusCode(200);
    }

    @Test
    void a_patch_keeps_a_value_for_its_destination_and_for_no_other() {
        String path = api.newRule(api.newInstance(), withHeader());
        String fingerprint = api.get(path).extract().path("keyFetch.headers[0].fingerprint");
        patch(path, Map.of("clockSkew", 5))
                .statusCode(200)
                .body("keyFetch.headers[0].fingerprint", equalTo(fingerprint));
        patch(path, Map.of("jwksUri", "https://evil.example/jwks.json"))
                .statusCode(422)
                .body("violations.field", contains("keyFetch.headers[0].value"));
        patch(path, Map.of("keyFetch", Map.of("caCertificates", CA_B)))
                .statusCode(422)
                .body("violations.field", contains("keyFetch.headers[0].value"));
    }

    private ValidatableResponse patch(String path, Map<String, Object> change) {
        return api.request()
                .contentType("application/merge-patch+json")
                .body(change)
                .patch(path)
                .then();
    }

    @Test
    void the_destination_of_a_discovery_is_its_issuer() {
        Map<String, Object> rule = ruleOf("discovery", true);
        rule.put("keyFetch", Map.of("headers", List.of(header("X-Api-Key", "hunter2"))));
        String path = api.newRule(api.newInstance(), rule);
        api.put(path, with(read(path), "issuer", "https://evil.example"))
                .statusCode(422)
                .body("violations.field", contains("keyFetch.headers[0].value"))
                .body("violations[0].message", containsString("issuer has changed"));
        api.put(path, with(read(path), "clockSkew", 1)).statusCode(200);
    }

    @Test
    void a_value_cannot_be_carried_to_a_new_destination_in_two_steps() {
        String path = api.newRule(api.newInstance(), withHeader());
        Map<String, Object> rule = read(path);
        api.put(path, with(without(rule, "keyFetch"), "jwksUri", "https://evil.example/jwks.json"))
                .statusCode(200)
                .body("keyFetch", nullValue());
        Map<String, Object> named =
                with(published(), "keyFetch", Map.of("headers", List.of(Map.of("name", "X-Api-Key"))));
        for (String uri : List.of("https://evil.example/jwks.json", URI)) {
            api.put(path, with(named, "jwksUri", uri))
                    .statusCode(422)
                    .body("violations.field", contains("keyFetch.headers[0].value"));
        }
    }
}
