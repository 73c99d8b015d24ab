package dev.portcullis.gateway.attack;

import static dev.portcullis.gateway.attack.Scene.bearer;
import static dev.portcullis.gateway.attack.Scene.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.portcullis.model.PathPattern.Match;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@Row("forged trust headers")
class TrustHeadersTest {
    private static final List<String> FIELDS = List.of(
            "X-Forwarded-For: 6.6.6.6",
            "X-Forwarded-Host: open.evil",
            "X-Forwarded-Proto: evil",
            "X-Forwarded-Prefix: /public-evil",
            "X-Forwarded-Uri: /public?evil",
            "X-Forwarded-Method: EVIL",
            "X-Forwarded-User: evil",
            "X-Forwarded-Client-Cert: evil",
            "X_Forwarded_For: 6.6.6.6",
            "X-Forwarded_Host: open.evil",
            "x_forwarded_uri: /evil",
            "Forwarded: for=6.6.6.6;host=evil",
            "X-Real-IP: 6.6.6.6",
            "X_Real_IP: 6.6.6.6",
            "X.Forwarded!For: 6.6.6.6",
            "X.Real.IP: 6.6.6.6",
            "Proxy: evil.example:8080",
            "PROXY: evil.example:8080",
            "X-Request-Id: evil",
            "X_Request_Id: evil");

    private static final List<String> REWRITES = List.of(
            "X-Original-URL: /admin",
            "X-Original-URI: /admin",
            "X-Original-Method: POST",
            "X-Original-Host: admin.evil",
            "X-Rewrite-URL: /admin",
            "X_Original_Url: /admin",
            "X.Original'Url: /admin",
            "x-rewrite_url: /admin",
            "X-Original_URI: /admin");

    private static String token(Scene scene) {
        return Jws.sign(Jws.header("ES256", "e1"), Jws.CLAIMS, "ES256", scene.keys().ec);
    }

    @TestFactory
    Stream<DynamicTest> no_field_makes_a_protected_path_an_open_one(Scene scene) {
        scene.configure(Rules.rule("jr-1", Keys.jwk(scene.keys().ec, "e1")).except(Match.PREFIX, "/public"));
        return Stream.concat(FIELDS.stream(), REWRITES.stream().map(field -> field.replace("/admin", "/public")))
                .map(field -> scene.pair(field, get("/admin", field), get("/admin", field, bearer(token(scene))), 401));
    }

    @TestFactory
    Stream<DynamicTest> what_a_client_claims_of_its_own_past_reaches_no_upstream(Scene scene) {
        scene.configure(Rules.rule("jr-1", Keys.jwk(scene.keys().ec, "e1")).blacklist(Match.PREFIX, "/admin"));
        return FIELDS.stream()
                .map(field -> dynamicTest(field, () -> {
                    String value = field.substring(field.indexOf(": ") + 2);
                    assertThat(scene.harmless(get("/public", field))).doesNotContain(": " + value);
                    assertThat(scene.harmless(get("/admin", field, bearer(token(scene)))))
                            .doesNotContain(": " + value);
                    assertThat(scene.admitted(get("/public", "X-Kept: " + value)))
                            .contains("X-Kept: " + value);
                }));
    }

    @TestFactory
    Stream<DynamicTest> a_path_or_method_beside_the_one_decided_on_reaches_no_upstream(Scene scene) {
        scene.configure(Rules.rule("jr-1", Keys.jwk(scene.keys().ec, "e1")).blacklist(Match.PREFIX, "/admin"));
        return REWRITES.stream()
                .map(field -> dynamicTest(field, () -> {
                    String name = field.substring(0, field.indexOf(':'));
                    assertThat(scene.harmless(get("/public", field))).doesNotContainIgnoringCase(name);
                    assertThat(scene.admitted(get("/public", "X-Kept: /admin"))).contains("X-Kept: /admin");
                }));
    }
}
