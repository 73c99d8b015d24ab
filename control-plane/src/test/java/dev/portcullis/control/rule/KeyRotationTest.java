package dev.portcullis.control.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import dev.portcullis.control.testing.Database;
import dev.portcullis.model.KeySource;
import dev.portcullis.secret.SecretKeyRing;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** The ring of these tests has a first key and an old one: secrets are put into the database as the old one sealed them. */
@ControlPlaneTest
class KeyRotationTest {
    private static final byte[] SECRET = "a secret of thirty-two bytes, ok".getBytes(StandardCharsets.US_ASCII);
    private static final String K = Base64.getUrlEncoder().withoutPadding().encodeToString(SECRET);
    private static final Pattern SEALED = Pattern.compile("v1\\.[a-z]+\\.[A-Za-z0-9_-]+");

    private final Api api = Api.admin();

    @Inject
    Database database;

    @Inject
    SecretKeyRing ring;

    private static Map<String, Object> withSecret() {
        return Api.ruleWith("jwks", Map.of("keys", List.of(Map.of("kty", "oct", "kid", "s1", "k", K))));
    }

    private static Map<String, Object> withHeader() {
        Map<String, Object> rule = Api.ruleWith("jwksUri", "https://issuer.example/keys");
        rule.remove("jwks");
        rule.put("keyFetch", Map.of("headers", List.of(Map.of("name", "X-Api-Key", "value", "swordfish"))));
        return rule;
    }

    @Test
    void a_secret_under_the_old_key_opens_and_any_write_of_its_rule_seals_it_with_the_new_one() {
        String instance = api.newInstance();
        String path = api.newRule(instance, withSecret());
        assertRenewedByAWrite(path, id(instance) + "/rule/" + id(path), "keys[0].fingerprint");
    }

    @Test
    void so_does_the_header_of_a_fetch() {
        String instance = api.newInstance();
        String path = api.newRule(instance, withHeader());
        assertRenewedByAWrite(
                path,
                KeySource.FetchHeader.place(id(instance), id(path), "X-Api-Key"),
                "keyFetch.headers[0].fingerprint");
    }

    private void assertRenewedByAWrite(String path, String place, String fingerprintAt) {
        String sealed = sealed(path);
        assertThat(sealed).startsWith("v1.test.");
        byte[] secret = ring.open(sealed, place);
        String fingerprint = api.get(path).extract().path(fingerprintAt);

        String keys = ConfigProvider.getConfig().getValue("portcullis.secret.keys", String.class);
        String old = SecretKeyRing.parse(keys.substring(keys.indexOf(',') + 1)).seal(secret, place);
        assertThat(old).startsWith("v1.old.");
        database.execute("UPDATE rule SET definition = replace(definition::text, '" + sealed + "', '" + old
                + "')::jsonb WHERE id = '" + id(path) + "'");
        assertThat(sealed(path)).isEqualTo(old);
        api.get(path).statusCode(200).body(fingerprintAt, equalTo(fingerprint));
        api.post(path + "/enable").statusCode(200);
        assertThat(sealed(path)).isEqualTo(old);

        long before = revision(path);
        api.request().body("{}").patch(path).then().statusCode(200).body(fingerprintAt, equalTo(fingerprint));
        String renewed = sealed(path);
        assertThat(renewed).startsWith("v1.test.");
        assertThat(ring.open(renewed, place)).isEqualTo(secret);
        assertThat(revision(path)).isEqualTo(before + 1);

        api.request().body("{}").patch(path).then().statusCode(200);
        assertThat(sealed(path)).isEqualTo(renewed);
    }

    private long revision(String path) {
        return api.get(path).extract().jsonPath().getLong("revision");
    }

    /** The one sealed secret that is stored of a rule. */
    private String sealed(String path) {
        String definition = database.column("SELECT definition::text FROM rule WHERE id = '" + id(path) + "'")
                .getFirst();
        Matcher matcher = SEALED.matcher(definition);
        assertThat(matcher.find()).isTrue();
        return matcher.group();
    }

    private static String id(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
