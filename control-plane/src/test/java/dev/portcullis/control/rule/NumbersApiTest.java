package dev.portcullis.control.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers and depths of the two places where a rule takes any JSON: values of claims, and members of keys. */
@ControlPlaneTest
class NumbersApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Api api = Api.admin();

    /** A rule that holds the JSON value as a claim's value, and in a key. */
    private static String rule(String value) {
        String key = json(Api.publicKey()).replaceFirst("\\{", "{\"note\":[" + value + "],");
        return body(value, "{\"keys\":[" + key + "]}");
    }

    /** The same, with the key set as a text. */
    private static String ruleOfText(String value) {
        String key = json(Api.publicKey()).replaceFirst("\\{", "{\"note\":[" + value + "],");
        return body(value, json("{\"keys\":[" + key + "]}"));
    }

    private static String body(String value, String jwks) {
        return """
                {"name": "numbers", "issuer": "https://issuer.example", "authorizationMode": "WHITELIST", "jwks": %s,
                 "requiredClaims": [{"claim": "level", "anyOf": [%s]}]}""".formatted(jwks, value);
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static String document(String rule) {
        return "{\"name\": \"" + Api.freshName("numbers") + "\", \"rules\": [" + rule + "]}";
    }

    private ValidatableResponse apply(String instance, String document) {
        return api.request()
                .urlEncodingEnabled(false)
                .body(document)
                .post(instance + ":apply")
                .then();
    }

    private ValidatableResponse applyYaml(String instance, String document) {
        EncoderConfig encoding = EncoderConfig.encoderConfig()
                .defaultContentCharset(StandardCharsets.UTF_8)
                .encodeContentTypeAs("application/yaml", ContentType.TEXT);
        return api.request()
                .urlEncodingEnabled(false)
                .config(RestAssured.config().encoderConfig(encoding))
                .contentType("application/yaml")
                .body(document)
                .post(instance + ":apply")
                .then();
    }

    private String export(String instance, String mediaType) {
        return api.request()
                .urlEncodingEnabled(false)
                .accept(mediaType)
                .get(instance + ":export")
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e309",
                "1e5000",
                "-1e5000",
                "1e-400",
                "1e-5000",
                "1e200000",
                "1e2000000000",
                "1000e2147483647",
                "1111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111"
            })
    void a_number_that_would_not_read_back_is_refused_wherever_a_rule_is_written(String number) {
        String instance = api.newInstance();
        String path = api.newRule(instance);
        for (String rule : List.of(rule(number), ruleOfText(number))) {
            for (ValidatableResponse answer : List.of(
                    api.post(instance + "/rules", rule),
                    api.put(path, rule),
                    api.request().body(rule).patch(path).then())) {
                refused(answer, "");
            }
            refused(apply(instance, document(rule)), "rules[0].");
            refused(applyYaml(instance, document(rule)), "rules[0].");
        }
        api.get(path).statusCode(200).body("revision", equalTo(2));
    }

    @Test
    void an_exponent_that_no_reader_takes_is_refused_too() {
        String instance = api.newInstance();
        String number = "1e-99999999999";

        api.post(instance + "/rules", rule(number)).statusCode(400).body("code", equalTo("MALFORMED_JSON"));
        apply(instance, document(rule(number))).statusCode(400).body("code", equalTo("MALFORMED_JSON"));
        applyYaml(instance, document(rule(number))).statusCode(400).body("code", equalTo("MALFORMED_YAML"));
        api.post(instance + "/rules", ruleOfText(number).replace("[" + number + "]}]", "[1]}]"))
                .statusCode(422)
                .body("violations.field", equalTo(List.of("jwks")));
    }

    private static void refused(ValidatableResponse answer, String at) {
        answer.statusCode(422)
                .body(
                        "violations.field",
                        containsInAnyOrder(at + "requiredClaims[0].anyOf[0]", at + "jwks.keys[0].note"))
                .body("violations.message", everyItem(containsString("(expected: ")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0.0",
                "1.0",
                "100.0",
                "1e2",
                "2147483648.0",
                "9223372036854775808",
                "1e308",
                "0.1",
                "2.50",
                "1.5e-7",
                "-1e-308",
                "0.1234567890123456789012345678901234567890"
            })
    void a_number_that_is_written_again_changes_nothing(String number) {
        String instance = api.newInstance();
        apply(instance, document(rule(number))).statusCode(200);
        String path =
                instance + "/rules/" + api.get(instance + "/rules").extract().<String>path("items[0].id");

        assertThat(List.of(
                        api.put(path, rule(number)),
                        api.put(path, ruleOfText(number)),
                        api.put(path, api.get(path).extract().asString()),
                        api.request().body("{}").patch(path).then(),
                        apply(instance, export(instance, "application/json")),
                        applyYaml(instance, export(instance, "application/yaml"))))
                .allSatisfy(answer -> answer.statusCode(200).header("Portcullis-Revision", "2"));
        api.get(instance + "/revisions").statusCode(200);
    }

    @Test
    void a_key_set_nests_32_levels_and_no_more_however_it_is_given() {
        String instance = api.newInstance();
        String path = api.newRule(instance);
        for (String rule : List.of(deep(29), json(deep(29)))) {
            api.put(path, body("1", rule)).statusCode(200);
            apply(instance, export(instance, "application/json")).statusCode(200);
            applyYaml(instance, export(instance, "application/yaml")).statusCode(200);
        }
        for (String rule : List.of(deep(30), json(deep(30)), json(deep(992)), json(deep(2_000)))) {
            api.put(path, body("1", rule))
                    .statusCode(422)
                    .body("violations.field", equalTo(List.of("jwks")))
                    .body("violations[0].message", containsString("(expected: at most 32"));
        }
        api.get(path).statusCode(200);
    }

    /** A set with so many lists within each other in a key, which is at level 3. */
    private static String deep(int lists) {
        String key =
                json(Api.publicKey()).replaceFirst("\\{", "{\"note\":" + "[".repeat(lists) + "]".repeat(lists) + ",");
        return "{\"keys\":[" + key + "]}";
    }

    @Test
    void a_second_secret_without_a_kid_is_refused_since_nothing_would_tell_it_from_the_first() {
        String instance = api.newInstance();
        String path = api.newRule(instance);
        Map<String, String> nameless = Map.of("kty", "oct", "k", "A".repeat(43));
        Map<String, String> other = Map.of("kty", "oct", "k", "B".repeat(42) + "A");
        Map<String, String> named = Map.of("kty", "oct", "kid", "b", "k", "B".repeat(42) + "A");

        api.put(path, Api.ruleWith("jwks", Map.of("keys", List.of(nameless, other))))
                .statusCode(422)
                .body("violations.field", equalTo(List.of("jwks.keys[1].kid")));

        String fingerprints = api.put(path, Api.ruleWith("jwks", Map.of("keys", List.of(nameless, named))))
                .statusCode(200)
                .extract()
                .path("keys.fingerprint")
                .toString();
        assertThat(List.of(
                        api.put(path, api.get(path).extract().asString()),
                        api.request().body("{}").patch(path).then(),
                        apply(instance, export(instance, "application/json"))))
                .allSatisfy(answer -> answer.statusCode(200).header("Portcullis-Revision", "3"));
        assertThat(api.get(path).extract().path("keys.fingerprint").toString()).isEqualTo(fingerprints);
    }
}
