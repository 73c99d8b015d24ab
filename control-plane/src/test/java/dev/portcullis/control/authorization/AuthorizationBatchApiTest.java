package dev.portcullis.control.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@ControlPlaneTest
class AuthorizationBatchApiTest {
    private final Api api = Api.admin();
    private String instance = "";
    private String rule = "";

    @BeforeEach
    void make() {
        instance = api.newInstance();
        rule = api.newRule(instance);
    }

    private ValidatableResponse batch(Map<String, ?> batch) {
        return api.request()
                .urlEncodingEnabled(false)
                .body(batch)
                .post(rule + "/authorizations:batch")
                .then();
    }

    private List<String> create(String... prefixes) {
        return batch(Map.of(
                        "create",
                        List.of(prefixes).stream().map(Api::authorization).toList()))
                .statusCode(200)
                .extract()
                .path("createdIds");
    }

    private static Map<String, Object> expression(String value) {
        return Map.of("path", Map.of("match", "REGEX", "value", value));
    }

    private static List<Map<String, Object>> expressions(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> expression("/e" + i)).toList();
    }

    private static Map<String, Object> with(Map<String, Object> authorization, String field, Object value) {
        Map<String, Object> copy = new HashMap<>(authorization);
        copy.put(field, value);
        return copy;
    }

    private ValidatableResponse list() {
        return api.get(rule + "/authorizations").statusCode(200);
    }

    @Test
    void creates_replaces_and_deletes_in_one_revision() {
        List<String> ids = create("/a", "/b", "/c");
        List<String> created = batch(Map.of(
                        "create", List.of(Api.authorization("/d"), Api.authorization("/e")),
                        "replace",
                                List.of(
                                        with(Api.authorization("/b2"), "id", ids.get(1)),
                                        with(Api.authorization("/c"), "id", ids.get(2))),
                        "delete", List.of(ids.get(0))))
                .statusCode(200)
                .header("Portcullis-Revision", "4")
                .body("revision", equalTo(4))
                .body("created", equalTo(2))
                .body("replaced", equalTo(1))
                .body("unchanged", equalTo(1))
                .body("deleted", equalTo(1))
                .extract()
                .path("createdIds");

        list().body("items.path.value", contains("/b2", "/c", "/d", "/e"))
                .body("items.id", contains(ids.get(1), ids.get(2), created.get(0), created.get(1)))
                .body("items.revision", contains(4, 3, 4, 4));
        api.get(instance + "/revisions/4")
                .body("operation", equalTo("batchAuthorizations"))
                .body("changes", hasSize(4));
    }

    @Test
    void every_violation_is_named_and_nothing_is_done() {
        List<String> ids = create("/a", "/b");
        batch(Map.of(
                        "create", List.of(Api.authorization("/ok"), Api.authorization("no slash"), Map.of("hots", "x")),
                        "replace",
                                List.of(
                                        with(Api.authorization("/x"), "id", "az-0000000000000"),
                                        with(with(Api.authorization("/y"), "id", ids.get(0)), "revision", 1),
                                        Api.authorization("/z")),
                        "delete", List.of(ids.get(0), 7, "az-1111111111111")))
                .statusCode(422)
                .body("code", equalTo("VALIDATION_FAILED"))
                .body(
                        "violations.field",
                        containsInAnyOrder(
                                "create[1].path.value",
                                "create[2].path",
                                "create[2].hots",
                                "replace[0].id",
                                "replace[1].revision",
                                "replace[2].id",
                                "delete[0]",
                                "delete[1]",
                                "delete[2]"));

        list().body("items.path.value", contains("/a", "/b"));
        api.get(instance + "/revisions").body("items.revision", contains(3, 2, 1));
    }

    @Test
    void what_can_be_no_id_is_a_violation_before_it_is_looked_for() {
        List<String> ids = create("/a");
        for (String id : List.of("a\u0000b", "\u0000", "a\ud800", "x".repeat(65), "")) {
            batch(Map.of("delete", List.of(id))).statusCode(422).body("violations.field", contains("delete[0]"));
            batch(Map.of("replace", List.of(with(Api.authorization("/b"), "id", id))))
                    .statusCode(422)
                    .body("violations.field", contains("replace[0].id"));
        }
        batch(Map.of("delete", ids)).statusCode(200).body("deleted", equalTo(1));
    }

    @Test
    void what_was_read_can_be_written_back_and_makes_no_revision() {
        create("/a", "/b");
        List<Map<String, Object>> read = list().extract().path("items");

        batch(Map.of("replace", read))
                .statusCode(200)
                .header("Portcullis-Revision", "3")
                .body("unchanged", equalTo(2))
                .body("replaced", equalTo(0))
                .body("createdIds", empty());
    }

    @Test
    void an_authorization_of_another_rule_is_out_of_reach() {
        String other = api.newRule(instance);
        String id = api.post(other + "/authorizations", Api.authorization("/a"))
                .statusCode(201)
                .extract()
                .path("id");

        batch(Map.of("delete", List.of(id))).statusCode(422).body("violations.field", contains("delete[0]"));
        api.get(other + "/authorizations/" + id).statusCode(200);
    }

    @Test
    void ten_thousand_are_taken_and_one_more_is_not() {
        List<Map<String, Object>> most = IntStream.range(0, 10_000)
                .mapToObj(i -> Api.authorization("/" + "p".repeat(250) + i))
                .toList();
        batch(Map.of("create", most))
                .statusCode(200)
                .body("created", equalTo(10_000))
                .body("createdIds", hasSize(10_000));
        list().body("totalSize", equalTo(10_000)).body("items[49].path.value", startsWith("/ppp"));

        batch(Map.of("create", most, "delete", List.of("az-0000000000000")))
                .statusCode(422)
                // Nothing is looked for before: that this one does not exist is not said.
                .body("violations.field", contains(""))
                .body("violations[0].message", containsString("10001 elements in all"));
    }

    @Test
    void expressions_are_counted_in_the_whole_instance() {
        List<String> ids = batch(Map.of("create", expressions(0, 999)))
                .statusCode(200)
                .extract()
                .path("createdIds");

        batch(Map.of("create", expressions(999, 1_001)))
                .statusCode(422)
                .body("violations.field", contains("create[1].path.match"));
        batch(Map.of(
                        "create", expressions(999, 1_001),
                        "replace", List.of(with(Api.authorization("/plain"), "id", ids.get(0)))))
                .statusCode(200);
        batch(Map.of("create", expressions(1_001, 1_002), "delete", List.of(ids.get(1))))
                .statusCode(200);
    }

    @Test
    void can_be_bound_to_the_newest_revision_and_repeated_with_a_key() {
        create("/a");
        String newest = api.get(instance + "/revisions/3").extract().header("ETag");
        String key = UUID.randomUUID().toString();
        Map<String, Object> body = Map.of("create", List.of(Api.authorization("/b")));
        List<String> ids = List.of("first", "again").stream()
                .map(time -> api.request()
                        .urlEncodingEnabled(false)
                        .header("If-Match", newest)
                        .header("Idempotency-Key", key)
                        .body(body)
                        .post(rule + "/authorizations:batch")
                        .then()
                        .statusCode(200)
                        .extract()
                        .<String>path("createdIds[0]"))
                .toList();
        assertThat(ids.get(1)).isEqualTo(ids.get(0));

        api.request()
                .urlEncodingEnabled(false)
                .header("If-Match", newest)
                .body(body)
                .post(rule + "/authorizations:batch")
                .then()
                .statusCode(412);
        list().body("items.path.value", contains("/a", "/b"));
    }

    @Test
    void only_large_bodies_are_large() {
        Map<String, Object> large = Map.of("create", List.of(), "padding", "x".repeat(3 << 20));
        batch(large).statusCode(422).body("violations.field", contains("padding"));
        api.post(rule + "/authorizations", large).statusCode(413).body("detail", containsString("at most 2 MiB"));
    }
}
