package dev.portcullis.control.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@ControlPlaneTest
class ApplyApiTest {
    private static final String SECRET = "c2VjcmV0LXRoYXQtbm9ib2R5LXNoYWxsLWV2ZXItc2VlLWhlcmU";

    private final Api api = Api.admin();
    private String instance = "";

    @BeforeEach
    void make() {
        instance = api.newInstance();
    }

    private ValidatableResponse apply(String instance, Object document) {
        return apply(instance, "", document);
    }

    private ValidatableResponse apply(String instance, String query, Object document) {
        return api.request()
                .urlEncodingEnabled(false)
                .body(document)
                .post(instance + ":apply" + query)
                .then();
    }

    private ValidatableResponse applyYaml(String document) {
        return yaml().body(document).post(instance + ":apply").then();
    }

    private RequestSpecification yaml() {
        EncoderConfig encoding = EncoderConfig.encoderConfig()
                .defaultContentCharset(StandardCharsets.UTF_8)
                .encodeContentTypeAs("application/yaml", ContentType.TEXT);
        return api.request()
                .urlEncodingEnabled(false)
                .config(RestAssured.config().encoderConfig(encoding))
                .contentType("application/yaml");
    }

    private Map<String, Object> export(String instance) {
        return api.request()
                .urlEncodingEnabled(false)
                .get(instance + ":export")
                .then()
                .statusCode(200)
                .extract()
                .path("");
    }

    private static Map<String, Object> rule(String name, Object... authorizations) {
        Map<String, Object> rule = Api.ruleWith("name", name);
        rule.put("authorizations", List.of(authorizations));
        return rule;
    }

    private static Map<String, Object> route(String name) {
        Map<String, Object> route = Api.route();
        route.put("name", name);
        return route;
    }

    private Map<String, Object> document(List<?> routes, List<?> rules) {
        String name = api.get(instance).extract().path("name");
        return new HashMap<>(Map.of("name", name, "routes", routes, "rules", rules));
    }

    private int newest() {
        return api.get(instance + "/revisions").extract().path("items[0].revision");
    }

    @Test
    void an_instance_becomes_what_the_document_says_in_one_revision() {
        apply(
                        instance,
                        document(
                                List.of(route("kept"), route("dropped")),
                                List.of(
                                        rule("kept", Api.authorization("/a"), Api.authorization("/b")),
                                        rule("dropped", Api.authorization("/x")))))
                .statusCode(200)
                .header("Portcullis-Revision", "2")
                .body("created", equalTo(7))
                .body("unchanged", equalTo(1));
        String kept = api.get(instance + "/rules").extract().path("items.find { it.name == 'kept' }.id");
        List<String> before = api.get(instance + "/rules/" + kept + "/authorizations")
                .extract()
                .path("items.id");

        Map<String, Object> changed = rule("kept", Api.authorization("/c"), Api.authorization("/b"));
        changed.put("clockSkew", 5);
        apply(instance, document(List.of(route("kept")), List.of(changed, rule("new"))))
                .statusCode(200)
                .header("Portcullis-Revision", "3")
                .body("revision", equalTo(3))
                .body("dryRun", equalTo(false))
                .body("created", equalTo(2))
                .body("updated", equalTo(1))
                .body("deleted", equalTo(4))
                .body("unchanged", equalTo(3))
                .body("changes.find { it.action == 'UPDATED' }.fields.field", contains("clockSkew"));

        api.get(instance + "/routes").body("items.name", contains("kept"));
        api.get(instance + "/rules")
                .body("items.name", containsInAnyOrder("kept", "new"))
                .body("items.find { it.name == 'kept' }.id", equalTo(kept));
        api.get(instance + "/rules/" + kept + "/authorizations")
                .body("items.path.value", contains("/b", "/c"))
                .body("items[0].id", equalTo(before.get(1)));
    }

    @Test
    void what_was_exported_or_applied_before_changes_nothing() {
        Map<String, Object> document =
                document(List.of(route("r")), List.of(rule("a", Api.authorization("/a"), Api.authorization("/a"))));
        apply(instance, document).statusCode(200).header("Portcullis-Revision", "2");

        apply(instance, document)
                .statusCode(200)
                .header("Portcullis-Revision", "2")
                .body("changes", empty())
                .body("unchanged", equalTo(5));
        apply(instance, export(instance)).header("Portcullis-Revision", "2").body("changes", empty());
        applyYaml(api.request()
                        .urlEncodingEnabled(false)
                        .accept("application/yaml")
                        .get(instance + ":export")
                        .asString())
                .statusCode(200)
                .header("Portcullis-Revision", "2")
                .body("changes", empty());
        assertThat(newest()).isEqualTo(2);
    }

    @Test
    void a_dry_run_says_what_would_be_done_and_does_nothing() {
        api.newRule(instance);
        Map<String, Object> before = export(instance);
        Map<String, Object> document = document(List.of(), List.of(rule("b", Api.authorization("/a"))));

        apply(instance, "?dryRun=true", document)
                .statusCode(200)
                .header("Portcullis-Revision", "2")
                .body("dryRun", equalTo(true))
                .body("revision", equalTo(2))
                .body("changes.action", containsInAnyOrder("CREATED", "CREATED", "DELETED"));
        assertThat(export(instance)).isEqualTo(before);
        assertThat(newest()).isEqualTo(2);

        for (String query : List.of(
                "dryrun=true", "dry_run=true", "dryRun=maybe", "dryRun=", "dryRun", "dryRun=true&dryRun=true")) {
            apply(instance, "?" + query, document).statusCode(400).body("code", equalTo("INVALID_PARAMETER"));
        }
        assertThat(newest()).isEqualTo(2);
        apply(instance, "?dryRun=false", document).statusCode(200).header("Portcullis-Revision", "3");
    }

    @Test
    void an_enabled_rule_is_dropped_only_by_force() {
        Map<String, Object> enabled = Api.ruleWith("enabled", true);
        String name = (String) enabled.get("name");
        api.newRule(instance, enabled);
        Map<String, Object> document = document(List.of(), List.of());

        for (String query : List.of("", "?dryRun=true")) {
            apply(instance, query, document)
                    .statusCode(409)
                    .body("code", equalTo("RULE_ENABLED"))
                    .body("detail", containsString(name));
        }
        document.put("prune", "force");
        apply(instance, document).statusCode(200).body("deleted", equalTo(1));
        api.get(instance + "/rules").body("items", empty());
    }

    @Test
    void of_many_enabled_rules_a_few_are_named() {
        Map<String, Object> full = document(
                List.of(),
                IntStream.range(0, 40)
                        .mapToObj(number -> {
                            Map<String, Object> rule = rule("dropped " + number);
                            rule.put("enabled", true);
                            return rule;
                        })
                        .toList());
        apply(instance, full).statusCode(200).body("created", equalTo(40));

        apply(instance, document(List.of(), List.of()))
                .statusCode(409)
                .body("code", equalTo("RULE_ENABLED"))
                .body("detail", containsString("\"dropped 4\""))
                .body("detail", not(containsString("dropped 5")))
                .body("detail", containsString("and 35 others"));
    }

    @Test
    void every_violation_is_named_by_its_place_and_nothing_is_done() {
        Map<String, Object> noKeys = rule("no keys", Map.of("path", Map.of("match", "PREFIX", "value", "x")));
        noKeys.remove("jwks");
        Map<String, Object> noSecret = rule("no secret");
        noSecret.put("jwks", Map.of("keys", List.of(Map.of("kty", "oct", "kid", "hs"))));
        Map<String, Object> badUri = rule("bad uri");
        badUri.remove("jwks");
        badUri.put("jwksUri", "ftp://issuer.example/keys");
        Map<String, Object> document = document(
                List.of(route("r"), route("r"), Map.of("name", "no upstream")), List.of(noKeys, noSecret, badUri));
        document.put("id", "gw-1");
        document.put("prune", "perhaps");

        apply(instance, document)
                .statusCode(422)
                .body(
                        "violations.field",
                        containsInAnyOrder(
                                "routes[1].name",
                                "routes[2].upstream",
                                "rules[0].jwks",
                                "rules[0].authorizations[0].path.value",
                                "rules[1].jwks.keys[0].k",
                                "rules[2].jwksUri",
                                "id",
                                "prune"));
        assertThat(newest()).isEqualTo(1);
    }

    @Test
    void secrets_that_were_left_out_are_kept_and_those_that_are_given_again_are_no_change() {
        Map<String, Object> secret =
                Api.ruleWith("jwks", Map.of("keys", List.of(Map.of("kty", "oct", "kid", "hs", "k", SECRET))));
        Map<String, Object> fetched = Api.rule();
        fetched.remove("jwks");
        fetched.put("jwksUri", "https://issuer.example/jwks.json");
        fetched.put("keyFetch", Map.of("headers", List.of(Map.of("name", "X-Key", "value", "nobody-sees-this"))));
        Map<String, Object> document = document(List.of(), List.of(secret, fetched));
        apply(instance, document).statusCode(200).body("created", equalTo(2));
        List<Object> fingerprints = fingerprints();

        apply(instance, document).statusCode(200).body("changes", empty());
        Map<String, Object> exported = export(instance);
        assertThat(exported.get("secretsLeftOut")).asInstanceOf(LIST).hasSize(2);
        exported.put("description", "changed");
        apply(instance, exported).statusCode(200).body("changes.kind", contains("INSTANCE"));
        assertThat(fingerprints()).isEqualTo(fingerprints).doesNotContainNull().hasSize(2);
    }

    private List<Object> fingerprints() {
        List<Object> found = new ArrayList<>();
        found.add(api.get(instance + "/rules").extract().path("items[0].keys[0].fingerprint"));
        found.add(api.get(instance + "/rules").extract().path("items[1].keyFetch.headers[0].fingerprint"));
        return found;
    }

    @Test
    void warnings_name_the_rule_in_the_document() {
        Map<String, Object> strict = rule("strict");
        strict.put("enabled", true);
        strict.put("audiences", List.of("orders"));
        Map<String, Object> lax = rule("lax");
        lax.put("enabled", true);

        for (String query : List.of("?dryRun=true", "")) {
            apply(instance, query, document(List.of(), List.of(strict, lax)))
                    .statusCode(200)
                    .body("warnings.field", hasItem("rules[0]"))
                    .body("warnings.warning.code", hasItem("LAX_RULE_BESIDE_STRICT"));
        }
    }

    @Test
    void can_be_bound_to_what_was_exported_as_yaml() {
        String tag = api.request()
                .urlEncodingEnabled(false)
                .accept("application/yaml")
                .get(instance + ":export")
                .header("ETag");
        for (int status : List.of(200, 412)) {
            api.request()
                    .urlEncodingEnabled(false)
                    .header("If-Match", tag)
                    .body(document(List.of(), List.of(rule("a"))))
                    .post(instance + ":apply")
                    .then()
                    .statusCode(status);
        }
    }

    @Test
    void can_be_bound_to_what_was_exported_and_repeated_with_a_key() {
        String tag = api.request()
                .urlEncodingEnabled(false)
                .get(instance + ":export")
                .header("ETag");
        String key = UUID.randomUUID().toString();
        Map<String, Object> document = document(List.of(), List.of(rule("a")));
        for (int i = 0; i < 2; i++) {
            api.request()
                    .urlEncodingEnabled(false)
                    .header("If-Match", tag)
                    .header("Idempotency-Key", key)
                    .body(document)
                    .post(instance + ":apply")
                    .then()
                    .statusCode(200)
                    .header("Portcullis-Revision", "2")
                    .body("created", equalTo(1));
        }
        api.request()
                .urlEncodingEnabled(false)
                .header("If-Match", tag)
                .body(document)
                .post(instance + ":apply")
                .then()
                .statusCode(412);
    }

    @Test
    void ten_thousand_authorizations_are_applied_at_once() {
        Object[] most = IntStream.range(0, 10_000)
                .mapToObj(i -> Api.authorization("/" + "p".repeat(250) + i))
                .toArray();
        Map<String, Object> document = document(List.of(), List.of(rule("a", most)));

        apply(instance, document).statusCode(200).body("created", equalTo(10_001));
        apply(instance, document).statusCode(200).body("unchanged", equalTo(10_002));
        apply(instance, document(List.of(), List.of(rule("a")))).body("deleted", equalTo(10_000));
    }

    @Test
    void yaml_that_says_more_than_json_could_is_refused() {
        for (String yaml : List.of(
                "name: a\nname: b\n",
                "name: &x a\ndescription: *x\n",
                "name: !!str a\n",
                "name: a\n---\nname: b\n",
                "name: [unclosed\n",
                "- a list\n",
                "name: " + "[".repeat(80) + "]".repeat(80) + "\n")) {
            applyYaml(yaml)
                    .statusCode(400)
                    .body("code", equalTo("MALFORMED_YAML"))
                    .body("detail", allOf(containsString("expected: "), not(containsString("unclosed"))));
        }
        applyYaml("name: 7\n").statusCode(422).body("violations.field", contains("name"));
        yaml().body("name: x\n").put(instance).then().statusCode(415);
        api.get(instance + "/revisions").body("items", hasSize(1));
    }
}
