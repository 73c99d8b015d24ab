package dev.portcullis.control.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import dev.portcullis.control.testing.Tokens;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What lists can be filtered and sorted by. */
@ControlPlaneTest
class ListApiTest {
    private final Api api = Api.admin();

    private ValidatableResponse list(String path, Map<String, ?> parameters) {
        return api.request().queryParams(parameters).get(path).then();
    }

    private List<String> names(String path, Map<String, ?> parameters) {
        return list(path, parameters).statusCode(200).extract().path("items.name");
    }

    private String rule(String instance, String name, Map<String, Object> more) {
        Map<String, Object> rule = Api.ruleWith("name", name);
        rule.putAll(more);
        return api.newRule(instance, rule);
    }

    @Test
    void rules_are_filtered_by_each_of_their_fields_and_by_all_at_once() {
        String instance = api.newInstance();
        rule(instance, "Shop", Map.of("enabled", true));
        rule(instance, "shop floor", Map.of("issuer", "https://other.example"));
        rule(instance, "100%_done", Map.of("enabled", true, "authorizationMode", "BLACKLIST"));
        String rules = instance + "/rules";

        assertThat(names(rules, Map.of("name", "Shop"))).containsExactly("Shop");
        assertThat(names(rules, Map.of("name", "shop"))).isEmpty();
        assertThat(names(rules, Map.of("enabled", "true"))).containsExactly("Shop", "100%_done");
        assertThat(names(rules, Map.of("enabled", "false"))).containsExactly("shop floor");
        assertThat(names(rules, Map.of("issuer", "https://other.example"))).containsExactly("shop floor");
        assertThat(names(rules, Map.of("issuer", "https://other.example/"))).isEmpty();
        assertThat(names(rules, Map.of("authorizationMode", "BLACKLIST"))).containsExactly("100%_done");
        assertThat(names(rules, Map.of("q", "SHOP"))).containsExactly("Shop", "shop floor");
        assertThat(names(rules, Map.of("q", "%_"))).containsExactly("100%_done");
        assertThat(names(rules, Map.of("q", "s%p"))).isEmpty();
        assertThat(names(rules, Map.of("q", "shop", "enabled", "true", "sort", "-name")))
                .containsExactly("Shop");
        list(rules, Map.of("q", "shop", "pageSize", "1")).body("totalSize", equalTo(2));
    }

    @Test
    void case_is_folded_beyond_ascii_and_back_slashes_are_texts() {
        String instance = api.newInstance();
        rule(instance, "GRÜSSE \\ Ärger", Map.of());
        assertThat(names(instance + "/rules", Map.of("q", "grüsse \\ ä"))).hasSize(1);
        assertThat(names(instance + "/rules", Map.of("q", "\\\\"))).isEmpty();
    }

    @Test
    void a_filter_follows_what_is_written() {
        String instance = api.newInstance();
        String rule = rule(instance, "before", Map.of());
        Map<String, Object> changed = Api.ruleWith("name", "after");
        changed.put("issuer", "https://new.example");
        api.put(rule, changed).statusCode(200);
        api.post(rule + "/enable").statusCode(200);
        String rules = instance + "/rules";
        assertThat(names(rules, Map.of("q", "before"))).isEmpty();
        assertThat(names(rules, Map.of("q", "after", "enabled", "true", "issuer", "https://new.example")))
                .containsExactly("after");
        api.post(rule + "/disable").statusCode(200);
        api.delete(rule).statusCode(204);
        list(rules, Map.of("q", "after")).body("totalSize", equalTo(0));
    }

    @Test
    void the_host_of_a_rule_is_that_of_one_of_its_authorizations() {
        String instance = api.newInstance();
        String shop = rule(instance, "shop", Map.of());
        String both = rule(instance, "both", Map.of());
        rule(instance, "none", Map.of());
        authorize(shop, "shop.example.com");
        authorize(both, "shop.example.com");
        authorize(both, "shop.example.com");
        authorize(both, "*.example.com");
        String rules = instance + "/rules";
        list(rules, Map.of("host", "SHOP.example.com."))
                .body("items.name", contains("shop", "both"))
                .body("totalSize", equalTo(2));
        assertThat(names(rules, Map.of("host", "shop.example.com", "sort", "name")))
                .containsExactly("both", "shop");
        assertThat(names(rules, Map.of("host", "*.example.com"))).containsExactly("both");
        list(both + "/authorizations", Map.of("host", "shop.example.com")).body("totalSize", equalTo(2));
        list(both + "/authorizations", Map.of("host", "*")).body("totalSize", equalTo(0));
    }

    private void authorize(String rule, String host) {
        Map<String, Object> authorization = new HashMap<>(Api.authorization("/"));
        authorization.put("host", host);
        api.post(rule + "/authorizations", authorization).statusCode(201);
    }

    @Test
    void routes_are_filtered_by_name_by_a_part_of_it_and_by_a_host_among_theirs() {
        String instance = api.newInstance();
        for (String name : List.of("Shop", "blog")) {
            Map<String, Object> route = Api.route();
            route.put("name", name);
            route.put("hosts", List.of(name + ".example.com", "both.example.com"));
            api.post(instance + "/routes", route).statusCode(201);
        }
        String routes = instance + "/routes";
        assertThat(names(routes, Map.of("name", "Shop"))).containsExactly("Shop");
        assertThat(names(routes, Map.of("q", "sho"))).containsExactly("Shop");
        assertThat(names(routes, Map.of("host", "shop.example.com"))).containsExactly("Shop");
        assertThat(names(routes, Map.of("host", "both.example.com", "sort", "name")))
                .containsExactly("blog", "Shop");
        assertThat(names(routes, Map.of("host", "example.com"))).isEmpty();
    }

    @Test
    void instances_are_found_by_what_their_name_or_description_contains() {
        String word = Api.freshName("needle");
        String inName = api.post("/instances", Map.of("name", "In " + word.toUpperCase(java.util.Locale.ROOT)))
                .extract()
                .path("id");
        String inDescription = api.post(
                        "/instances", Map.of("name", Api.freshName("plain"), "description", "has a\n" + word + " too"))
                .extract()
                .path("id");
        list("/instances", Map.of("q", word)).body("items.id", containsInAnyOrder(inName, inDescription));
        list("/instances", Map.of("q", word, "sort", "-createdAt")).body("items.id", contains(inDescription, inName));
        Api confined = Api.with(Tokens.of("viewer", inDescription));
        confined.get("/instances?sort=name&q=" + word)
                .body("items.id", contains(inDescription))
                .body("totalSize", equalTo(1));
    }

    @ParameterizedTest
    @CsvSource({
        "'', b A c",
        "name, A b c",
        "-name, c b A",
        "createdAt, b A c",
        "-createdAt, c A b",
        "updatedAt, A c b",
        "-updatedAt, b c A"
    })
    void rules_are_sorted_by(String sort, String expected) {
        String instance = api.newInstance();
        String first = rule(instance, "b", Map.of());
        rule(instance, "A", Map.of());
        rule(instance, "c", Map.of());
        api.post(first + "/enable").statusCode(200);
        Map<String, String> parameters = sort.isEmpty() ? Map.of() : Map.of("sort", sort);
        assertThat(names(instance + "/rules", parameters)).containsExactly(expected.split(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "-name", "createdAt", "-createdAt", "updatedAt", "-updatedAt"})
    void a_walk_in_any_order_is_the_whole_list_in_that_order(String sort) {
        String instance = api.newInstance();
        for (int i = 0; i < 7; i++) {
            rule(instance, "rule " + (i * 3 % 7), Map.of("enabled", i % 2 == 0));
        }
        String rules = instance + "/rules";
        for (String enabled : List.of("true", "false")) {
            Map<String, String> parameters = Map.of("sort", sort, "enabled", enabled);
            assertThat(Walk.ids(api, rules, parameters, 2))
                    .isEqualTo(list(rules, parameters).extract().path("items.id"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "nodes, sort",
        "nodes, q",
        "rules, label",
        "rules, Name",
        "routes, enabled",
        "routes, issuer",
        "routes, authorizationMode"
    })
    void a_parameter_without_meaning_for_the_list_is_refused_by_name(String list, String parameter) {
        list(api.newInstance() + "/" + list, Map.of(parameter, "true"))
                .statusCode(400)
                .body("code", equalTo("INVALID_PARAMETER"))
                .body("violations.field", contains(parameter))
                .body(
                        "violations[0].message",
                        containsString("unknown parameter (expected: one of pageSize, pageToken"));
    }

    @Test
    void every_fault_is_named_with_what_was_expected() {
        list(
                        api.newInstance() + "/rules",
                        Map.of(
                                "pageSize", "0",
                                "enabled", "yes",
                                "sort", "size",
                                "authorizationMode", "whitelist",
                                "host", "a..b",
                                "q", "",
                                "color", "red"))
                .statusCode(400)
                .body(
                        "violations.field",
                        containsInAnyOrder("pageSize", "enabled", "sort", "authorizationMode", "host", "q", "color"))
                .body("detail", containsString("enabled: \"yes\" (expected: true or false)"));
        list(api.newInstance() + "/rules", Map.of("enabled", List.of("true", "false")))
                .statusCode(400)
                .body("violations[0].message", equalTo("given 2 times (expected: once)"));
    }

    @Test
    void a_token_serves_the_list_sort_and_filters_that_it_was_made_for_and_any_page_size() {
        String instance = api.newInstance();
        rule(instance, "rule 1", Map.of());
        rule(instance, "rule 2", Map.of());
        String rules = instance + "/rules";
        String token = list(rules, Map.of("sort", "name", "q", "rule", "pageSize", 1))
                .extract()
                .path("nextPageToken");
        list(rules, Map.of("sort", "name", "q", "rule", "pageSize", 7, "pageToken", token))
                .statusCode(200)
                .body("items.name", contains("rule 2"));
        for (Map<String, String> other : List.of(
                Map.of("sort", "name", "q", "RULE", "pageToken", token),
                Map.of("sort", "-name", "q", "rule", "pageToken", token),
                Map.of("sort", "name", "pageToken", token),
                Map.of("q", "rule", "pageToken", token))) {
            list(rules, other)
                    .statusCode(400)
                    .body("code", equalTo("INVALID_PARAMETER"))
                    .body("detail", containsString("made for another list, sort or filter"));
        }
        list(api.newInstance() + "/rules", Map.of("sort", "name", "q", "rule", "pageToken", token))
                .statusCode(400);
    }
}
