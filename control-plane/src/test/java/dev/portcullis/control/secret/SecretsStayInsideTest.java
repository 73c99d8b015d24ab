package dev.portcullis.control.secret;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ConfigTopic;
import dev.portcullis.control.testing.ControlPlaneTest;
import dev.portcullis.control.testing.Database;
import dev.portcullis.control.testing.Eventually;
import dev.portcullis.control.testing.FakeNode;
import dev.portcullis.control.testing.LogCapture;
import dev.portcullis.control.testing.Tokens;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.stream.Collectors;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Goes through every operation of the contract with an {@code oct} key, the header of a fetch, and tokens, and then looks for
 * them in every place that outlives a request or leaves the process.
 */
@ControlPlaneTest
class SecretsStayInsideTest {
    private static final String NODES_TOPIC = "portcullis.nodes";
    private static final byte[] KEY =
            bytes("correct~horse?battery>staple".repeat(3).substring(0, 64));
    private static final String K = Base64.getUrlEncoder().withoutPadding().encodeToString(KEY);
    private static final String HEADER = "swordfish~?>~swordfish~?>";
    /** Not a secret: it is put where it can be found. */
    private static final Sought PLANTED = Sought.of("planted", bytes("planted~?>~on~purpose"));

    private final String callersToken = Tokens.of("admin");
    private final String explainedToken = Jwt.issuer("https://issuer.example")
            .subject("alice")
            .expiresIn(600)
            .jws()
            .keyId("s1")
            .algorithm(SignatureAlgorithm.HS256)
            .sign(new SecretKeySpec(KEY, "HmacSHA256"));
    private final List<Sought> secrets = List.of(
            Sought.of("oct key", KEY),
            Sought.of("fetch header", bytes(HEADER)),
            Sought.ofToken("token of the caller", callersToken),
            Sought.ofToken("explained token", explainedToken));

    private final StringBuilder answers = new StringBuilder();
    private final List<LogCapture> logs = List.of(
            LogCapture.of("", Level.INFO),
            LogCapture.of("dev.portcullis", Level.FINE),
            LogCapture.of("org.hibernate.SQL_SLOW", Level.INFO));

    @Inject
    ConfigTopic topic;

    @Inject
    Database database;

    @Inject
    MeterRegistry meters;

    @Inject
    @Identifier("default-kafka-broker")
    Map<String, Object> kafka;

    @AfterEach
    void close() {
        logs.forEach(LogCapture::close);
    }

    @Test
    void secrets_are_found_nowhere_and_what_is_planted_is_found_everywhere() {
        Map<String, String> places = new LinkedHashMap<>();
        Counter planted = meters.counter("planted", "text", PLANTED.hex());
        try {
            goThroughEverything(places);
            places.put("metrics", given().get("/q/metrics").asString());
        } finally {
            meters.remove(planted);
        }
        places.put("answers", answers.toString());
        places.put("config topic, afterwards", records("portcullis.config"));
        places.put("nodes topic", records(NODES_TOPIC));
        places.put("database, afterwards", database.dump());
        Eventually.await().until(() -> operationsDone().containsAll(operationsOfTheContract()));
        places.put("logs", logged());

        assertThat(places).allSatisfy((place, text) -> {
            assertThat(PLANTED.foundIn(text)).as("planted in: %s", place).isNotEmpty();
            assertThat(secrets)
                    .allSatisfy(secret -> assertThat(secret.foundIn(text))
                            .as("%s in: %s", secret, place)
                            .isEmpty());
        });
        // Each form of it can be found, since each was written down.
        for (String place : List.of("answers", "config topic", "database")) {
            assertThat(PLANTED.foundIn(String.valueOf(places.get(place)))).isEqualTo(PLANTED.forms());
        }
    }

    private void goThroughEverything(Map<String, String> places) {
        Map<String, Object> named = new HashMap<>(Map.of("name", Api.freshName("secrets")));
        String instance = "/instances/" + repeated("/instances", named);
        read("/instances?pageSize=500");
        read(instance);
        named.put("description", String.join(" ", PLANTED.forms()));
        write("PUT", instance, named);
        write("PATCH", instance, Map.of("description", PLANTED.hex()));

        String route = instance + "/routes/" + repeated(instance + "/routes", Api.route());
        read(instance + "/routes");
        read(route);
        write("PUT", route, Api.route());
        write("PATCH", route, Map.of("name", Api.freshName("route")));

        Map<String, Object> inline = Api.ruleWith("jwks", keys(Map.of("kty", "oct", "kid", "s1", "k", K)));
        inline.put("audiences", PLANTED.forms());
        String rule = instance + "/rules/" + repeated(instance + "/rules", inline);
        Map<String, Object> published = Api.ruleWith("jwksUri", "https://issuer.example/keys");
        published.remove("jwks");
        published.put("keyFetch", fetch(HEADER));
        String fetching = instance + "/rules/" + repeated(instance + "/rules", published);
        read(instance + "/rules");
        read(rule);
        read(fetching);
        inline.put("clockSkew", 1);
        write("PUT", rule, inline);
        inline.put("jwks", keys(Map.of("kty", "oct", "kid", "s1")));
        write("PUT", rule, inline);
        write("PATCH", rule, Map.of("jwks", keys(Map.of("kty", "oct", "kid", "s1", "k", K))));
        write("PUT", fetching, published);
        write("PATCH", fetching, Map.of("keyFetch", fetch(HEADER)));
        read(rule + "/keys");
        read(fetching + "/keys");
        write("POST", fetching + "/keys:refresh", null);
        refuse(rule, fetching, inline);

        String authorization =
                rule + "/authorizations/" + repeated(rule + "/authorizations", Api.authorization("/public"));
        read(rule + "/authorizations");
        read(authorization);
        write("PUT", authorization, Api.authorization("/open"));
        write("PATCH", authorization, Map.of("methods", List.of("GET")));
        write("POST", rule + "/authorizations:batch", Map.of("create", List.of(Api.authorization("/many"))));
        String document = read(instance + ":export").asString();
        write("POST", instance + ":apply?dryRun=true", document);
        write("POST", instance + ":apply", document);

        write("POST", rule + "/enable", null);
        write("POST", rule + "/disable", null);
        write("POST", rule + "/enable", null);
        write("PATCH", rule, "{\"audiences\":null}");
        write("POST", instance + ":explain", Map.of("url", "https://api.example/v1/things", "token", explainedToken));
        write("POST", rule + "/disable", null);
        inline.put("audiences", PLANTED.forms());
        write("PUT", rule, inline);

        try (FakeNode node = new FakeNode(kafka, id(instance), PLANTED.hex())) {
            Eventually.await().until(() -> read(instance + "/nodes").asString().contains(PLANTED.hex()));
            read(instance + "/propagation");
            node.fallSilent();
            write("DELETE", instance + "/nodes/" + PLANTED.hex(), null);
        }

        int newest = read(instance + "/propagation").path("revision");
        read(instance + "/revisions?pageSize=500");
        for (int revision = 1; revision <= newest; revision++) {
            read(instance + "/revisions/" + revision);
            read(instance + "/revisions/" + revision + "/diff");
        }
        Map<String, Object> other = Api.ruleWith("jwks", keys(Map.of("kty", "oct", "kid", "s2", "k", K)));
        repeated(instance + "/rules", other);
        write("POST", instance + "/revisions/" + newest + ":rollback", null);
        write("POST", instance + ":republish", null);

        Eventually.await().until(() -> database.outboxSize() == 0);
        places.put("config topic", records("portcullis.config"));
        places.put("database", database.dump());
        write("DELETE", authorization, null);
        write("DELETE", route, null);
        write("DELETE", rule, null);
        write("DELETE", instance + "?cascade=true", null);
    }

    /** What is refused is not quoted. */
    private void refuse(String rule, String fetching, Map<String, Object> inline) {
        Map<String, Object> faulty = new HashMap<>(inline);
        for (Object k : List.of(K + "!", List.of(K), Map.of(K, K))) {
            faulty.put("jwks", keys(Map.of("kty", "oct", "kid", "s1", "k", k)));
            assertThat(send("PUT", rule, faulty).statusCode()).isEqualTo(422);
        }
        for (Object value : List.of(HEADER + "\n", List.of(HEADER), Map.of(HEADER, HEADER))) {
            assertThat(send("PATCH", fetching, Map.of("keyFetch", fetch(value))).statusCode())
                    .isEqualTo(422);
        }
        for (String cut : List.of("{\"jwks\":{\"keys\":[{\"k\":\"" + K + "\"", "{\"k\":\"" + HEADER)) {
            assertThat(send("PUT", rule, cut).statusCode()).isEqualTo(400);
        }
    }

    private static Map<String, Object> keys(Map<String, Object> key) {
        return Map.of("keys", List.of(key));
    }

    private static Map<String, Object> fetch(Object value) {
        return Map.of("headers", List.of(Map.of("name", "X-Api-Key", "value", value)));
    }

    /** Creates with an idempotency key, twice; answers the id. */
    private String repeated(String list, Map<String, Object> body) {
        String key = Api.freshName("key");
        Response first =
                keep(request().header("Idempotency-Key", key).body(body).post(list));
        assertThat(first.statusCode()).isEqualTo(201);
        Response again =
                keep(request().header("Idempotency-Key", key).body(body).post(list));
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        return first.path("id");
    }

    private Response read(String path) {
        return write("GET", path, null);
    }

    private Response write(String method, String path, @Nullable Object body) {
        Response answer = send(method, path, body);
        assertThat(answer.statusCode()).as("%s %s", method, path).isBetween(200, 299);
        return answer;
    }

    private Response send(String method, String path, @Nullable Object body) {
        RequestSpecification request = request();
        return keep((body == null ? request : request.body(body)).request(method, path));
    }

    private RequestSpecification request() {
        return given().urlEncodingEnabled(false)
                .auth()
                .oauth2(callersToken)
                .basePath("/api/v1")
                .header("X-Request-Id", PLANTED.hex())
                .contentType(ContentType.JSON);
    }

    private Response keep(Response answer) {
        answers.append(answer.headers()).append('\n').append(answer.asString()).append('\n');
        return answer;
    }

    private String records(String name) {
        return topic.named(name).all().stream()
                .map(entry -> entry.key() + " " + entry.text())
                .collect(Collectors.joining("\n"));
    }

    private String logged() {
        return logs.stream().flatMap(log -> log.lines().stream()).collect(Collectors.joining("\n"));
    }

    private Set<String> operationsDone() {
        return logged().lines()
                .filter(line -> line.contains("\"requestId\":\"" + PLANTED.hex() + "\""))
                .filter(line -> line.contains("\"outcome\":\"DONE\""))
                .map(line -> line.replaceFirst(".*\"operation\":\"(\\w+)\".*", "$1"))
                .collect(Collectors.toSet());
    }

    private static Set<String> operationsOfTheContract() {
        Map<String, Map<String, Object>> paths =
                given().queryParam("format", "json").get("/openapi").path("paths");
        Set<String> ids = new TreeSet<>();
        paths.values()
                .forEach(item -> item.values().forEach(operation -> {
                    if (operation instanceof Map<?, ?> known && known.get("operationId") instanceof String id) {
                        ids.add(id);
                    }
                }));
        return ids;
    }

    private static String id(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
