package dev.portcullis.control.attack;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import dev.portcullis.control.testing.Tokens;
import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.response.ValidatableResponse;
import io.smallrye.jwt.build.Jwt;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Strangers, neighbours, and callers who ask for more than there is. */
@ControlPlaneTest
class ManagementAttackTest {
    private static final AttackCount COUNT = new AttackCount();
    private static final int MEBIBYTE = 1 << 20;

    private final Api admin = Api.admin();

    @TestHTTPResource
    URI server = URI.create("http://127.0.0.1");

    @AfterAll
    static void count() throws IOException {
        COUNT.write("management API");
    }

    @Test
    void only_a_good_token_in_its_place_opens_anything() {
        Map<String, String> tokens = new LinkedHashMap<>();
        tokens.put("no token at all", "");
        tokens.put("garbage", "not.a.token");
        String payload = part("{\"iss\":\"https://portcullis.local\",\"aud\":\"portcullis\",\"sub\":\"x\",\"exp\":"
                + (Instant.now().getEpochSecond() + 600) + ",\"groups\":[\"admin\"]}");
        for (String none : List.of("none", "None", "nOnE", "NONE")) {
            tokens.put(none, part("{\"alg\":\"" + none + "\"}") + "." + payload + ".");
            tokens.put(none + ", signed", part("{\"alg\":\"" + none + "\"}") + "." + payload + ".AAAA");
        }
        tokens.put("no alg", part("{}") + "." + payload + ".AAAA");
        tokens.put("HS256 by the public key", Tokens.claims("admin").jws().signWithSecret(Tokens.publicKeyPem()));
        tokens.put("a key that the token brings", Strangers.signedWithOwnKey(payload));
        tokens.put(
                "expired",
                Tokens.sign(Tokens.claims("admin").expiresAt(Instant.now().minusSeconds(60))));
        tokens.put("of another audience", Tokens.sign(Tokens.claims("admin").audience("portcullis2")));
        tokens.put("of another issuer", Tokens.sign(Tokens.claims("admin").issuer("https://portcullis.local/")));
        tokens.put(
                "without audience",
                Tokens.sign(Jwt.issuer("https://portcullis.local").subject("x").groups("admin")));
        String good = Tokens.of("admin");
        tokens.put("cut", good.substring(0, good.length() - 2));
        tokens.put("two parts", good.substring(0, good.lastIndexOf('.')));
        tokens.put("of five parts", good + "..");
        tokens.forEach((variant, token) -> {
            COUNT.refused(variant, Api.with(token).get("/instances"), 401);
            COUNT.refused(
                    variant + ", writing",
                    Api.with(token).post("/instances", Map.of("name", Api.freshName("stolen"))),
                    401);
        });
        COUNT.refused(
                "in the query",
                given().get("/api/v1/instances?access_token=" + good).then(),
                401);
        COUNT.refused(
                "in a cookie",
                given().cookie("Bearer", good).get("/api/v1/instances").then(),
                401);
        COUNT.refused(
                "of another scheme",
                given().header("Authorization", "Basic " + good)
                        .get("/api/v1/instances")
                        .then(),
                401);
        COUNT.twin(Api.with(good).get("/instances"));
        COUNT.twin(Api.with(good).post("/instances", Map.of("name", Api.freshName("mine"))));
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_role_is_one_of_three_and_no_text_that_looks_like_it() {
        for (String role : List.of("", "Admin", "ADMIN", "admin ", "admin,editor", "*", "root", "viewer admin")) {
            COUNT.refused("role \"" + role + "\"", Api.with(Tokens.of(role)).get("/instances"), 403);
        }
        Api viewer = Api.with(Tokens.of("viewer"));
        String instance = admin.newInstance();
        COUNT.refused("a viewer writes", viewer.post(instance + "/rules", Api.rule()), 403);
        COUNT.refused(
                "a viewer writes by another method",
                viewer.request()
                        .header("X-HTTP-Method-Override", "POST")
                        .body(Api.rule())
                        .put(instance + "/rules")
                        .then(),
                403,
                404,
                405);
        COUNT.twin(viewer.get(instance));
        COUNT.twin(Api.with(Tokens.of("editor")).post(instance + "/rules", Api.rule()));
    }

    @Test
    void a_confined_caller_reaches_its_neighbour_by_no_spelling() throws IOException {
        String own = id(admin.newInstance());
        String other = id(admin.newInstance());
        String token = Tokens.of("admin", own);
        String first = String.format("%%%02x", (int) other.charAt(0));
        for (String path : List.of(
                other,
                first + other.substring(1),
                own + "/../" + other,
                own + "/%2e%2e/" + other,
                own + "%2f..%2f" + other,
                own + ";/../" + other,
                other + ";" + own,
                other + "?instances=" + own,
                other + "#" + own,
                "/" + other,
                own + "%00/../" + other,
                other + "/",
                own + "\\..\\" + other)) {
            for (String of : List.of("", "/rules", ":export")) {
                int status = new RawRequest("GET /api/v1/instances/" + path + of, "Authorization: Bearer " + token)
                        .status(server, 0);
                COUNT.refused(path + of, status, 400, 403, 404);
            }
        }
        for (Object claim : List.of("*", own, Map.of(other, true), List.of("*"), List.of(own + "," + other))) {
            Api caller = Api.with(Tokens.sign(Tokens.claims("admin").claim("instances", claim)));
            COUNT.refused("instances: " + claim, caller.get("/instances/" + other), 403);
        }
        assertThat(new RawRequest("GET /api/v1/instances/" + own, "Authorization: Bearer " + token).status(server, 0))
                .isEqualTo(200);
        COUNT.twin(Api.with(token).get("/instances/" + own + "/rules"));
    }

    private static String id(String path) {
        return path.substring("/instances/".length());
    }

    @Test
    void what_the_server_makes_is_assigned_by_no_write() {
        String instance = admin.newInstance();
        String rule = admin.newRule(instance);
        for (String field : List.of("id", "revision", "createdAt", "updatedAt", "epoch", "instanceId")) {
            Map<String, Object> body = Api.ruleWith(field, field.equals("revision") ? 99 : "jr-forged");
            COUNT.refused(field + ", created", admin.post(instance + "/rules", body), 422);
            COUNT.refused(field + ", replaced", admin.put(rule, body), 422);
            Map<String, Object> patch = Map.of(field, field.equals("revision") ? 99 : "jr-forged");
            COUNT.refused(
                    field + ", patched",
                    admin.request()
                            .contentType("application/merge-patch+json")
                            .body(patch)
                            .patch(rule)
                            .then(),
                    422);
        }
        COUNT.twin(admin.post(instance + "/rules", Api.rule()));
        COUNT.twin(admin.put(rule, Api.rule()));
    }

    @Test
    void sql_and_script_are_text_in_every_field() {
        for (String text : List.of(
                "'; DROP TABLE rule; --",
                "' OR '1'='1",
                "\" OR 1=1; --",
                "$1 || pg_sleep(9)",
                "<script>alert(1)</script>",
                "<img src=x onerror=alert(1)>",
                "{{7*7}} ${7*7} #{7*7}",
                "%27%20OR%201=1")) {
            String instance = admin.newInstance();
            Map<String, Object> rule = new HashMap<>(Api.rule());
            rule.put("name", text);
            rule.put("issuer", text);
            rule.put("sub", text);
            rule.put("audiences", List.of(text));
            String made = admin.newRule(instance, rule);
            admin.get(made)
                    .body("name", equalTo(text))
                    .body("issuer", equalTo(text))
                    .body("sub", equalTo(text))
                    .body("audiences[0]", equalTo(text));
            for (String filter : List.of("name", "issuer", "q")) {
                admin.request()
                        .queryParam(filter, text)
                        .get(instance + "/rules")
                        .then()
                        .statusCode(200)
                        .body("totalSize", equalTo(1));
                COUNT.harmless();
            }
            COUNT.refused("sort=" + text, query(instance, "sort", text), 400);
            COUNT.refused("pageToken=" + text, query(instance, "pageToken", text), 400);
            COUNT.refused("pageSize=" + text, query(instance, "pageSize", text), 400);
            COUNT.refused("enabled=" + text, query(instance, "enabled", text), 400);
        }
        String instance = admin.newInstance();
        COUNT.twin(query(instance, "sort", "-name"));
        COUNT.twin(query(instance, "pageSize", "500"));
    }

    private ValidatableResponse query(String instance, String name, Object value) {
        return admin.request().queryParam(name, value).get(instance + "/rules").then();
    }

    @Test
    void page_sizes_and_tokens_are_bounded_and_bound() {
        String instance = admin.newInstance();
        String other = admin.newInstance();
        for (int i = 0; i < 2; i++) {
            admin.newRule(instance);
        }
        for (Object size : List.of(0, -1, 501, 1_000_000_000, 9_999_999_999L, "1e2", "0x10", "NaN", "")) {
            COUNT.refused("pageSize=" + size, query(instance, "pageSize", size), 400);
        }
        String next = COUNT.twin(query(instance, "pageSize", 1)).extract().path("nextPageToken");
        COUNT.twin(query(instance, "pageToken", next));
        for (String token : List.of("AAAA", next + "A", next.substring(1), "x".repeat(3_000))) {
            COUNT.refused("pageToken=" + token, query(instance, "pageToken", token), 400);
        }
        COUNT.refused("a page token of another list", query(other, "pageToken", next), 400);
    }

    @Test
    void ids_are_ids() throws IOException {
        String instance = admin.newInstance();
        String auth = "Authorization: Bearer " + Tokens.of("admin");
        for (String id : List.of(
                "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
                "jr-%00",
                "jr-'",
                "%",
                "%zz",
                "jr-" + "a".repeat(3_000),
                "..%5c..%5cwindows",
                "%c0%ae%c0%ae",
                "jr-1%0d%0aX-Injected:1")) {
            String answer = new RawRequest("GET /api/v1" + instance + "/rules/" + id, auth).answer(server, 0);
            assertThat(answer).doesNotContain("\r\nX-Injected").doesNotContain("root:");
            COUNT.refused(id, Integer.parseInt(answer.split(" ", 3)[1]), 400, 404);
        }
        COUNT.twin(admin.get(admin.newRule(instance)));
    }

    @Test
    void bodies_end_at_2_mebibytes() {
        String body = "{\"name\":\"" + Api.freshName("padded") + "\"}";
        String most = body + " ".repeat(2 * MEBIBYTE - body.length());
        COUNT.refused("2 MiB and one", admin.post("/instances", most + " "), 413);
        COUNT.twin(admin.post("/instances", most));
    }

    @Test
    void documents_and_batches_end_at_64_mebibytes() {
        String instance = admin.newInstance();
        String rule = admin.newRule(instance);
        byte[] document = admin.request()
                .urlEncodingEnabled(false)
                .get(instance + ":export")
                .asByteArray();
        byte[] batch =
                "{\"create\":[{\"path\":{\"match\":\"PREFIX\",\"value\":\"/a\"}}]}".getBytes(StandardCharsets.UTF_8);
        COUNT.refused("a document of 64 MiB and one", large(instance + ":apply", document, 64 * MEBIBYTE + 1), 413);
        COUNT.twin(large(instance + ":apply", document, 64 * MEBIBYTE));
        String authorizations = rule + "/authorizations:batch";
        COUNT.refused("a batch of 64 MiB and one", large(authorizations, batch, 64 * MEBIBYTE + 1), 413);
        COUNT.twin(large(authorizations, batch, 3 * MEBIBYTE));
    }

    /** The JSON, and spaces up to that many bytes. */
    private ValidatableResponse large(String path, byte[] json, int bytes) {
        byte[] body = new byte[bytes];
        java.util.Arrays.fill(body, (byte) ' ');
        System.arraycopy(json, 0, body, 0, json.length);
        return admin.request().urlEncodingEnabled(false).body(body).post(path).then();
    }

    @Test
    void nobody_has_to_take_100_mebibytes() throws IOException {
        String instance = admin.newInstance();
        String json = "Content-Type: application/json";
        String length = "Content-Length: " + 100 * MEBIBYTE;
        String chunked = "Transfer-Encoding: chunked";
        String auth = "Authorization: Bearer " + Tokens.of("admin");
        for (String path : List.of("/instances", instance + ":apply", instance + "/rules")) {
            String line = "POST /api/v1" + path;
            String limit = "at most " + (path.endsWith(":apply") ? 64 : 2) + " MiB";
            String answer = new RawRequest(line, auth, json, length).wholeAnswer(server);
            COUNT.refused(path, Integer.parseInt(answer.split(" ", 3)[1]), 413);
            assertThat(answer).contains("application/problem+json", "\"code\":\"BODY_TOO_LARGE\"", limit);
            COUNT.refused(path + ", all of it", new RawRequest(line, auth, json, length).status(server, 100), 413, 0);
            COUNT.refused(path + " of a stranger", new RawRequest(line, json, length).status(server, 0), 401);
            COUNT.refused(
                    path + " of a stranger, of whose body nothing has come",
                    new RawRequest(line, json, "Content-Length: " + 60 * MEBIBYTE).status(server, 0),
                    401);
            COUNT.refused(
                    path + ", no chunk", new RawRequest(line, auth, json, chunked).status(server, 100), 400, 413, 0);
        }
        COUNT.twin(admin.get(instance));
    }

    @Test
    void json_nests_64_levels_and_no_more() {
        String instance = admin.newInstance();
        for (int levels : List.of(65, 1_000, 500_000)) {
            String deep = "{\"a\":" + "[".repeat(levels - 1) + "]".repeat(levels - 1) + "}";
            COUNT.refused(levels + " levels", admin.post(instance + "/rules", deep), 400);
            COUNT.refused(levels + " levels, never closed", admin.post(instance + "/rules", "[".repeat(levels)), 400);
        }
        // Deep enough for every document there is: that it has a member too many is the next thing to be said.
        admin.post(instance + "/rules", "{\"a\":" + "[".repeat(63) + "]".repeat(63) + "}")
                .statusCode(422);
        COUNT.twin(admin.post(instance + "/rules", Api.rule()));
    }
}
