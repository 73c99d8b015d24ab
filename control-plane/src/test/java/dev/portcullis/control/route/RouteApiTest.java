package dev.portcullis.control.route;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@ControlPlaneTest
class RouteApiTest {
    private final Api api = Api.admin();

    @Test
    void a_route_is_created_read_replaced_and_deleted() {
        String instance = api.newInstance();
        Map<String, Object> route = Api.route();
        var created = api.post(instance + "/routes", route)
                .statusCode(201)
                .header("Portcullis-Revision", "2")
                .body("id", matchesPattern("rt-[0-9a-z]{11}"))
                .body("hosts", contains("*"))
                .body("paths[0].match", equalTo("PREFIX"))
                .body("paths[0].value", equalTo("/"))
                .body("methods", nullValue())
                .body("upstream.targets[0].url", equalTo("http://127.0.0.1:8090"))
                .body("upstream.targets[0].weight", equalTo(1))
                .body("upstream.preserveHost", equalTo(false));
        String path = instance + "/routes/" + created.extract().path("id");
        created.header("Location", endsWith(path));

        route.put("hosts", List.of("API.Example.", "*.bücher.example"));
        route.put("methods", List.of("GET"));
        api.put(path, route)
                .statusCode(200)
                .header("Portcullis-Revision", "3")
                .body("hosts", contains("api.example", "*.xn--bcher-kva.example"));
        api.get(path).statusCode(200).body("methods", contains("GET")).body("revision", equalTo(3));
        api.get(instance + "/routes").statusCode(200).body("totalSize", equalTo(1));

        api.delete(path).statusCode(204).header("Portcullis-Revision", "4");
        api.get(path).statusCode(404);
        api.delete(path).statusCode(404);
    }

    @Test
    void every_fault_is_named_at_once() {
        String instance = api.newInstance();
        api.post(
                        instance + "/routes",
                        Map.of(
                                "hosts", List.of("*.10.0.0.1", "ok.example"),
                                "paths",
                                        List.of(
                                                Map.of("match", "REGEX", "value", "/a.*"),
                                                Map.of("match", "PREFIX", "value", "/a/../b"),
                                                Map.of("match", "PREFIX")),
                                "methods", List.of("GET", "FETCH", "GET"),
                                "upstream",
                                        Map.of(
                                                "targets",
                                                List.of(
                                                        Map.of("url", "ftp://host:21"),
                                                        Map.of("url", "http://host:8080/path", "weight", 0),
                                                        Map.of("url", "http://user@host")),
                                                "retry",
                                                3)))
                .statusCode(422)
                .body(
                        "violations.field",
                        containsInAnyOrder(
                                "name",
                                "hosts[0]",
                                "paths[0].value",
                                "paths[1].value",
                                "paths[2].value",
                                "methods[1]",
                                "methods[2]",
                                "upstream.targets[0].url",
                                "upstream.targets[1].url",
                                "upstream.targets[1].weight",
                                "upstream.targets[2].url",
                                "upstream.retry"));
    }

    @Test
    void lists_that_are_given_may_not_be_empty() {
        String instance = api.newInstance();
        Map<String, Object> route = Api.route();
        route.put("hosts", List.of());
        route.put("paths", List.of());
        route.put("methods", List.of());
        route.put("upstream", Map.of("targets", List.of()));
        api.post(instance + "/routes", route)
                .statusCode(422)
                .body("violations.field", containsInAnyOrder("hosts", "paths", "methods", "upstream.targets"));
    }

    @Test
    void a_name_is_unique_in_its_instance_and_free_in_another() {
        String instance = api.newInstance();
        Map<String, Object> route = Api.route();
        api.post(instance + "/routes", route).statusCode(201);
        api.post(instance + "/routes", route).statusCode(409).body("code", equalTo("NAME_TAKEN"));
        api.post(api.newInstance() + "/routes", route).statusCode(201);
    }

    @Test
    void the_policy_of_the_instance_says_which_paths_can_ever_match() {
        String instance = api.newInstance();
        Map<String, Object> route = Api.route();
        route.put("paths", List.of(Map.of("match", "EXACT", "value", "/a;b")));
        api.post(instance + "/routes", route).statusCode(422);
        String name = api.get(instance).extract().path("name");
        api.put(instance, Map.of("name", name, "requestPolicy", Map.of("allowSemicolon", true)))
                .statusCode(200);
        api.post(instance + "/routes", route).statusCode(201);
    }
}
