package dev.portcullis.control.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ControlPlaneTest
class PatchApiTest {
    private static final String MERGE_PATCH = "application/merge-patch+json";

    private final Api api = Api.admin();

    private ValidatableResponse patch(String path, String patch) {
        return api.request().contentType(MERGE_PATCH).body(patch).patch(path).then();
    }

    @Test
    void what_a_patch_leaves_out_stays_and_what_it_clears_goes_back_to_the_default() {
        Map<String, Object> rule = Api.rule();
        rule.putAll(Map.of("sub", "service", "audiences", List.of("a"), "clockSkew", 5, "enabled", true));
        rule.put("token", Map.of("key", "X-Token", "prefix", "Token"));
        String path = api.newRule(api.newInstance(), rule);
        patch(path, """
                {"sub": null, "clockSkew": null, "audiences": ["b", "c"], "token": {"prefix": "Key"}}""")
                .statusCode(200)
                .header("Portcullis-Revision", "3")
                .body("name", equalTo(rule.get("name")))
                .body("enabled", equalTo(true))
                .body("sub", nullValue())
                .body("clockSkew", equalTo(60))
                .body("audiences", equalTo(List.of("b", "c")))
                .body("token.key", equalTo("X-Token"))
                .body("token.prefix", equalTo("Key"))
                .body("keys[0].kid", equalTo("ec-1"));
    }

    @Test
    void a_patch_enables_and_disables() {
        String path = api.newRule(api.newInstance());
        patch(path, "{\"enabled\": true}").statusCode(200).body("enabled", equalTo(true));
        api.delete(path).statusCode(409);
        patch(path, "{\"enabled\": null}").statusCode(200).body("enabled", equalTo(false));
    }

    @Test
    void a_patch_without_effect_takes_no_revision_and_leaves_the_tag() {
        String path = api.newRule(api.newInstance());
        String tag = api.get(path).extract().header("ETag");
        for (String nothing : List.of("{}", "{\"sub\": null}", "{\"clockSkew\": 60}", "{\"token\": {}}")) {
            patch(path, nothing)
                    .statusCode(200)
                    .header("Portcullis-Revision", "2")
                    .header("ETag", tag);
        }
    }

    @Test
    void instances_routes_and_authorizations_can_be_patched_too() {
        String instance = api.newInstance();
        patch(instance, """
                {"labels": {"a": "1", "b": "2"}, "requestPolicy": {"allowSemicolon": true}}""").statusCode(200);
        patch(instance, """
                {"labels": {"a": null, "c": "3", "d": null}, "description": "later"}""")
                .statusCode(200)
                .body("labels", equalTo(Map.of("b", "2", "c", "3")))
                .body("requestPolicy.allowSemicolon", equalTo(true));
        String route = instance + "/routes/"
                + api.post(instance + "/routes", Api.route()).extract().<String>path("id");
        patch(route, """
                {"hosts": ["a.example"], "upstream": {"preserveHost": true}}""")
                .statusCode(200)
                .body("upstream.targets[0].url", equalTo("http://127.0.0.1:8090"))
                .body("upstream.preserveHost", equalTo(true));
        String list = api.newRule(instance) + "/authorizations";
        String authorization =
                list + "/" + api.post(list, Api.authorization("/a")).extract().<String>path("id");
        patch(authorization, """
                {"path": {"value": "/b"}, "methods": ["GET"]}""")
                .statusCode(200)
                .body("path.match", equalTo("PREFIX"))
                .body("path.value", equalTo("/b"));
        patch(authorization, "{\"methods\": null}").statusCode(200).body("methods", nullValue());
    }

    @Test
    void every_fault_of_what_the_patch_leads_to_is_named_at_once() {
        String path = api.newRule(api.newInstance());
        patch(path, """
                {"issuer": null, "clockSkew": 301, "audience": null, "token": {"place": null}, "revision": 7,
                 "id": "jr-other", "audiences": []}""")
                .statusCode(422)
                .body(
                        "violations.field",
                        containsInAnyOrder(
                                "issuer", "clockSkew", "audience", "token.place", "revision", "id", "audiences"))
                .body("violations.find { it.field == 'audience' }.message", containsString("unknown field"));
        api.get(path).body("revision", equalTo(2));
    }

    @Test
    void what_the_server_makes_may_be_named_as_it_is() {
        String path = api.newRule(api.newInstance());
        patch(path, "{\"revision\": 2, \"clockSkew\": 1}").statusCode(200);
        patch(path, "{\"revision\": 2, \"clockSkew\": 2}").statusCode(422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"kid\": \"s1\", ", ""})
    void a_patch_keeps_secrets_that_it_names_without_k_or_does_not_name(String kid) {
        String rule = "{\"jwks\": {\"keys\": [{" + kid + "\"kty\": \"oct\"%s}]}}";
        String path = api.newRule(api.newInstance());
        String fingerprint = patch(path, rule.formatted(", \"k\": \"" + "A".repeat(43) + "\""))
                .statusCode(200)
                .extract()
                .path("keys[0].fingerprint");
        String tag = api.get(path).extract().header("ETag");
        patch(path, rule.formatted("")).statusCode(200).header("ETag", tag);
        patch(path, "{\"clockSkew\": 7}").statusCode(200).body("keys[0].fingerprint", equalTo(fingerprint));
        assertThat(fingerprint).hasSize(43);
    }

    @Test
    void a_patch_heeds_what_is_expected() {
        String path = api.newRule(api.newInstance());
        String stale = api.get(path).extract().header("ETag");
        String fresh = patch(path, "{\"clockSkew\": 1}").extract().header("ETag");
        for (String tag : List.of(stale, fresh)) {
            api.request()
                    .contentType(MERGE_PATCH)
                    .header("If-Match", tag)
                    .body("{\"clockSkew\": 2}")
                    .patch(path)
                    .then()
                    .statusCode(tag.equals(fresh) ? 200 : 412);
        }
    }

    @Test
    void json_is_taken_for_a_merge_patch_and_other_patches_are_refused() {
        String path = api.newRule(api.newInstance());
        api.request().body("{\"clockSkew\": 1}").patch(path).then().statusCode(200);
        api.request()
                .contentType("application/json-patch+json")
                .body("[{\"op\": \"remove\", \"path\": \"/sub\"}]")
                .patch(path)
                .then()
                .statusCode(415)
                .header("Accept-Patch", "application/merge-patch+json, application/json")
                .body("detail", containsString("application/merge-patch+json"));
        patch(path, "[]").statusCode(400).body("code", equalTo("MALFORMED_JSON"));
        patch(path, "{\"clockSkew\": 1, \"clockSkew\": 2}").statusCode(400);
    }
}
