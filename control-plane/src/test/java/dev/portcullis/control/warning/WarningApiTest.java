package dev.portcullis.control.warning;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@ControlPlaneTest
class WarningApiTest {
    private final Api api = Api.admin();

    private static Map<String, Object> enabledRule() {
        return Api.ruleWith("enabled", true);
    }

    private static String id(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    @Test
    void a_lax_rule_beside_a_strict_one_is_stored_and_warned_of() {
        String instance = api.newInstance();
        Map<String, Object> strict = enabledRule();
        strict.put("audiences", List.of("orders"));
        String strictPath = api.newRule(instance, strict);
        var written = api.post(instance + "/rules", enabledRule())
                .statusCode(201)
                .body("warnings.code", hasItem("LAX_RULE_BESIDE_STRICT"))
                .body("warnings.otherId", hasItem(id(strictPath)));
        String lax = instance + "/rules/" + written.extract().path("id");
        api.get(lax).body("warnings", nullValue());

        // The same rule for other tokens, in another place, or disabled, weakens nobody.
        Map<String, Object> other = enabledRule();
        other.put("issuer", "https://other.example");
        api.post(instance + "/rules", other).statusCode(201).body("warnings", nullValue());
        Map<String, Object> elsewhere = enabledRule();
        elsewhere.put("token", Map.of("type", "QUERY"));
        api.post(instance + "/rules", elsewhere).statusCode(201).body("warnings", nullValue());
        String disabled = api.newRule(instance);
        api.get(disabled).body("warnings", nullValue());
        api.post(disabled + "/enable").statusCode(200).body("warnings.code", hasItem("LAX_RULE_BESIDE_STRICT"));
    }

    @Test
    void a_route_around_a_blacklist_is_warned_of_from_either_side() {
        String instance = api.newInstance();
        Map<String, Object> blacklist = enabledRule();
        blacklist.put("authorizationMode", "BLACKLIST");
        String rule = api.newRule(instance, blacklist);
        api.post(
                        rule + "/authorizations",
                        Map.of("host", "api.example", "path", Map.of("match", "PREFIX", "value", "/admin")))
                .statusCode(201)
                .body("warnings", nullValue());
        String route = instance + "/routes/"
                + api.post(instance + "/routes", Api.route())
                        .statusCode(201)
                        .body("warnings[0].code", equalTo("ROUTE_AROUND_BLACKLIST"))
                        .body("warnings[0].otherId", equalTo(id(rule)))
                        .extract()
                        .path("id");
        api.put(rule, blacklist).statusCode(200).body("warnings[0].otherId", equalTo(id(route)));
        Map<String, Object> confined = Api.route();
        confined.put("hosts", List.of("api.example"));
        api.put(route, confined).statusCode(200).body("warnings", nullValue());
    }

    @Test
    void a_condition_that_exempts_everything_is_warned_of() {
        String rule = api.newRule(api.newInstance(), enabledRule());
        api.post(rule + "/authorizations", Api.authorization("/public")).body("warnings", nullValue());
        api.post(rule + "/authorizations", Api.authorization("/"))
                .statusCode(201)
                .body("warnings[0].code", equalTo("WHITELIST_EXEMPTS_ALL"));
    }

    @Test
    void an_answer_with_warnings_can_be_written_back() {
        String instance = api.newInstance();
        Map<String, Object> rule = Api.ruleWith("jwks", Map.of("keys", List.of(Map.of("kty", "XYZ"), Api.publicKey())));
        var written = api.post(instance + "/rules", rule).body("warnings[0].code", equalTo("KEYS_NOT_USABLE"));
        Map<String, Object> answer = written.extract().jsonPath().getMap("");
        api.put(instance + "/rules/" + answer.get("id"), answer).statusCode(200).body("revision", equalTo(2));
    }

    @Test
    void what_no_token_can_have_is_stored_and_warned_of() {
        String instance = api.newInstance();
        Map<String, Object> rule = Api.ruleWith(
                "requiredClaims", List.of(Map.of("claim", "realm_access.roles", "anyOf", List.of("admin"))));
        rule.put("audiences", List.of("https://{host}/"));
        String path = instance + "/rules/"
                + api.post(instance + "/rules", rule)
                        .statusCode(201)
                        .body("warnings.code", equalTo(List.of("MATCHES_NO_TOKEN", "CLAIM_IS_NESTED")))
                        .extract()
                        .path("id");

        rule.put("audiences", List.of("https://host.example/"));
        rule.put(
                "requiredClaims",
                List.of(Map.of("claim", List.of("realm_access", "roles"), "anyOf", List.of("admin"))));
        api.put(path, rule).statusCode(200).body("warnings", nullValue());
    }
}
