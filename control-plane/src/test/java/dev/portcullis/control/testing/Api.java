package dev.portcullis.control.testing;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** A caller of the management API. */
public final class Api {
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final Map<String, Object> PUBLIC_KEY = newPublicKey();

    private final String token;

    private Api(String token) {
        this.token = token;
    }

    public static Api admin() {
        return new Api(Tokens.of("admin"));
    }

    public static Api with(String token) {
        return new Api(token);
    }

    public RequestSpecification request() {
        return given().filter(new PromisedAnswers())
                .auth()
                .oauth2(token)
                .basePath("/api/v1")
                .contentType(ContentType.JSON);
    }

    public ValidatableResponse get(String path) {
        return request().get(path).then();
    }

    public ValidatableResponse post(String path, Object body) {
        return request().body(body).post(path).then();
    }

    /** @param path as it goes over the wire */
    public ValidatableResponse post(String path) {
        return request().urlEncodingEnabled(false).post(path).then();
    }

    public ValidatableResponse put(String path, Object body) {
        return request().body(body).put(path).then();
    }

    public ValidatableResponse delete(String path) {
        return request().delete(path).then();
    }

    /** A name that no other test uses. */
    public static String freshName(String prefix) {
        return prefix + "-" + NAMES.incrementAndGet();
    }

    /** Makes an instance; answers its path. */
    public String newInstance() {
        return "/instances/"
                + post("/instances", Map.of("name", freshName("instance")))
                        .statusCode(201)
                        .extract()
                        .<String>path("id");
    }

    /** Makes a rule; answers its path. */
    public String newRule(String instance, Map<String, Object> rule) {
        Response made =
                post(instance + "/rules", rule).statusCode(201).extract().response();
        return instance + "/rules/" + made.<String>path("id");
    }

    /** Makes a whitelist rule; answers its path. */
    public String newRule(String instance) {
        return newRule(instance, rule());
    }

    /** A rule with what is required, and a name of its own. */
    public static Map<String, Object> rule() {
        Map<String, Object> rule = new HashMap<>();
        rule.put("name", freshName("rule"));
        rule.put("issuer", "https://issuer.example");
        rule.put("jwks", Map.of("keys", List.of(PUBLIC_KEY)));
        rule.put("authorizationMode", "WHITELIST");
        return rule;
    }

    /** A rule with one more field, or another value of one. */
    public static Map<String, Object> ruleWith(String field, Object value) {
        Map<String, Object> rule = rule();
        rule.put(field, value);
        return rule;
    }

    /** A route with what is required, and a name of its own. */
    public static Map<String, Object> route() {
        Map<String, Object> route = new HashMap<>();
        route.put("name", freshName("route"));
        route.put("upstream", Map.of("targets", List.of(Map.of("url", "http://127.0.0.1:8090"))));
        return route;
    }

    /** An authorization of a path by prefix. */
    public static Map<String, Object> authorization(String prefix) {
        return Map.of("path", Map.of("match", "PREFIX", "value", prefix));
    }

    /** A P-256 key as a provider publishes it. */
    public static Map<String, Object> publicKey() {
        return PUBLIC_KEY;
    }

    private static Map<String, Object> newPublicKey() {
        try {
            var key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId("ec-1");
            return key.toParams(OutputControlLevel.PUBLIC_ONLY);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
