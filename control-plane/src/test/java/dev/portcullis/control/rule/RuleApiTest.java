package dev.portcullis.control.rule;

import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import io.restassured.common.mapper.TypeRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@ControlPlaneTest
class RuleApiTest {
    private static final TypeRef<Map<String, Object>> JSON_OBJECT = new TypeRef<>() {};

    private final Api api = Api.admin();

    @Test
    void a_rule_is_created_with_the_secure_defaults() {
        String instance = api.newInstance();
        Map<String, Object> rule = Api.rule();
        var created = api.post(instance + "/rules", rule)
                .statusCode(201)
                .header("Portcullis-Revision", "2")
                .body("id", matchesPattern("jr-[0-9a-z]{11}"))
                .body("enabled", equalTo(false))
                .body("type", equalTo("JWT"))
                .body("enforcement", equalTo("ENFORCE"))
                .body("token.type", equalTo("HEADER"))
                .body("token.key", equalTo("Authorization"))
                .body("token.prefix", equalTo("Bearer"))
                .body("token.passthrough", equalTo(false))
                .body("clockSkew", equalTo(60))
                .body("requireExpiration", equalTo(true))
                .body("audiences", nullValue())
                .body("jwks.keys[0]", equalTo(Api.publicKey()))
                .body("keys[0].kid", equalTo("ec-1"))
                .body("keys[0].kty", equalTo("EC"))
                .body("keys[0].size", equalTo(256))
                .body("keys[0].usable", equalTo(true))
                .body("keys[0].thumbprint", matchesPattern("[A-Za-z0-9_-]{43}"));
        created.header(
                "Location", endsWith(instance + "/rules/" + created.extract().path("id")));
    }

    @Test
    void every_field_that_is_written_is_read_again() {
        String instance = api.newInstance();
        Map<String, Object> rule = Api.rule();
        rule.putAll(Map.of(
                "enabled",
                true,
                "type",
                "JWT",
                "sub",
                "service",
                "audiences",
                List.of("a", "b"),
                "enforcement",
                "SHADOW",
                "token",
                Map.of("type", "COOKIE", "key", "session", "passthrough", true),
                "authorizationMode",
                "BLACKLIST",
                "clockSkew",
                0,
                "requireExpiration",
                false,
                "maxTokenLifetime",
                3600));
        rule.putAll(Map.of(
                "allowedAlgorithms", List.of("ES256", "EdDSA"),
                "requiredClaims", List.of(Map.of("claim", List.of("realm", "a.b"), "anyOf", List.of("x", 1, true))),
                "claimsToHeaders", List.of(Map.of("claim", List.of("email"), "header", "X-Email"))));
        String path = api.newRule(instance, rule);
        Map<String, Object> read = api.get(path).statusCode(200).extract().as(JSON_OBJECT);
        org.assertj.core.api.Assertions.assertThat(read).containsAllEntriesOf(rule);
    }

    @Test
    void what_was_read_can_be_written_back_and_changes_nothing() {
        String instance = api.newInstance();
        String path = api.newRule(instance);
        Map<String, Object> read = api.get(path).extract().as(JSON_OBJECT);
        api.put(path, read).statusCode(200).header("Portcullis-Revision", "2").body("revision", equalTo(2));
    }

    @Test
    void a_replacement_replaces_everything() {
        String instance = api.newInstance();
        Map<String, Object> rule = Api.rule();
        rule.put("audiences", List.of("a"));
        rule.put("enabled", true);
        String path = api.newRule(instance, rule);
        rule.remove("audiences");
        rule.remove("enabled");
        api.put(path, rule)
                .statusCode(200)
                .header("Portcullis-Revision", "3")
                .body("audiences", nullValue())
                .body("enabled", equalTo(false));
    }

    @Test
    void enabling_and_disabling_are_idempotent_and_an_enabled_rule_cannot_be_deleted() {
        String instance = api.newInstance();
        String path = api.newRule(instance);
        api.post(path + "/enable")
                .statusCode(200)
                .header("Portcullis-Revision", "3")
                .body("enabled", equalTo(true));
        api.post(path + "/enable")
                .statusCode(200)
                .header("Portcullis-Revision", "3")
                .body("enabled", equalTo(true));
        api.delete(path).statusCode(409).body("code", equalTo("RULE_ENABLED"));
        api.post(path + "/disable")
                .statusCode(200)
                .header("Portcullis-Revision", "4")
                .body("enabled", equalTo(false));
        api.post(path + "/disable").statusCode(200).header("Portcullis-Revision", "4");
        api.delete(path).statusCode(204).header("Portcullis-Revision", "5");
        api.delete(path).statusCode(404);
        api.post(path + "/enable").statusCode(404);
    }

    @Test
    void every_fault_is_named_at_once() {
        String instance = api.newInstance();
        Map<String, Object> rule = new HashMap<>();
        rule.put("name", "");
        rule.put("enabled", "yes");
        rule.put("type", "OPAQUE");
        rule.put("audiences", List.of());
        rule.put("jwks", Map.of("keys", List.of(Map.of("kty", "RSA", "n", "AQAB", "e", "AQAB", "d", "AQAB"))));
        rule.put("token", Map.of("type", "QUERY", "prefix", "Bearer", "place", "header"));
        rule.put("clockSkew", 301);
        rule.put("maxTokenLifetime", 0);
        rule.put("allowedAlgorithms", List.of("none"));
        rule.put("jwksUri", "https://issuer.example/jwks");
        rule.put("requiredClaims", List.of(Map.of("claim", "scope")));
        rule.put("claimsToHeaders", List.of(Map.of("claim", "sub", "header", "Transfer_Encoding")));
        api.post(instance + "/rules", rule)
                .statusCode(422)
                .body(
                        "violations.field",
                        containsInAnyOrder(
                                "name",
                                "enabled",
                                "type",
                                "issuer",
                                "audiences",
                                "jwks.keys[0].n",
                                "jwks.keys[0].d",
                                "jwks",
                                "token.prefix",
                                "token.place",
                                "authorizationMode",
                                "clockSkew",
                                "maxTokenLifetime",
                                "allowedAlgorithms[0]",
                                "jwksUri",
                                "requiredClaims[0].anyOf",
                                "claimsToHeaders[0].header"))
                .body(
                        "violations.find { it.field == 'clockSkew' }.message",
                        equalTo("301 (expected: a whole number, 0-300)"))
                .body(
                        "violations.find { it.field == 'issuer' }.message",
                        containsString("missing (expected: text of 1 to 2048"));
    }

    @Test
    void a_key_set_is_accepted_as_text_and_with_the_white_space_of_line_wraps() {
        String instance = api.newInstance();
        String x = String.valueOf(Api.publicKey().get("x"));
        String wrapped = "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" + x.substring(0, 20) + "\\n   "
                + x.substring(20) + "\",\"y\":\"" + Api.publicKey().get("y") + "\"}]}";
        api.post(instance + "/rules", Api.ruleWith("jwks", wrapped))
                .statusCode(201)
                .body("jwks.keys[0].x", equalTo(x))
                .body("keys[0].usable", equalTo(true));
    }

    @Test
    void keys_that_cannot_serve_are_kept_and_explained() {
        String instance = api.newInstance();
        Map<String, Object> unknown = Map.of("kty", "XYZ", "kid", "other");
        api.post(instance + "/rules", Api.ruleWith("jwks", Map.of("keys", List.of(unknown, Api.publicKey()))))
                .statusCode(201)
                .body("keys[0].usable", equalTo(false))
                .body("keys[0].reason", containsString("XYZ"))
                .body("keys[1].usable", equalTo(true));
        api.post(instance + "/rules", Api.ruleWith("jwks", Map.of("keys", List.of(unknown))))
                .statusCode(422)
                .body("violations[0].field", equalTo("jwks.keys"))
                .body("violations[0].message", containsString("no usable key"));
    }

    @Test
    void text_that_the_database_cannot_hold_is_refused_with_its_field() {
        String instance = api.newInstance();
        Map<String, Object> key = new HashMap<>(Api.publicKey());
        key.put("note", "a\0b");
        Map<String, Object> rule = Api.ruleWith("jwks", Map.of("keys", List.of(key)));
        rule.put("issuer", "https://issuer\0.example");
        api.post(instance + "/rules", rule)
                .statusCode(422)
                .body("violations.field", containsInAnyOrder("issuer", "jwks.keys[0]"));
    }

    @Test
    void a_rule_is_found_in_its_own_instance_only() {
        String path = api.newRule(api.newInstance());
        String id = path.substring(path.lastIndexOf('/') + 1);
        api.get(path).statusCode(200);
        api.get(api.newInstance() + "/rules/" + id).statusCode(404).body("detail", containsString("rule"));
        api.get("/instances/nowhere/rules/" + id).statusCode(404).body("detail", containsString("instance"));
    }

    @Test
    void deleting_a_rule_deletes_its_authorizations() {
        String instance = api.newInstance();
        String path = api.newRule(instance);
        String authorization = api.post(path + "/authorizations", Api.authorization("/public"))
                .statusCode(201)
                .extract()
                .path("id");
        api.delete(path).statusCode(204);
        api.get(path + "/authorizations/" + authorization).statusCode(404);
    }

    @Test
    void an_answer_names_no_field_that_was_not_given() {
        api.get(api.newRule(api.newInstance()))
                .body("", not(org.hamcrest.Matchers.hasKey("sub")))
                .body("", not(org.hamcrest.Matchers.hasKey("requiredClaims")));
    }

    @Test
    void a_list_in_one_text_has_a_separator() {
        String path = api.newRule(
                api.newInstance(),
                Api.ruleWith(
                        "requiredClaims",
                        List.of(
                                Map.of("claim", "groups", "anyOf", List.of("ops"), "separator", ", "),
                                Map.of("claim", "scp", "anyOf", List.of("read")))));
        api.get(path)
                .body("requiredClaims[0].separator", equalTo(", "))
                .body("requiredClaims[1]", not(org.hamcrest.Matchers.hasKey("separator")));

        Map<String, Object> empty = Api.ruleWith(
                "requiredClaims", List.of(Map.of("claim", "groups", "anyOf", List.of("ops"), "separator", "")));
        api.put(path, empty).statusCode(422).body("violations.field", equalTo(List.of("requiredClaims[0].separator")));
    }
}
