package dev.portcullis.control.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ConfigTopic;
import dev.portcullis.control.testing.ConfigTopic.Entry;
import dev.portcullis.control.testing.ControlPlaneTest;
import dev.portcullis.control.testing.Database;
import dev.portcullis.control.testing.Eventually;
import dev.portcullis.control.testing.TopicReplay;
import dev.portcullis.model.KeySource;
import dev.portcullis.model.RuleItem;
import dev.portcullis.model.WireJson;
import dev.portcullis.secret.SecretKeyRing;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

@ControlPlaneTest
class SecretsTest {
    private static final byte[] SECRET = "correct horse battery staple ~~??>> 64 bytes"
            .repeat(2)
            .substring(0, 64)
            .getBytes(StandardCharsets.UTF_8);
    private static final String K = Base64.getUrlEncoder().withoutPadding().encodeToString(SECRET);

    private final Api api = Api.admin();

    @Inject
    ConfigTopic topic;

    @Inject
    Database database;

    @Inject
    SecretKeyRing ring;

    private static Map<String, Object> secretRule(String kid) {
        return Api.ruleWith("jwks", Map.of("keys", List.of(Map.of("kty", "oct", "kid", kid, "k", K))));
    }

    private static List<String> forms(byte[] secret) {
        String hex = HexFormat.of().formatHex(secret);
        // A third of all base64 of a longer text begins in the middle of ours: the inner part is looked for, too.
        return List.of(
                new String(secret, StandardCharsets.UTF_8),
                Base64.getEncoder().withoutPadding().encodeToString(secret),
                Base64.getUrlEncoder().withoutPadding().encodeToString(secret),
                Base64.getEncoder().withoutPadding().encodeToString(secret).substring(0, 40),
                hex,
                hex.toUpperCase(java.util.Locale.ROOT));
    }

    @Test
    void the_value_of_a_fetch_header_is_found_nowhere() {
        String value = new String(SECRET, StandardCharsets.UTF_8);
        String instance = api.newInstance();
        String planted = "https://planted.example/" + Api.freshName("control");
        Map<String, Object> rule = Api.ruleWith("jwksUri", planted);
        rule.remove("jwks");
        rule.put("keyFetch", Map.of("headers", List.of(Map.of("name", "X-Planted", "value", value))));
        StringBuffer logged = new StringBuffer();
        Handler log = recorder(logged);
        Logger.getLogger("").addHandler(log);
        String path = api.newRule(instance, rule);
        String answers = api.put(path, rule).statusCode(200).extract().asString()
                + api.post(path + "/keys:refresh").extract().asString()
                + api.get(path + "/keys").extract().asString()
                + api.get(path).extract().asString();
        answers += api.put(path, Api.ruleWith("keyFetch", rule.get("keyFetch")))
                .statusCode(422)
                .extract()
                .asString();
        awaitHead(instance, 3);
        Logger.getLogger("").removeHandler(log);

        List<Entry> records = topic.records(id(instance));
        String published = String.join("\n", records.stream().map(Entry::text).toList());
        assertThat(logged.toString()).contains(id(instance));
        for (String place : List.of(answers, published, database.dump())) {
            assertThat(place).contains(planted).contains("X-Planted");
        }
        for (String place : List.of(answers, published, database.dump(), logged.toString())) {
            forms(SECRET).forEach(form -> assertThat(place).doesNotContain(form));
        }
        String sealed = records.stream()
                .filter(entry -> entry.key().equals(id(instance) + "/rule/" + id(path)))
                .map(entry -> (KeySource.Remote) ((RuleItem) WireJson.readItem(entry.value())).keys())
                .map(remote -> remote.fetch().headers().getFirst().sealedValue())
                .toList()
                .getLast();
        String place = KeySource.FetchHeader.place(id(instance), id(path), "X-Planted");
        assertThat(ring.open(sealed, place)).isEqualTo(SECRET);
        assertThatThrownBy(() -> ring.open(sealed, place + "-2")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_secret_in_the_wrong_place_is_not_repeated() {
        String instance = api.newInstance();
        String secret = "Bearer-" + K;
        for (Object fetch : List.of(
                secret,
                Map.of("headers", secret),
                Map.of("headers", List.of(secret)),
                Map.of("headers", List.of(Map.of("name", "Authorization: " + secret, "value", "x"))),
                Map.of("headers", List.of(Map.of("name", "Authorization", "value", List.of(secret)))),
                Map.of("headers", List.of(Map.of("name", "Authorization", "value", secret + "\n"))),
                Map.of("caCertificates", secret))) {
            Map<String, Object> rule = Api.ruleWith("jwksUri", "https://issuer.example/jwks.json");
            rule.remove("jwks");
            rule.put("keyFetch", fetch);
            isRefusedWithout(secret, instance, rule);
        }
        for (Object jwks : List.of(
                secret,
                List.of(secret),
                Map.of("keys", secret),
                Map.of("keys", List.of(secret)),
                Map.of("keys", List.of(Map.of("kty", "oct", "k", List.of(secret)))))) {
            isRefusedWithout(secret, instance, Api.ruleWith("jwks", jwks));
        }
        api.newRule(instance, secretRule("fits"));
    }

    private void isRefusedWithout(String secret, String instance, Map<String, Object> rule) {
        String answer = api.post(instance + "/rules", rule)
                .statusCode(422)
                .body("violations.field", hasItem(matchesPattern("(keyFetch|jwks).*")))
                .extract()
                .asString();
        assertThat(answer).as("%s", rule).doesNotContain(secret.substring(0, 12));
    }

    private static Handler recorder(StringBuffer into) {
        return new Handler() {
            @Override
            public void publish(LogRecord record) {
                into.append(record.getMessage())
                        .append(Arrays.toString(record.getParameters()))
                        .append(record.getThrown())
                        .append('\n');
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    @Test
    void only_what_may_be_known_of_a_secret_is_shown() {
        String path = api.newRule(api.newInstance(), secretRule("s1"));
        api.get(path)
                .body("jwks.keys[0]", not(hasKey("k")))
                .body("jwks.keys[0].kid", equalTo("s1"))
                .body("keys[0].size", equalTo(512))
                .body("keys[0].thumbprint", nullValue())
                .body("keys[0].fingerprint.size()", equalTo(43))
                .body("keys[0].usable", equalTo(true));
    }

    @Test
    void a_replacement_that_names_the_kid_without_k_keeps_the_stored_secret() {
        String instance = api.newInstance();
        String path = api.newRule(instance, secretRule("s1"));
        String fingerprint = api.get(path).extract().path("keys[0].fingerprint");
        Map<String, Object> read = api.get(path).extract().jsonPath().getMap("");
        read.put("name", Api.freshName("renamed"));
        api.put(path, read).statusCode(200).body("keys[0].fingerprint", equalTo(fingerprint));
        awaitHead(instance, 3);

        String place = id(instance) + "/rule/" + id(path);
        List<byte[]> opened = topic.records(id(instance)).stream()
                .filter(entry -> entry.key().equals(place))
                .map(entry -> (RuleItem) WireJson.readItem(entry.value()))
                .map(item -> ((KeySource.Inline) item.keys()).keys().getFirst().sealedSecret())
                .map(secret -> ring.open(String.valueOf(secret), place))
                .toList();
        assertThat(opened)
                .hasSizeGreaterThanOrEqualTo(1)
                .allSatisfy(secret -> assertThat(secret).isEqualTo(SECRET));
    }

    @Test
    void a_kid_that_is_not_stored_needs_its_k() {
        String path = api.newRule(api.newInstance(), secretRule("s1"));
        Map<String, Object> other = Api.ruleWith("jwks", Map.of("keys", List.of(Map.of("kty", "oct", "kid", "s2"))));
        other.put("clockSkew", 999);
        api.put(path, other)
                .statusCode(422)
                .body("violations.field", org.hamcrest.Matchers.containsInAnyOrder("jwks.keys[0].k", "clockSkew"));
    }

    @Test
    void a_secret_that_is_too_short_is_refused_without_being_quoted() {
        String weak =
                Base64.getUrlEncoder().withoutPadding().encodeToString("hunter2".getBytes(StandardCharsets.UTF_8));
        api.post(
                        api.newInstance() + "/rules",
                        Api.ruleWith("jwks", Map.of("keys", List.of(Map.of("kty", "oct", "kid", "s1", "k", weak)))))
                .statusCode(422)
                .body("violations[0].field", equalTo("jwks.keys[0].k"))
                .body("violations[0].message", containsString("7 bytes"));
    }

    private void awaitHead(String instance, long revision) {
        Eventually.await()
                .until(() -> topic.records(id(instance)).stream()
                        .filter(entry -> entry.isHeadOf(id(instance)))
                        .anyMatch(entry -> TopicReplay.head(entry).revision() >= revision));
    }

    private static String id(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
