package dev.portcullis.gateway.attack;

import static dev.portcullis.gateway.attack.Scene.bearer;
import static dev.portcullis.gateway.attack.Scene.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.model.PathPattern.Match;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@Row("stale trust")
class StaleTrustTest {
    private static String token(Scene scene) {
        return Jws.sign(Jws.header("ES256", "e1"), Jws.CLAIMS, "ES256", scene.keys().ec);
    }

    private static Rules usual(Scene scene) {
        return Rules.rule("jr-1", Keys.jwk(scene.keys().ec, "e1"));
    }

    @TestFactory
    Stream<DynamicTest> a_token_that_was_good_is_decided_afresh_under_every_rule_set(Scene scene) {
        Keys keys = scene.keys();
        String request = get("/admin", bearer(token(scene)));
        return Stream.of(
                        usual(scene).issuer("https://new.example"),
                        Rules.rule("jr-1", Keys.jwk(keys.ec384, "e1")),
                        Rules.rule("jr-1", Keys.jwk(keys.attackerEc, "e1")),
                        Rules.rule("jr-1", Keys.jwk(keys.ec, "e2")),
                        Rules.rule("jr-1", Keys.jwk(keys.ec, "e1", "use", "enc")),
                        Rules.rule("jr-1"),
                        usual(scene).algorithms(JwsAlgorithm.RS256),
                        usual(scene).sub("bob"),
                        usual(scene).header("X-Token", ""),
                        usual(scene).header("Authorization", "Token"),
                        usual(scene).query("access_token"),
                        Rules.rule("jr-9", Keys.jwk(keys.attackerEc, "e1")))
                .map(changed -> DynamicTest.dynamicTest("changed", () -> {
                    scene.configure(usual(scene));
                    scene.admitted(request);
                    scene.configure(changed);
                    scene.refused(request, 401);
                    scene.configure(usual(scene));
                    scene.admitted(request);
                }));
    }

    @Test
    void a_disabled_rule_admits_nothing_where_another_one_asks(Scene scene) {
        Rules other = Rules.rule("jr-2", Keys.jwk(scene.keys().attackerEc, "x")).issuer("https://other.example");
        String request = get("/admin", bearer(token(scene)));
        scene.configure(usual(scene), other);
        scene.admitted(request);
        scene.configure(usual(scene).disabled(), other);
        scene.refused(request, 401);
        scene.configure(usual(scene).shadow(), other);
        scene.refused(request, 401);
        scene.configure(usual(scene), other);
        scene.admitted(request);
        scene.configure(other);
        scene.refused(request, 401);
    }

    @Test
    void audience_and_claims_are_asked_for_anew(Scene scene) {
        String request = get("/admin", bearer(token(scene)));
        scene.configure(usual(scene));
        scene.admitted(request);
        scene.configure(usual(scene).audience("a"));
        scene.refused(request, 403);
        scene.configure(usual(scene).required("a", "role"));
        scene.refused(request, 403);
    }

    @Test
    void a_token_expires_in_the_very_millisecond(Scene scene) {
        long end = (Stage.NOW_SECONDS + 3_600 + 60) * 1_000;
        String request = get("/admin", bearer(token(scene)));
        scene.configure(usual(scene));
        scene.admitted(request);
        scene.now(end - 1);
        scene.admitted(request);
        scene.now(end);
        scene.refused(request, 401);
        scene.now(end + 1_000_000);
        scene.refused(request, 401);
        scene.now(Stage.NOW_SECONDS * 1_000);
        scene.admitted(request);
    }

    @Test
    void a_token_is_not_valid_before_its_time(Scene scene) {
        long begin = Stage.NOW_SECONDS + 1_000;
        String claims = Jws.claims("\"exp\":" + (begin + 1_000) + ",\"nbf\":" + begin + ",\"iat\":" + begin);
        String request = get("/admin", bearer(Jws.sign(Jws.header("ES256", "e1"), claims, "ES256", scene.keys().ec)));
        scene.configure(usual(scene));
        scene.refused(request, 401);
        scene.now((begin - 60) * 1_000 - 1);
        scene.refused(request, 401);
        scene.now((begin - 60) * 1_000);
        scene.admitted(request);
        scene.now(Stage.NOW_SECONDS * 1_000);
        scene.refused(request, 401);
    }

    @Test
    void a_token_that_passed_without_being_asked_for_is_not_trusted_later(Scene scene) {
        String forged = Jws.sign(Jws.header("ES256", "e1"), Jws.CLAIMS, "ES256", scene.keys().attackerEc);
        scene.configure(usual(scene).except(Match.PREFIX, "/public"));
        scene.admitted(get("/public", bearer(forged)));
        scene.refused(get("/admin", bearer(forged)), 401);
        scene.admitted(get("/admin", bearer(token(scene))));
    }

    @Test
    void a_signature_that_verified_for_one_text_verifies_for_no_other(Scene scene) {
        scene.configure(usual(scene));
        String good = token(scene);
        scene.admitted(get("/admin", bearer(good)));
        // Texts of equal hash: "Aa" and "BB" hash alike in Java, and the memory is a table by hash.
        String twin = Jws.sign("{\"kid\":\"e1\",\"alg\":\"ES256\",\"x\":\"A\"}", Jws.CLAIMS, "ES256", scene.keys().ec);
        scene.admitted(get("/admin", bearer(twin)));
        int at = 0;
        int forged = 0;
        while (at + 1 < twin.length() && forged < 3) {
            char a = twin.charAt(at);
            char b = twin.charAt(at + 1);
            // Moving one up and thirty-one down keeps the hash.
            char up = (char) (a + 1);
            char down = (char) (b - 31);
            if (Character.isLetterOrDigit(up) && up < 128 && Character.isLetterOrDigit(down)) {
                String collision = twin.substring(0, at) + up + down + twin.substring(at + 2);
                assertThat(collision.hashCode()).isEqualTo(twin.hashCode());
                scene.refused(get("/admin", bearer(collision)), 401);
                forged++;
            }
            at++;
        }
        assertThat(forged).isEqualTo(3);
    }

    @Test
    void a_connection_is_trusted_no_further_than_its_last_request(Scene scene) throws IOException {
        scene.configure(usual(scene));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), scene.port())) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String both = get("/admin", bearer(token(scene))) + get("/admin");
            scene.upstream().take();
            scene.tally().tries();
            socket.getOutputStream().write(both.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(RawHttp.read(in).status()).isEqualTo(200);
            assertThat(RawHttp.read(in).status()).isEqualTo(401);
            assertThat(scene.upstream().take()).hasSize(1);
            scene.countAtUpstream();
            scene.tally().refused();
            scene.tally().twin();
        }
    }
}
