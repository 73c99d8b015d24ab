package dev.portcullis.control.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import dev.portcullis.control.testing.Tokens;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ControlPlaneTest
class AccessApiTest {
    private final Api admin = Api.admin();
    private final Api editor = Api.with(Tokens.of("editor"));
    private final Api viewer = Api.with(Tokens.of("viewer"));

    @Test
    void without_a_token_there_is_a_challenge_and_a_problem() {
        given().get("/api/v1/instances")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", startsWith("Bearer"))
                .body("code", equalTo("UNAUTHENTICATED"))
                .body("status", equalTo(401));
        admin.get("/instances").statusCode(200);
    }

    static Stream<Arguments> badTokens() {
        return Stream.of(
                Arguments.of("garbage", "not.a.token"),
                Arguments.of(
                        "expired",
                        Tokens.sign(
                                Tokens.claims("admin").expiresAt(Instant.now().minusSeconds(120)))),
                Arguments.of(
                        "of another audience",
                        Tokens.sign(Tokens.claims("admin").audience("elsewhere"))),
                Arguments.of(
                        "of another issuer", Tokens.sign(Tokens.claims("admin").issuer("https://else.where"))),
                Arguments.of("with a broken signature", Tokens.of("admin") + "A"),
                Arguments.of("unsecured", "eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL3BvcnRjdWxsaXMubG9jYWwifQ."));
    }

    /** Each is the same token to a reader that passes over what it does not know. */
    static Stream<Arguments> otherSpellings() {
        String token = Tokens.of("admin");
        int first = token.indexOf('.');
        int second = token.lastIndexOf('.');
        String signature = token.substring(second + 1);
        char last = signature.charAt(signature.length() - 1);
        String bits = BASE64URL.charAt(BASE64URL.indexOf(last) + 1) + "";
        return Stream.of(
                Arguments.of("padding", token + "="),
                Arguments.of("more padding", token + "=="),
                Arguments.of("padding of the header", token.substring(0, first) + "=" + token.substring(first)),
                Arguments.of("stray bits", token.substring(0, token.length() - 1) + bits),
                Arguments.of(
                        "a blank in the signature", token.substring(0, second + 9) + " " + token.substring(second + 9)),
                Arguments.of(
                        "a tab in the signature", token.substring(0, second + 9) + "\t" + token.substring(second + 9)),
                Arguments.of("a blank in the payload", token.substring(0, second) + " " + token.substring(second)),
                Arguments.of(
                        "a character of no alphabet",
                        token.substring(0, second + 9) + "!" + token.substring(second + 9)),
                Arguments.of("a character that is not ASCII", token + "\u00e9"),
                Arguments.of("a fourth part", token + "."),
                Arguments.of("a comma", token + ",x"));
    }

    private static final String BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    @ParameterizedTest(name = "a token with {0}")
    @MethodSource("otherSpellings")
    void is_none(String what, String token) {
        Api.with(token)
                .get("/instances")
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", startsWith("Bearer"))
                .body("code", equalTo("UNAUTHENTICATED"));
    }

    @Test
    void the_other_alphabet_of_base64_is_none() {
        String token = Stream.generate(() -> Tokens.of("admin"))
                .limit(1_000)
                .filter(one -> one.substring(one.lastIndexOf('.')).matches(".*[-_].*"))
                .findFirst()
                .orElseThrow();
        Api.with(token).get("/instances").statusCode(200);
        int dot = token.lastIndexOf('.');
        String standard = token.substring(dot).replace('-', '+').replace('_', '/');
        Api.with(token.substring(0, dot) + standard).get("/instances").statusCode(401);
    }

    @Test
    void the_token_stands_in_one_field() {
        String token = Tokens.of("admin");
        given().header("Authorization", "Bearer " + token, "Bearer " + token)
                .get("/api/v1/instances")
                .then()
                .statusCode(401)
                .body("code", equalTo("UNAUTHENTICATED"));
        given().header("Authorization", "Bearer " + token, "Basic YTpi")
                .get("/api/v1/instances")
                .then()
                .statusCode(401);
        given().header("Authorization", "bearer " + token)
                .get("/api/v1/instances")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest(name = "a token that is {0}")
    @MethodSource("badTokens")
    void is_refused(String what, String token) {
        Api.with(token)
                .get("/instances")
                .statusCode(401)
                .contentType("application/problem+json")
                .body("code", equalTo("UNAUTHENTICATED"));
    }

    @Test
    void roles_open_what_they_are_for_and_nothing_else() {
        String instance = admin.newInstance();
        String name = admin.get(instance).extract().path("name");
        String rule = admin.newRule(instance);

        viewer.get("/instances").statusCode(200);
        viewer.get(instance).statusCode(200);
        viewer.get(rule).statusCode(200);
        viewer.get(instance + "/propagation").statusCode(200);
        viewer.post(instance + "/rules", Api.rule()).statusCode(403).body("code", equalTo("FORBIDDEN"));
        viewer.put(instance, Map.of("name", name)).statusCode(403);
        viewer.post(rule + "/enable").statusCode(403);
        viewer.delete(rule).statusCode(403);

        editor.put(instance, Map.of("name", name)).statusCode(200);
        editor.post(instance + "/rules", Api.rule()).statusCode(201);
        editor.post(instance + "/routes", Api.route()).statusCode(201);
        editor.delete(rule).statusCode(204);
        editor.post("/instances", Map.of("name", Api.freshName("n"))).statusCode(403);
        editor.delete(instance + "?cascade=true").statusCode(403);

        admin.delete(instance + "?cascade=true").statusCode(204);
    }

    @Test
    void a_role_that_nobody_knows_opens_nothing() {
        Api.with(Tokens.of("root")).get("/instances").statusCode(403);
    }

    @Test
    void the_role_is_checked_before_the_body_is_looked_at() {
        viewer.request().body("{").post("/instances").then().statusCode(403);
    }

    @Test
    void a_confined_caller_sees_and_touches_its_own_instances_only() {
        String own = admin.newInstance();
        String other = admin.newInstance();
        String ownId = own.substring("/instances/".length());
        Api confined = Api.with(Tokens.of("admin", ownId));

        confined.get(own).statusCode(200);
        confined.get("/instances")
                .statusCode(200)
                .body("items.id", contains(ownId))
                .body("totalSize", equalTo(1));
        admin.get("/instances?pageSize=500").body("items.id", hasItem(other.substring("/instances/".length())));
        confined.post(own + "/rules", Api.rule()).statusCode(201);
        confined.post("/instances", Map.of("name", Api.freshName("n"))).statusCode(403);
        confined.post("/instances", Map.of("id", Api.freshName("mine"), "name", Api.freshName("n")))
                .statusCode(403);

        String chosen = Api.freshName("mine");
        Api.with(Tokens.of("admin", chosen))
                .post("/instances", Map.of("id", chosen, "name", chosen))
                .statusCode(201);
    }

    @Test
    void a_confined_caller_cannot_tell_what_exists_elsewhere() {
        String other = admin.newInstance();
        String rule = admin.newRule(other);
        Api confined = Api.with(Tokens.of("admin", "somewhere"));
        for (String path : List.of(other, rule, other + "/nodes", other + "/propagation")) {
            String existing = problem(confined, path);
            String absent = problem(confined, path.replace(other, "/instances/absent"));
            assertThat(existing).isEqualTo(absent);
        }
        admin.get("/instances/absent").statusCode(404);
        confined.get("/instances/somewhere").statusCode(404);
    }

    private static String problem(Api caller, String path) {
        Map<String, Object> problem =
                caller.get(path).statusCode(403).extract().jsonPath().getMap("");
        problem.remove("requestId");
        return problem.toString();
    }

    @Test
    void a_claim_of_instances_that_is_no_list_of_texts_opens_none() {
        for (Object claim : List.of("demo", 7, List.of(1, 2))) {
            Api caller = Api.with(Tokens.sign(Tokens.claims("admin").claim("instances", claim)));
            caller.get("/instances/demo").statusCode(403);
            caller.get("/instances").statusCode(200).body("totalSize", equalTo(0));
        }
    }

    @Test
    void health_metrics_and_the_contract_need_no_token() {
        for (String path : List.of("/q/health", "/q/health/ready", "/q/metrics", "/openapi")) {
            given().get(path).then().statusCode(200);
        }
        given().get("/swagger-ui/").then().statusCode(200);
        given().get("/api/v1/instances").then().statusCode(not(200));
    }
}
