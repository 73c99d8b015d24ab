package dev.portcullis.control.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import dev.portcullis.control.testing.Tokens;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@ControlPlaneTest
class HistoryApiTest {
    private final Api api = Api.admin();

    private static String id(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static Map<String, Object> ruleNamed(String name) {
        Map<String, Object> rule = Api.rule();
        rule.put("name", name);
        return rule;
    }

    /** Everything in an instance but what a write changes even where it changes nothing else. */
    private List<Object> content(String instance) {
        List<Object> content = new ArrayList<>();
        content.add(withoutTimes(api.get(instance).extract().jsonPath().getMap("")));
        for (String list : List.of("/routes", "/rules")) {
            JsonPath page = api.get(instance + list).extract().jsonPath();
            page.<Map<String, Object>>getList("items").forEach(item -> content.add(withoutTimes(item)));
        }
        api.get(instance + "/rules")
                .extract()
                .jsonPath()
                .<String>getList("items.id")
                .forEach(rule -> api.get(instance + "/rules/" + rule + "/authorizations")
                        .extract()
                        .jsonPath()
                        .<Map<String, Object>>getList("items")
                        .forEach(item -> content.add(withoutTimes(item))));
        return content;
    }

    private static Map<String, Object> withoutTimes(Map<String, Object> item) {
        Map<String, Object> copy = new HashMap<>(item);
        copy.keySet().removeAll(List.of("createdAt", "updatedAt", "revision"));
        return copy;
    }

    @Test
    void a_revision_says_who_changed_what_from_what_to_what() {
        String instance = api.newInstance();
        String rule = api.newRule(instance, ruleNamed("first"));
        Map<String, Object> second = ruleNamed("second");
        second.put("clockSkew", 5);
        Api.with(Tokens.sign(Tokens.claims("editor").subject("alice")))
                .request()
                .header("X-Request-Id", "request-17")
                .body(second)
                .put(rule)
                .then()
                .statusCode(200);

        api.get(instance + "/revisions")
                .statusCode(200)
                .body("items.revision", contains(3, 2, 1))
                .body("items.operation", contains("replaceRule", "createRule", "createInstance"))
                .body("items.caller", contains("alice", "tester", "tester"))
                .body("items[0].updated", equalTo(1))
                .body("items[1].created", equalTo(1))
                .body("items[0].changes", equalTo(null))
                .body("totalSize", equalTo(3));
        api.get(instance + "/revisions/3")
                .statusCode(200)
                .body("requestId", equalTo("request-17"))
                .body("createdAt", notNullValue())
                .body("changes", hasSize(1))
                .body("changes[0].kind", equalTo("RULE"))
                .body("changes[0].action", equalTo("UPDATED"))
                .body("changes[0].id", equalTo(id(rule)))
                .body("changes[0].name", equalTo("second"))
                .body("changes[0].fields.field", contains("name", "clockSkew"))
                .body("changes[0].fields.before", contains("first", 60))
                .body("changes[0].fields.after", contains("second", 5));
    }

    @Test
    void revisions_are_walked_from_the_newest_while_more_are_made() {
        String instance = api.newInstance();
        for (int i = 0; i < 6; i++) {
            api.newRule(instance);
        }
        List<Integer> walked = new ArrayList<>();
        String token = null;
        do {
            JsonPath page = (token == null
                            ? api.request().queryParam("pageSize", 2)
                            : api.request().queryParam("pageSize", 2).queryParam("pageToken", token))
                    .get(instance + "/revisions")
                    .jsonPath();
            walked.addAll(page.getList("items.revision"));
            token = page.getString("nextPageToken");
            api.newRule(instance);
        } while (token != null);

        assertThat(walked).containsExactly(7, 6, 5, 4, 3, 2, 1);
    }

    @Test
    void what_changes_nothing_leaves_no_revision() {
        String instance = api.newInstance();
        String rule = api.newRule(instance);
        api.post(rule + "/disable").statusCode(200);
        api.post(instance + "/rules", Map.of("name", "no more")).statusCode(422);

        api.get(instance + "/revisions").body("items.revision", contains(2, 1));
    }

    @Test
    void two_revisions_differ_by_what_is_left_of_the_way_between_them() {
        String instance = api.newInstance();
        String kept = api.newRule(instance);
        String gone = api.newRule(instance);
        String passing = api.newRule(instance);
        api.delete(passing).statusCode(204);
        api.delete(gone).statusCode(204);
        String made = api.newRule(instance);
        api.post(kept + "/enable").statusCode(200);
        api.post(kept + "/disable").statusCode(200);

        api.get(instance + "/revisions/3/diff?to=9")
                .statusCode(200)
                .body("from", equalTo(3))
                .body("to", equalTo(9))
                .body("changes.id", contains(id(gone), id(made)))
                .body("changes.action", contains("DELETED", "CREATED"));
        api.get(instance + "/revisions/9/diff?to=3")
                .body("changes.id", contains(id(gone), id(made)))
                .body("changes.action", contains("CREATED", "DELETED"));
        api.get(instance + "/revisions/9/diff").body("changes", empty());
        api.get(instance + "/revisions/3/diff?to=10").statusCode(404).body("detail", containsString("1-9"));
        api.get(instance + "/revisions/3/diff?to=x").statusCode(400);
        api.get(instance + "/revisions/0").statusCode(404);
    }

    @Test
    void a_rollback_is_a_new_revision_with_the_old_content() {
        String instance = api.newInstance();
        String first = api.newRule(instance, ruleNamed("a"));
        String second = api.newRule(instance, ruleNamed("b"));
        String condition = api.post(first + "/authorizations", Api.authorization("/x"))
                .extract()
                .path("id");
        api.post(instance + "/routes", Api.route()).statusCode(201);
        List<Object> then = content(instance);

        api.put(instance, Map.of("name", Api.freshName("renamed"), "description", "new"))
                .statusCode(200);
        // The names change places, and the rule with the condition goes.
        api.put(second, ruleNamed("c")).statusCode(200);
        api.put(first, ruleNamed("b")).statusCode(200);
        api.put(second, ruleNamed("a")).statusCode(200);
        api.delete(first).statusCode(204);
        api.newRule(instance, ruleNamed("new"));
        api.get(instance + "/revisions/5/diff").body("changes.size()", equalTo(5));

        api.post(instance + "/revisions/5:rollback")
                .statusCode(200)
                .header("Portcullis-Revision", "12")
                .body("revision", equalTo(12))
                .body("to", equalTo(5))
                .body("changes", hasSize(5));

        assertThat(content(instance)).isEqualTo(then);
        api.get(first + "/authorizations/" + condition).statusCode(200);
        api.get(instance + "/revisions/12").body("operation", equalTo("rollbackToRevision"));
        api.get(instance + "/revisions/12/diff?to=5").body("changes", empty());
        api.post(instance + "/revisions/5:rollback")
                .statusCode(200)
                .header("Portcullis-Revision", "12")
                .body("changes", empty());
        // And the way back from it.
        api.post(instance + "/revisions/11:rollback").statusCode(200).header("Portcullis-Revision", "13");
        api.get(first).statusCode(404);
        api.get(instance + "/revisions/13/diff?to=11").body("changes", empty());
    }

    @Test
    void a_rollback_drops_an_enabled_rule_only_if_told_to() {
        String instance = api.newInstance();
        String rule = api.newRule(instance);
        api.post(rule + "/enable").statusCode(200);

        api.post(instance + "/revisions/1:rollback")
                .statusCode(409)
                .body("code", equalTo("RULE_ENABLED"))
                .body("detail", containsString(id(rule)));
        api.get(rule).statusCode(200);
        for (String query : List.of("prune=yes", "Prune=force", "prune=force&prune=force")) {
            api.post(instance + "/revisions/1:rollback?" + query).statusCode(400);
        }
        api.post(instance + "/revisions/1:rollback?dryRun=true")
                .statusCode(400)
                .body("violations.field", contains("dryRun"))
                .body("violations.message", contains("unknown parameter (expected: prune)"));
        api.post(instance + "/revisions/1:rollback?prune=force").statusCode(200);
        api.get(rule).statusCode(404);
        api.post(instance + "/revisions/99:rollback").statusCode(404);
    }

    @Test
    void a_rollback_may_be_bound_to_the_newest_revision_that_its_author_saw() {
        String instance = api.newInstance();
        api.newRule(instance);
        String seen = api.get(instance + "/revisions/2").extract().header("ETag");
        api.newRule(instance);
        String path = instance + "/revisions/1:rollback";

        api.request()
                .urlEncodingEnabled(false)
                .header("If-Match", seen)
                .post(path)
                .then()
                .statusCode(412);
        api.get(instance + "/rules").body("totalSize", equalTo(2));
        String newest = api.get(instance + "/revisions/3").extract().header("ETag");
        api.request()
                .urlEncodingEnabled(false)
                .header("If-Match", newest)
                .post(path)
                .then()
                .statusCode(200);
        api.get(instance + "/rules").body("totalSize", equalTo(0));
    }

    @Test
    void secrets_come_back_with_a_rollback_and_show_in_none_of_it() {
        String instance = api.newInstance();
        Map<String, Object> rule = Api.ruleWith("jwks", Map.of("keys", List.of(secret('a'))));
        String path = api.newRule(instance, rule);
        String fingerprint = api.get(path).extract().path("keys[0].fingerprint");
        rule.put("jwks", Map.of("keys", List.of(secret('b'))));
        api.put(path, rule).statusCode(200).body("keys[0].fingerprint", not(equalTo(fingerprint)));

        String shown = api.get(instance + "/revisions/3").extract().asString()
                + api.get(instance + "/revisions/1/diff").extract().asString()
                + api.post(instance + "/revisions/2:rollback").extract().asString();
        assertThat(shown).contains(fingerprint);
        for (char c : new char[] {'a', 'b'}) {
            assertThat(shown).doesNotContain(String.valueOf(secret(c).get("k")));
        }
        api.get(path).body("keys[0].fingerprint", equalTo(fingerprint)).body("keys[0].usable", equalTo(true));
    }

    private static Map<String, Object> secret(char c) {
        byte[] bytes = String.valueOf(c).repeat(32).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        return Map.of(
                "kty",
                "oct",
                "kid",
                "s",
                "k",
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }
}
