package dev.portcullis.control.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@ControlPlaneTest
class ExportApiTest {
    private static final String SECRET = "c2VjcmV0LXRoYXQtbm9ib2R5LXNoYWxsLWV2ZXItc2VlLWhlcmU";
    private static final String HEADER_VALUE = "Bearer nobody-shall-see-this";

    private final Api api = Api.admin();
    private String instance = "";

    @BeforeEach
    void make() {
        instance = api.newInstance();
    }

    private ValidatableResponse export(String accept) {
        return api.request()
                .urlEncodingEnabled(false)
                .accept(accept)
                .get(instance + ":export")
                .then();
    }

    private void fill() {
        api.post(instance + "/routes", Api.route()).statusCode(201);
        String inline = api.newRule(
                instance,
                Api.ruleWith(
                        "jwks",
                        Map.of("keys", List.of(Api.publicKey(), Map.of("kty", "oct", "kid", "hs", "k", SECRET)))));
        api.post(inline + "/authorizations", Api.authorization("/b")).statusCode(201);
        api.post(inline + "/authorizations", Api.authorization("/a")).statusCode(201);
        Map<String, Object> published = Api.rule();
        published.remove("jwks");
        published.put("jwksUri", "https://issuer.example/jwks.json");
        published.put("keyFetch", Map.of("headers", List.of(Map.of("name", "Authorization", "value", HEADER_VALUE))));
        api.newRule(instance, published);
    }

    @Test
    void holds_everything_by_name_with_defaults_written_out() {
        fill();
        String text = export("application/json")
                .statusCode(200)
                .contentType(startsWith("application/json"))
                .body("keySet()", contains("name", "labels", "requestPolicy", "routes", "rules", "secretsLeftOut"))
                .body("routes", hasSize(1))
                .body("routes[0].hosts", contains("*"))
                .body("routes[0].paths", contains(Map.of("match", "PREFIX", "value", "/")))
                .body("rules", hasSize(2))
                .body("rules[0].clockSkew", equalTo(60))
                .body("rules[0].token.key", equalTo("Authorization"))
                .body("rules[0].authorizations.path.value", contains("/b", "/a"))
                .body("rules[0].authorizations[0].host", equalTo("*"))
                .body("rules[1].authorizations", hasSize(0))
                .extract()
                .asString();

        assertThat(text).doesNotContain("\"id\"", "createdAt", "updatedAt", "revision", "fingerprint", "thumbprint");
    }

    @Test
    void leaves_secrets_out_and_says_which() {
        fill();
        String text = export("application/json")
                .body("secretsLeftOut", contains("rules[0].jwks.keys[1].k", "rules[1].keyFetch.headers[0].value"))
                .body("rules[0].jwks.keys[1]", equalTo(Map.of("kty", "oct", "kid", "hs")))
                .body("rules[1].keyFetch.headers[0]", equalTo(Map.of("name", "Authorization")))
                .extract()
                .asString();

        assertThat(text).doesNotContain(SECRET, HEADER_VALUE);
    }

    @Test
    void is_yaml_for_those_who_ask_for_it() throws IOException {
        fill();
        String json = export("application/json").extract().asString();
        String yaml = export("application/yaml")
                .statusCode(200)
                .contentType(startsWith("application/yaml"))
                .extract()
                .asString();

        assertThat(yaml).startsWith("name: \"");
        assertThat(new YAMLMapper().readTree(yaml)).isEqualTo(new ObjectMapper().readTree(json));
        export("text/csv").statusCode(406);
    }

    @Test
    void has_the_tag_of_the_newest_revision() {
        fill();
        String tag = export("*/*")
                .contentType(startsWith("application/json"))
                .extract()
                .header("ETag");
        long newest = api.get(instance + "/revisions").extract().jsonPath().getLong("items[0].revision");
        assertThat(api.get(instance + "/revisions/" + newest).extract().header("ETag"))
                .isEqualTo(tag);

        api.request()
                .urlEncodingEnabled(false)
                .header("If-None-Match", tag)
                .get(instance + ":export")
                .then()
                .statusCode(304);
    }

    @Test
    void json_and_yaml_have_tags_of_their_own() {
        fill();
        String json = export("application/json").extract().header("ETag");
        String yaml = export("application/yaml").extract().header("ETag");
        assertThat(yaml).isNotEqualTo(json);

        for (Map.Entry<String, String> known :
                Map.of("application/json", json, "application/yaml", yaml).entrySet()) {
            for (String accept : List.of("application/json", "application/yaml")) {
                ValidatableResponse answer = api.request()
                        .urlEncodingEnabled(false)
                        .accept(accept)
                        .header("If-None-Match", known.getValue())
                        .get(instance + ":export")
                        .then()
                        .statusCode(accept.equals(known.getKey()) ? 304 : 200)
                        .header("ETag", accept.equals("application/json") ? json : yaml);
                assertThat(answer.extract().headers().getValues("Vary")).containsExactly("Accept");
            }
        }
    }
}
