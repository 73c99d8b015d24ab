package dev.portcullis.control.authorization;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ControlPlaneTest
class AuthorizationApiTest {
    private final Api api = Api.admin();

    @Test
    void an_authorization_is_created_read_replaced_and_deleted() {
        String rule = api.newRule(api.newInstance());
        var created = api.post(rule + "/authorizations", Api.authorization("/public"))
                .statusCode(201)
                .header("Portcullis-Revision", "3")
                .body("id", matchesPattern("az-[0-9a-z]{11}"))
                .body("host", equalTo("*"))
                .body("path.match", equalTo("PREFIX"))
                .body("ignoreCase", equalTo(false));
        String path = rule + "/authorizations/" + created.extract().path("id");
        created.header("Location", endsWith(path));

        api.put(
                        path,
                        Map.of(
                                "host",
                                "WWW.Example",
                                "path",
                                Map.of("match", "REGEX", "value", "/v[0-9]+/.*"),
                                "ignoreCase",
                                true,
                                "methods",
                                List.of("GET", "POST")))
                .statusCode(200)
                .body("host", equalTo("www.example"))
                .body("path.match", equalTo("REGEX"))
                .body("methods", contains("GET", "POST"));
        api.get(path).statusCode(200).body("revision", equalTo(4));
        api.get(rule + "/authorizations")
                .body("items.id", contains((String) created.extract().path("id")));

        api.delete(path).statusCode(204).header("Portcullis-Revision", "5");
        api.delete(path).statusCode(404);
    }

    @Test
    void every_fault_is_named_at_once() {
        String rule = api.newRule(api.newInstance());
        api.post(
                        rule + "/authorizations",
                        Map.of(
                                "host", "[::1]",
                                "path", Map.of("match", "GLOB", "value", "/a", "flags", "i"),
                                "ignoreCase", 1,
                                "methods", "GET",
                                "name", "x"))
                .statusCode(422)
                .body(
                        "violations.field",
                        containsInAnyOrder("host", "path.match", "path.flags", "ignoreCase", "methods", "name"));
        api.post(rule + "/authorizations", Map.of()).statusCode(422).body("violations.field", contains("path"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a//b", "/a/../b", "/a;b", "/a?b", "/a#b", "a", "/%2e"})
    void a_path_that_could_never_match_is_refused(String path) {
        String rule = api.newRule(api.newInstance());
        api.post(rule + "/authorizations", Map.of("path", Map.of("match", "EXACT", "value", path)))
                .statusCode(422)
                .body("violations[0].field", equalTo("path.value"));
    }

    @Test
    void an_expression_outside_re2_is_refused() {
        String rule = api.newRule(api.newInstance());
        api.post(rule + "/authorizations", Map.of("path", Map.of("match", "REGEX", "value", "/(?=a).*")))
                .statusCode(422)
                .body("violations[0].message", containsString("RE2"));
    }

    @Test
    void the_conditions_of_an_absent_rule_are_not_found() {
        String instance = api.newInstance();
        api.get(instance + "/rules/jr-none/authorizations").statusCode(404);
        api.post(instance + "/rules/jr-none/authorizations", Api.authorization("/a"))
                .statusCode(404);
    }
}
